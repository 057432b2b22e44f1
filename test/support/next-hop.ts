/** An SMTP server as the next hop of outgoing mail: accepts everything, and records it. */
import { createHash } from "node:crypto";
import { SMTPServer } from "smtp-server";

export interface AcceptedMail {
  /** When the 250 was given, in milliseconds since 1970. */
  readonly at: number;
  readonly messageId: string;
  readonly sha256: string;
  readonly recipients: readonly string[];
}

export interface NextHop {
  readonly port: number;
  /** In the order in which mails were accepted. */
  readonly taken: readonly AcceptedMail[];
  close(): Promise<void>;
}

/** @param wait milliseconds to wait before the 250 */
export async function startNextHop(wait: () => number): Promise<NextHop> {
  const taken: AcceptedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        const messageId = /^Message-ID:\s*(<[^>\r\n]*>)/im.exec(raw.toString("latin1"))?.[1] ?? "";
        const sha256 = createHash("sha256").update(raw).digest("hex");
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        setTimeout(() => {
          taken.push({ at: Date.now(), messageId, sha256, recipients });
          done(null, "2.6.0 Taken");
        }, wait());
      });
    },
  });
  // Its client is killed repeatedly.
  server.on("error", () => {});
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.server.address();
      if (address === null || typeof address === "string") reject(new Error("the next hop has no port"));
      else resolve(address.port);
    });
  });
  return { port, taken, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
