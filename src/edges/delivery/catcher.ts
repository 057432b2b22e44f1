import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { Now } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Envelope } from "../../domain/mail/index.ts";

export interface Caught {
  readonly envelope: Envelope;
  readonly raw: Uint8Array;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

export interface Catcher {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Stops listening and ends the open sessions. */
  close(): Promise<void>;
}

/**
 * The development catcher: a real SMTP server on a free loopback port that accepts every mail for every recipient, so
 * that nothing leaves the machine by accident. The sender gets its 250 only after `keep` has resolved; if `keep`
 * rejects, it gets a 451 and the cause is logged.
 */
export async function startCatcher(options: {
  keep: (mail: Caught) => Promise<void>;
  log: Log;
  now?: Now;
  /** The most bytes of a mail that is accepted. */
  limit?: number;
}): Promise<Catcher> {
  const { keep, log, now = Date.now, limit = 64 * 1024 * 1024 } = options;
  const server = new SMTPServer({
    name: "catcher.localhost",
    size: limit,
    rejectOversized: true,
    hideSTARTTLS: true,
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    maxClients: 20,
    socketTimeout: 60_000,
    closeTimeout: 200,
    logger: false,
    onData(stream, session, done) {
      collect(stream)
        .then(async (raw) => {
          if (!stream.sizeExceeded) await keep({ envelope: envelopeOf(session), raw, receivedAt: now() });
        })
        .then(() => done(null, "2.6.0 Caught"))
        .catch((cause: unknown) => {
          log.error("catcher: mail not kept", { cause });
          done(Object.assign(new Error("4.3.0 The mail could not be kept"), { responseCode: 451 }));
        });
    },
  });
  server.on("error", (cause) => log.warn("catcher: session failed", { cause }));
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.server.address();
      if (address === null || typeof address === "string") reject(new Error("catcher: no port"));
      else resolve(address.port);
    });
  });
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A mail that is too large is read to its end, as the protocol requires, but not kept. */
async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function envelopeOf({ envelope }: SMTPServerSession): Envelope {
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : "",
    to: envelope.rcptTo.map(({ address }) => address),
  };
}
