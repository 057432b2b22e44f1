import type { Socket } from "node:net";
import { setTimeout as after } from "node:timers/promises";
import * as z from "zod";
import type { Box } from "./box.ts";
import { type BoxFault, boxFault } from "./fault.ts";
import type { Handlers, RequestContext } from "./handler.ts";
import {
  type Answer,
  type Caller,
  type Greeting,
  isVerb,
  LINE_LIMIT,
  PROTOCOL,
  type Progress,
  type Request,
  request,
  type VerbName,
  verbTable,
} from "./protocol.ts";

/** Limits: connections per socket, concurrent requests per connection, waiting changes. */
const CONNECTIONS = 32;
const REQUESTS = 16;
const WAITING = 8;

export interface Server {
  /** Serves a connection of this caller. */
  connected(caller: Caller, socket: Socket): void;
  /** Milliseconds since the last request was served; 0 while one is. */
  idle(): number;
  /** Accepts no more requests, and resolves when the current ones have ended. */
  stop(): Promise<void>;
}

/** Serves the protocol: reads requests, checks caller and arguments, carries them out, and records changes. */
export function createServer(box: Box, handlers: Handlers): Server {
  const open = new Map<Socket, Caller>();
  const underWay = new Set<Promise<void>>();
  let turn: Promise<void> = Promise.resolve();
  let waiting = 0;
  let servedAt = box.now();
  let stopping = false;

  return {
    connected,
    idle: () => (underWay.size > 0 ? 0 : Math.max(0, box.now() - servedAt)),
    async stop() {
      stopping = true;
      await Promise.all(underWay);
      // The last answers have to reach their callers.
      for (const socket of open.keys()) socket.end();
      await Promise.race([after(1000, undefined, { ref: false }), allClosed()]);
      for (const socket of open.keys()) socket.destroy();
    },
  };

  async function allClosed(): Promise<void> {
    await Promise.all(
      [...open.keys()].map((socket) => new Promise((resolve) => socket.once("close", resolve))),
    );
  }

  function connected(caller: Caller, socket: Socket): void {
    const sameCaller = [...open.values()].filter((one) => one === caller).length;
    if (stopping || sameCaller >= CONNECTIONS) {
      socket.destroy();
      return;
    }
    open.set(socket, caller);
    const gone = new AbortController();
    let requests = 0;
    let kept: Buffer[] = [];
    let length = 0;

    socket.on("error", (cause) => box.log(`a connection of ${caller} failed: ${cause.message}`));
    socket.on("close", () => {
      open.delete(socket);
      gone.abort();
    });
    socket.on("data", (chunk: Buffer) => {
      let rest = chunk;
      for (let end = rest.indexOf(0x0a); end >= 0 && length + end <= LINE_LIMIT; end = rest.indexOf(0x0a)) {
        const line = Buffer.concat([...kept, rest.subarray(0, end)]);
        kept = [];
        length = 0;
        rest = rest.subarray(end + 1);
        receive(line);
        if (socket.destroyed) return;
      }
      length += rest.length;
      if (length > LINE_LIMIT) cutOff("sent a line that is too long");
      else if (rest.length > 0) kept.push(rest);
    });
    send({ protocol: PROTOCOL, version: box.version });

    function receive(line: Buffer): void {
      const read = request.safeParse(asJson(line));
      // Without an id it cannot be answered.
      if (!read.success) {
        cutOff("sent an invalid request");
        return;
      }
      const asked = read.data;
      if (requests >= REQUESTS || stopping) {
        fail(
          asked.id,
          boxFault("busy", stopping ? "The helper is stopping" : "Too many requests at the same time"),
        );
        return;
      }
      requests++;
      const work = serve(asked).finally(() => {
        requests--;
        servedAt = box.now();
        underWay.delete(work);
      });
      underWay.add(work);
    }

    async function serve({ id, verb, by, arguments: args }: Request): Promise<void> {
      const who: RequestContext = {
        caller,
        // On the console users have no names.
        by: caller === "app" ? by : null,
        progress: (done, total, what) => send({ id, progress: { done, total, what } }),
        signal: gone.signal,
      };
      if (!isVerb(verb)) return fail(id, boxFault("invalid", "Unknown verb"));
      try {
        const done = await perform(verb, args, who);
        if (done.ok) send({ id, ok: true, value: done.value });
        else fail(id, done.error);
      } catch (cause) {
        box.log(`${verb} failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
        fail(id, boxFault("failed", cause instanceof Error ? cause.message : String(cause)));
      }
    }

    function cutOff(why: string): void {
      box.log(`a connection of ${caller} ${why}; it is closed`);
      socket.destroy();
    }

    function fail(id: number, fault: BoxFault): void {
      send({ id, ok: false, fault });
    }

    function send(line: Greeting | Progress | Answer): void {
      if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
    }
  }

  /** Checks a request and carries it out. Rejects on unexpected errors. */
  async function perform<V extends VerbName>(verb: V, raw: unknown, asked: RequestContext) {
    const { arguments: known, answer, callers, changes } = verbTable[verb];
    if (!callers.includes(asked.caller)) {
      box.actions.add({
        verb,
        caller: asked.caller,
        by: asked.by,
        what: "not allowed from here",
        outcome: "denied",
      });
      return refused("denied", `${verb} is not allowed from here`);
    }
    const args = known.safeParse(raw);
    if (!args.success) return refused("invalid", z.prettifyError(args.error));
    const handler = handlers[verb];
    if (handler === undefined) return refused("refused", `This appliance cannot do ${verb}`);
    if (!changes) {
      const done = await handler.run(box, args.data, asked);
      return done.ok ? { ...done, value: answer.parse(done.value) } : done;
    }
    if (waiting >= WAITING) return refused("busy", "The appliance is busy; try again later");
    const planned = { verb, caller: asked.caller, by: asked.by, what: handler.what?.(args.data) ?? verb };
    return inTurn(async () => {
      box.actions.begin(planned);
      try {
        const done = await handler.run(box, args.data, asked);
        const what = done.ok ? planned.what : `${planned.what}: ${done.error.text}`;
        box.actions.add({ ...planned, what, outcome: done.ok ? "done" : "failed" });
        return done.ok ? { ...done, value: answer.parse(done.value) } : done;
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        box.actions.add({ ...planned, what: `${planned.what}: ${why}`, outcome: "failed" });
        throw cause;
      }
    });
  }

  /** Runs what changes the box one after the other. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    waiting++;
    const mine = turn.then(work).finally(() => waiting--);
    turn = mine.then(
      () => {},
      () => {},
    );
    return mine;
  }
}

const refused = (code: BoxFault["code"], text: string) =>
  ({ ok: false, error: boxFault(code, text) }) as const;

function asJson(line: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(line));
  } catch {
    return undefined;
  }
}
