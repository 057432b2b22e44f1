import { type Fault, fault } from "../base/fault.ts";
import type { Log } from "../base/log.ts";
import { systemFault } from "../base/system-fault.ts";
import { type OptionalPort, optionalPortNames, optionalPorts } from "../domain/settings/index.ts";
import type { SmtpServer } from "../edges/smtp/server.ts";
import type { ClosedPort } from "../engine/operate/running-state.ts";

/** Which of the optional ports are to be open. */
export type WantedPorts = { readonly [name in OptionalPort]: boolean };

/** The ports for mail that the settings switch on and off while the program runs. */
export interface MailPorts {
  /** Opens and closes what differs. What cannot be opened is tried again every minute. */
  become(wanted: WantedPorts): Promise<void>;
  /** Where it listens, as ADDR:PORT; null where it does not. */
  places(): { readonly [name in OptionalPort]: string | null };
  /** Those that are switched on and not open, once the last change has been carried out. */
  closed(): Promise<readonly ClosedPort[]>;
  /** Closes all; mails in progress get that many milliseconds. */
  close(graceMs: number): Promise<void>;
}

interface Parts {
  /** The address to listen on. */
  readonly host: string;
  /** Those that the configuration opens are left alone. */
  readonly leave: (name: OptionalPort) => boolean;
  /** Creates a server that does not listen yet. */
  readonly make: (name: OptionalPort) => SmtpServer;
  /** Called when a server has been closed. */
  readonly gone: (server: SmtpServer) => void;
  readonly log: Log;
  /** The port numbers; default 465 and 587. */
  readonly numbers?: { readonly [name in OptionalPort]: number };
}

/** Milliseconds until a port that could not be opened is tried again. */
const AGAIN = 60_000;
/** Milliseconds that mails in progress get when a port is switched off. */
const GRACE = 10_000;

/** The optional ports, closed at first. */
export function createMailPorts(parts: Parts): MailPorts {
  const { host, leave, make, gone, log, numbers = optionalPorts } = parts;
  const open = new Map<OptionalPort, { readonly server: SmtpServer; readonly port: number }>();
  const faults = new Map<OptionalPort, Fault>();
  const closing = new Set<Promise<void>>();
  let wanted: WantedPorts = { smtps: false, submission: false };
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  /** Changes are carried out one after another. */
  let work: Promise<void> = Promise.resolve();
  const shown = host.includes(":") ? `[${host}]` : host;

  return {
    become(next) {
      wanted = next;
      return settle();
    },
    places: () => ({ smtps: placeOf("smtps"), submission: placeOf("submission") }),
    async closed() {
      await work;
      return [...faults].map(([name, fault]) => ({ name, fault }));
    },
    async close(graceMs) {
      over = true;
      await settle();
      for (const name of open.keys()) end(name, graceMs);
      await Promise.all(closing);
    },
  };

  function placeOf(name: OptionalPort): string | null {
    const listening = open.get(name);
    return listening ? `${shown}:${listening.port}` : null;
  }

  function settle(): Promise<void> {
    work = work.then(async () => {
      clearTimeout(timer);
      for (const name of optionalPortNames) {
        const on = wanted[name] && !leave(name) && !over;
        if (!on) faults.delete(name);
        if (on && !open.has(name)) await attempt(name);
        else if (!on && !over) end(name, GRACE);
      }
      if (faults.size > 0 && !over) timer = setTimeout(() => void settle(), AGAIN).unref();
    });
    return work;
  }

  /** Opens a port. Whatever fails is noted, and does not stop later changes. */
  async function attempt(name: OptionalPort): Promise<void> {
    try {
      await begin(name);
      faults.delete(name);
    } catch (cause) {
      if (!faults.has(name)) log.error("a port for mail could not be opened", { listener: name, cause });
      faults.set(name, faultOf(name, numbers[name], cause));
    }
  }

  async function begin(name: OptionalPort): Promise<void> {
    const server = make(name);
    try {
      open.set(name, { server, port: await server.listen(host, numbers[name]) });
    } catch (cause) {
      gone(server);
      throw cause;
    }
  }

  function end(name: OptionalPort, graceMs: number): void {
    const listening = open.get(name);
    if (listening === undefined) return;
    open.delete(name);
    const closed = listening.server
      .close(graceMs)
      .catch((cause: unknown) => log.error("a port for mail could not be closed", { listener: name, cause }))
      .finally(() => {
        gone(listening.server);
        closing.delete(closed);
      });
    closing.add(closed);
  }
}

function faultOf(name: OptionalPort, port: number, cause: unknown): Fault {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EADDRINUSE") return fault("port.in-use", { params: { port }, cause });
  if (code === "EACCES")
    return fault("port.rights", { params: { port, unit: `mailmanager-${name}.socket` }, cause });
  return systemFault(cause) ?? fault("internal.bug", { cause });
}
