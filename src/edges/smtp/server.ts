import { createSecureContext, type SecureContext } from "node:tls";
import type { Log } from "../../base/log.ts";
import type { Reception } from "../../engine/intake/receive.ts";
import { Budget } from "./data.ts";
import { defaultLimits, Gate, type SmtpLimits } from "./limits.ts";
import { Session, type SmtpServerContext } from "./session.ts";
import { WireServer } from "./wire.ts";

export interface SmtpOptions {
  /** Our name in the greeting and the response to EHLO: a domain (RFC 5321 section 4.1.1.1). */
  readonly hostname: string;
  /** Default "smtp"; "lmtp" for a mail server at this site that delivers mail here (RFC 2033). */
  readonly protocol?: "smtp" | "lmtp";
  /** TLS from the start of the connection (RFC 8314), instead of STARTTLS; needs `tls`. */
  readonly implicitTls?: boolean;
  readonly reception: Reception;
  readonly log: Log;
  readonly limits?: Partial<SmtpLimits>;
  /**
   * Key and certificate in PEM, or a function that returns the current context and is called at every STARTTLS.
   * Without it STARTTLS is not offered.
   */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer } | (() => SecureContext);
}

type ListenAt =
  | { readonly host: string; readonly port: number }
  | { readonly fd: number }
  | { readonly path: string };

export interface SmtpServer {
  /**
   * Starts to accept connections, on an address, an inherited socket, or one in the file system
   * that every user of this machine may connect to.
   * @returns the port, 0 if there is none
   * @throws the system's error, such as EADDRINUSE or EACCES
   */
  listen(host: string, port: number): Promise<number>;
  listen(where: ListenAt): Promise<number>;
  /**
   * Accepts no more, tells idle peers to come back later, lets mails in progress finish for `graceMs`, then aborts the
   * rest. Resolves when no connection is left.
   */
  close(graceMs: number): Promise<void>;
  /** From now on greets with that name and uses that reception, also in open sessions. */
  become(host: { readonly hostname: string; readonly reception: Reception }): void;
  /** From now on accepts mail of up to that many bytes; a mail that is being received keeps the limit it began with. */
  accept(messageBytes: number): void;
  /** For the pages and metrics. */
  stats(): SmtpStats;
}

export interface SmtpStats {
  readonly sessions: number;
  /** Bytes of messages in memory now. */
  readonly bytesHeld: number;
  /** Since the start: mails answered with 250, recipients and mails refused, connections refused by a limit. */
  readonly accepted: number;
  readonly refused: number;
  readonly turnedAway: number;
}

/** How long closed connections may take before they are destroyed. */
const lingerMs = 500;

/**
 * An SMTP server that receives mail for the engine (RFC 5321 with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, STARTTLS and
 * ENHANCEDSTATUSCODES). A mail is answered with 250 only after `reception.receive` has resolved to ok.
 * @throws if the given certificate cannot be used
 */
