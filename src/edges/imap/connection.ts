import { getCACertificates } from "node:tls";
import type { ImapFlow } from "imapflow";
import { problemOf, saidOf } from "../../base/failure.ts";
import { type Fault, fault, type StoredFault } from "../../base/fault.ts";
import type { ImapAccount } from "../../domain/settings/index.ts";
import { failure, inEnglish } from "../../text/index.ts";

/** The credentials. */
export type Proof = { readonly password: string } | { readonly accessToken: string };

/** Milliseconds. */
export interface ImapTimes {
  /** For TCP, TLS and greeting each. */
  readonly connect: number;
  /** For a command, and for each piece of a longer response. */
  readonly command: number;
  /** The longest silence on the connection; rounds take place at least this often. */
  readonly round: number;
}

export interface Connection {
  readonly client: ImapFlow;
  /** The result of a command; rejects if the connection breaks or there is no response in time. */
  command<T>(step: Step, work: (client: ImapFlow) => Promise<T>, extra?: number): Promise<T>;
  /** Rejects if the connection breaks; never resolves. */
  readonly broken: Promise<never>;
  close(): void;
}

/** A log-in that the server refused: trying again with the same credentials does not help. */
export class LoginRefused extends Error {
  readonly problem: StoredFault;
  constructor(problem: StoredFault) {
    super(inEnglish(problem));
    this.problem = problem;
  }
}

/** What a command does: the fault if that fails, given why. */
export type Step = (problem: StoredFault) => Fault;
/** A step that concerns one folder. */
export const inFolder =
  (name: FolderStep, folder: string): Step =>
  (problem) =>
    fault(name, { params: { folder, problem } });
type FolderStep =
  | "imap.opening"
  | "imap.listing"
  | "imap.sizes"
  | "imap.fetching"
  | "imap.flagging"
  | "imap.deleting"
  | "imap.creating"
  | "imap.counting";

/** Largest response in bytes, except for mails: the list of a folder's UIDs. */
const LARGEST_ANSWER = 16 * 1024 * 1024;

/**
 * Connects and logs in. A connection that must be encrypted is, or there is none.
 * @param largest the most bytes of a mail that is fetched
 * @throws LoginRefused, or a Failure
 */
export async function connect(
  account: ImapAccount,
  proof: Proof,
  times: ImapTimes,
  largest: number,
): Promise<Connection> {
  const { host, port, tls, certificate, user } = account;
  const ca = [...getCACertificates("default"), ...getCACertificates("system")];
  // Large, and only needed for fetching: loaded on demand.
  const imapflow = await import("imapflow");
  const client = new imapflow.ImapFlow({
    host,
    port,
    secure: tls === "implicit",
    doSTARTTLS: tls === "starttls",
    tls: {
      ca: certificate === "" ? ca : [...ca, certificate],
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
    },
    auth: "password" in proof ? { user, pass: proof.password } : { user, accessToken: proof.accessToken },
    clientInfo: { name: "MailManager" },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: times.connect,
    greetingTimeout: times.connect,
    // Commands have their own timeouts; this one must not end an idle connection.
    socketTimeout: times.round + times.command,
    maxLiteralSize: largest + 1024,
    maxLineLength: LARGEST_ANSWER,
    maxResponseSize: largest + LARGEST_ANSWER,
  });
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // The connection may break while nothing is waiting for it; the next wait gets the error.
  broken.catch(() => {});
  client.on("error", (error: unknown) => reject(failure(reasonOf(error))));
  client.on("close", () =>
    reject(failure(client.byeReason ? saidOf(client.byeReason) : fault("server.closed"))),
  );
  const connection: Connection = {
    client,
    broken,
    close: () => client.close(),
    async command(step, work, extra = 0) {
      const time = times.command + extra;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, fail) => {
        timer = setTimeout(() => {
          fail(failure(fault("server.late", { params: { seconds: Math.round(time / 1000) } })));
          client.close();
        }, time);
      });
      try {
        return await Promise.race([work(client), broken, late]);
      } catch (error) {
        throw failure(step(reasonOf(error)));
      } finally {
        clearTimeout(timer);
      }
    },
  };
  try {
    const connecting: Step = (problem) => fault("imap.connecting", { params: { problem } });
    await connection.command(connecting, () => loggedIn(client), 3 * times.connect);
    return connection;
  } catch (error) {
    client.close();
    throw refusedLogin.has(client) ? new LoginRefused(reasonOf(error)) : error;
  }
}

const refusedLogin = new WeakSet<ImapFlow>();

async function loggedIn(client: ImapFlow): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if (error instanceof Error && "authenticationFailed" in error && error.authenticationFailed === true) {
      refusedLogin.add(client);
      throw failure(fault("imap.login", { params: { problem: reasonOf(error) } }));
    }
    throw error;
  }
}

/** What went wrong: the server's response if there was one. */
export function reasonOf(error: unknown): StoredFault {
  if (error instanceof LoginRefused) return error.problem;
  const said =
    error instanceof Error && "responseText" in error && typeof error.responseText === "string"
      ? error.responseText
      : "";
  return said === "" ? problemOf(error) : saidOf(said);
}