export function createSmtpServer(options: SmtpOptions): SmtpServer {
  const limits = possible({ ...defaultLimits, ...options.limits });
  const { hostname, reception, log } = options;
  const secureContext = contextSource(options.tls);
  const context: SmtpServerContext = {
    hostname,
    protocol: options.protocol ?? "smtp",
    reception,
    log,
    limits,
    budget: new Budget(limits.memoryBytes),
    gate: new Gate(limits),
    prepareTls: secureContext === null ? null : () => prepareTls(secureContext),
    clock: () => performance.now(),
    counts: { accepted: 0, refused: 0, turnedAway: 0 },
    sessions: new Set(),
    stopping: false,
  };
  const wires = new WireServer(
    {
      name: hostname,
      size: limits.messageBytes,
      maxCommandLength: limits.commandBytes,
      secure: options.implicitTls ?? false,
      disabledCommands: ["AUTH", ...(secureContext === null ? ["STARTTLS"] : [])],
    },
    (wire) => new Session(wire, context),
  );
  prepareImplicitTls();
  wires.on("error", (cause: Error) => {
    // Port scanners begin TLS and leave.
    if (options.implicitTls && !("syscall" in cause && cause.syscall === "accept")) {
      log.info("smtp: TLS handshake failed", { cause: cause.message });
    } else if (wires.server.listening) log.error("smtp: could not accept a connection", { cause });
  });
  if (options.implicitTls) {
    if (secureContext === null) throw new Error("implicit TLS needs a certificate");
    // Before smtp-server sees the connection: otherwise it would use its own built-in certificate, whose key is public.
    wires.server.prependListener("connection", (socket) => {
      if (!prepareTls(secureContext)) socket.destroy();
    });
  }
  // beyond the sessions that get a reason, connections are dropped
  wires.server.maxConnections = limits.sessions + 100;
  let told = 0;
  const shortest = Math.min(
    limits.commandMs,
    limits.busyCommandMs,
    limits.dataIdleMs,
    limits.dataMs,
    limits.brokenDataIdleMs,
    limits.handshakeMs,
  );
  const sweep = setInterval(
    () => {
      for (const session of context.sessions) session.checkDeadline();
    },
    Math.min(Math.max(shortest / 4, 10), 1000),
  ).unref();
  const tidy = setInterval(() => {
    context.gate.tidy(context.clock());
    const { turnedAway } = context.counts;
    if (turnedAway > told) log.warn("smtp: connections rejected", { count: turnedAway - told });
    told = turnedAway;
  }, 60_000).unref();

  return {
    listen(at: string | ListenAt, port?: number) {
      return new Promise((resolve, reject) => {
        const { server } = wires;
        server.once("error", reject);
        const place =
          typeof at === "string"
            ? { host: at, port }
            : "path" in at
              ? { path: at.path, readableAll: true, writableAll: true }
              : at;
        server.listen(place, () => {
          server.off("error", reject);
          const address = server.address();
          resolve(typeof address === "object" && address !== null ? address.port : 0);
        });
      });
    },

    async close(graceMs) {
      context.stopping = true;
      const closed = new Promise<void>((resolve) => wires.server.close(() => resolve()));
      wires.dropHandshakes();
      for (const session of context.sessions) session.stop();
      const cut = setTimeout(() => {
        for (const session of context.sessions) session.cut();
      }, graceMs);
      const destroy = setInterval(() => {
        for (const session of context.sessions) session.destroyIfClosing();
      }, lingerMs);
      await closed;
      for (const timer of [cut, destroy, sweep, tidy]) clearInterval(timer);
    },

    become({ hostname, reception }) {
      context.hostname = hostname;
      context.reception = reception;
      wires.options.name = hostname;
      prepareImplicitTls();
    },

    accept(messageBytes) {
      context.limits = possible({ ...context.limits, messageBytes });
      context.budget.limit = context.limits.memoryBytes;
      wires.options.size = messageBytes;
    },

    stats: () => ({ sessions: context.gate.sessions, bytesHeld: context.budget.held, ...context.counts }),
  };

  /** With implicit TLS, there is no STARTTLS to fetch the current certificate. */
  function prepareImplicitTls(): void {
    if (options.implicitTls && secureContext !== null) prepareTls(secureContext);
  }

  function prepareTls(secureContext: () => SecureContext): boolean {
    try {
      wires.certificate = secureContext();
      return true;
    } catch (cause) {
      log.error("smtp: no certificate for STARTTLS", { cause });
      return false;
    }
  }
}

/** The largest message allowed must at least be possible when it is the only one. */
const possible = (limits: SmtpLimits): SmtpLimits => ({
  ...limits,
  memoryBytes: Math.max(limits.memoryBytes, limits.messageBytes),
});

function contextSource(tls: SmtpOptions["tls"]): (() => SecureContext) | null {
  if (tls === undefined) return null;
  if (typeof tls === "function") return tls;
  const context = createSecureContext({ key: tls.key, cert: tls.cert });
  return () => context;
}
