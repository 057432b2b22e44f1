import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { TLSSocket } from "node:tls";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { type Fault, fault, type StoredFault, storedFault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import { oneLine } from "../../base/text.ts";
import type { Outgoing } from "../../domain/settings/events.ts";
import { isLoopback } from "../../domain/settings/index.ts";
import type { DeliveryResult, TlsUsed } from "../../domain/ticket/types.ts";
import { failure } from "../../text/index.ts";
import { needsUtf8 } from "./addrspec.ts";
import { byToken, mechanismIn, TOKEN, type TokenAttempt, withoutToken } from "./by-token.ts";
import { dial, type Line, reasonOf, trust, watch } from "./line.ts";

export type SmtpRoute = Extract<Outgoing, { kind: "smtp" }>;

/** Milliseconds (RFC 5321 section 4.5.3.2). */
export interface Timeouts {
  readonly connect: number;
  readonly greeting: number;
  /** For a whole stage: STARTTLS and EHLO, log-in, envelope. */
  readonly command: number;
  /** For the mail, between two pieces of it. */
  readonly piece: number;
  /** From the final dot to its response. */
  readonly final: number;
}

export const defaultTimeouts: Timeouts = {
  connect: 30_000,
  greeting: 30_000,
  command: 300_000,
  piece: 180_000,
  final: 600_000,
};

export type Answer = Pick<DeliveryResult, "outcome" | "response" | "fault">;

export interface Verdict {
  /** The result for every recipient without a response of its own. */
  readonly mail: Answer;
  readonly recipients: ReadonlyMap<string, Answer>;
  /** Whether the TLS handshake after STARTTLS failed. */
  readonly tlsFailed: boolean;
  /** Whether the server was ready for mail: if not, another one may be. */
  readonly reached: boolean;
  /** What the server said to the access token, if it did not accept it. */
  readonly tokenRefused: StoredFault | null;
  /** How the connection was encrypted; null for not at all, undefined if there was no session. */
  readonly tls: TlsUsed | null | undefined;
}

export type Proof = Pick<TlsUsed, "verified" | "by">;

export interface SessionOptions {
  readonly hostname: string;
  readonly ca: readonly string[];
  readonly timeouts: Timeouts;
  /** Do not use STARTTLS, even if offered. */
  readonly plain: boolean;
  /** The access token for a route with an OAuth account. */
  readonly accessToken?: string;
  /**
   * Checks the encrypted connection before any mail is sent over it, instead of verifying against CAs: what it proves, or
   * what is wrong with it. For routes that require TLS.
   */
  readonly prove?: (socket: TLSSocket) => Result<Proof, Fault>;
  /** Opens the connection; default: with the system's resolver. */
  readonly connect?: (milliseconds: number) => Promise<Socket>;
}

/** `from` ("" for the null reverse-path) and `to` as written by addrSpec. */
export interface MailToSend {
  readonly raw: Uint8Array;
  readonly from: string;
  readonly to: readonly string[];
}

/**
 * One SMTP session with one transaction. Ends in a result whatever the server does, within the sum of the timeouts;
 * QUIT is sent but not waited for, so that the result can be recorded immediately.
 */
export async function transact(
  mail: MailToSend,
  route: SmtpRoute,
  options: SessionOptions,
): Promise<Verdict> {
  const { hostname, timeouts, plain } = options;
  let socket: Socket;
  try {
    const { connect = (milliseconds) => dial(route, milliseconds) } = options;
    socket = await connect(timeouts.connect);
  } catch (error) {
    return about(
      prevented(
        "deferred",
        fault("delivery.unreachable", { params: { host: route.host, problem: reasonOf(error) } }),
      ),
    );
  }
  const { prove } = options;
  const verified =
    !prove && (route.tls === "implicit" || route.tls === "starttls") && !isLoopback(route.host);
  const connection = new SMTPConnection({
    connection: socket,
    host: route.host,
    port: route.port,
    name: hostname,
    secure: route.tls === "implicit",
    requireTLS: route.tls === "starttls",
    opportunisticTLS: route.tls === "opportunistic",
    ignoreTLS: route.tls === "none" || plain,
    tls: { secureContext: trust(options.ca), rejectUnauthorized: verified },
    connectionTimeout: timeouts.command,
    greetingTimeout: timeouts.greeting,
    socketTimeout: Math.max(timeouts.command, timeouts.piece, timeouts.final),
    maxResponseSize: 64 * 1024,
    customAuth: { [TOKEN]: byToken },
  });
  const line = watch(connection);
  try {
    return await converse(connection, line, mail, route, options);
  } finally {
    line.hangUp();
  }
}

async function converse(
  connection: SMTPConnection,
  line: Line,
  mail: MailToSend,
  route: SmtpRoute,
  options: Pick<SessionOptions, "timeouts" | "prove" | "accessToken">,
): Promise<Verdict> {
  const { host, user } = route;
  const { timeouts, prove } = options;
  try {
    line.allow(timeouts.command, "smtp.late-greeting");
    await line.until<unknown>((done) => connection.connect(done));
  } catch (error) {
    const tlsFailed = connection.upgrading === true;
    const reason = tlsFailed ? "delivery.tls" : "delivery.session";
    return about(prevented("deferred", fault(reason, { params: { problem: reasonOf(error) } })), tlsFailed);
  }
  const socket = connection._socket;
  const encrypted = socket instanceof TLSSocket ? socket : null;
  const proof = encrypted && (prove?.(encrypted) ?? ok({ verified: encrypted.authorized }));
  if (proof?.ok === false) return about(prevented("deferred", proof.error));
  const tls = encrypted && proof && { version: encrypted.getProtocol() ?? "TLS", ...proof.value };
  const offer = capabilities(connection.lastServerResponse || "");

  if (user !== null) {
    if (!connection.secure && !isLoopback(host))
      return about(prevented("deferred", fault("delivery.unencrypted", { params: { host } })));
    if (!connection.allowsAuth)
      return about(prevented("deferred", fault("delivery.no-login", { params: { host } })));
    line.allow(timeouts.command, "smtp.late-login");
    const refused = await logIn(connection, line, { ...route, user }, options.accessToken);
    if (refused) return refused;
  }

  const { raw, from } = mail;
  if (raw.length > offer.size) {
    const params = { bytes: raw.length, host, most: offer.size };
    return settled(tls, prevented("failed", fault("delivery.size", { params })));
  }
  const unfit = [from, ...mail.to].filter((address) => needsUtf8(address) && !offer.smtputf8);
  const refusal = prevented("failed", fault("delivery.ascii", { params: { host } }));
  const to = mail.to.filter((address) => !unfit.includes(address));
  if (unfit.includes(from) || to.length === 0) return settled(tls, refusal);
  const { answer, recipients } = await send(connection, line, { raw, from, to }, timeouts);
  return {
    mail: answer,
    recipients: new Map([...recipients, ...unfit.map((address) => [address, refusal] as const)]),
    tlsFailed: false,
    tokenRefused: null,
    reached: true,
    tls,
  };
}

/** Logs in with the route's password, or with its access token. @returns null, or why it failed */
async function logIn(
  connection: SMTPConnection,
  line: Line,
  { host, user, password, oauth }: SmtpRoute & { readonly user: string },
  accessToken: string | undefined,
): Promise<Verdict | null> {
  const failed = (problem: StoredFault) =>
    about(prevented("deferred", fault("delivery.login", { params: { user, problem } })));
  if (oauth === undefined) {
    try {
      await line.until<unknown>((done) => connection.login({ user, pass: password ?? "" }, done));
      return null;
    } catch (error) {
      return failed(reasonOf(error));
    }
  }
  const mechanism = mechanismIn(connection.lastServerResponse || "");
  if (mechanism === null)
    return about(prevented("deferred", fault("delivery.no-oauth", { params: { host } })));
  const attempt: TokenAttempt = { mechanism, host, accessToken: accessToken ?? "", refused: null };
  try {
    await line.until<unknown>((done) =>
      connection.login({ user, method: TOKEN, options: { attempt } }, done),
    );
    return null;
  } catch (error) {
    const problem = withoutToken(reasonOf(error), attempt.accessToken);
    return { ...failed(problem), tokenRefused: attempt.refused === null ? null : problem };
  }
}

/** The envelope object for nodemailer, in which it keeps track of the recipients. */
interface Books extends SMTPConnection.Envelope {
  accepted?: string[];
  rejectedErrors?: SMTPConnection.SMTPError[];
  mailError?: SMTPConnection.SMTPError;
}

type Stage = "delivery.before" | "delivery.during" | "delivery.after";

async function send(connection: SMTPConnection, line: Line, mail: MailToSend, timeouts: Timeouts) {
  const { raw, from, to } = mail;
  const at: { stage: Stage } = { stage: "delivery.before" };
  function* pieces() {
    at.stage = "delivery.during";
    for (let start = 0; start < raw.length; start += pieceSize) {
      line.allow(timeouts.piece, "smtp.late-data");
      yield raw.subarray(start, start + pieceSize);
    }
    at.stage = "delivery.after";
    line.allow(timeouts.final, "smtp.late-mail");
  }
  const books: Books = { from, to: [...to], size: raw.length, use8BitMime: raw.some((byte) => byte >= 0x80) };
  const recipients = new Map<string, Answer>();
  try {
    line.allow(timeouts.command, "smtp.late-envelope");
    const body = Readable.from(pieces(), { objectMode: false });
    const info = await line.until<SMTPConnection.SentMessageInfo>((done) =>
      connection.send(books, body, done),
    );
    if (info === undefined || at.stage !== "delivery.after") throw failure(fault("smtp.early"));
    for (const address of info.accepted) recipients.set(address, delivered(info.response));
    for (const error of info.rejectedErrors ?? []) recipients.set(error.recipient ?? "", verdictOn(error));
    return { answer: prevented("deferred", fault("delivery.no-answer")), recipients };
  } catch (caught) {
    const error: SMTPConnection.SMTPError = caught instanceof Error ? caught : new Error(String(caught));
    // After a refused MAIL the responses to RCPT only say that there was no MAIL.
    const mailError = books.mailError ?? (error.command === "MAIL FROM" ? error : undefined);
    if (mailError) return { answer: verdictOn(mailError), recipients };
    for (const rejected of error.rejectedErrors ?? books.rejectedErrors ?? []) {
      recipients.set(rejected.recipient ?? "", verdictOn(rejected));
    }
    const answered = error.command === "DATA" && error.responseCode !== undefined;
    return {
      answer: answered
        ? verdictOn(error)
        : prevented("deferred", fault(at.stage, { params: { problem: reasonOf(error) } })),
      recipients,
    };
  } finally {
    // In the middle of the mail QUIT would be part of it.
    if (at.stage === "delivery.during") connection.close();
  }
}

const pieceSize = 64 * 1024;

/** Replies to MAIL, RCPT and DATA that are about the session, not the mail: RFC 5321 section 4.2.2, RFC 4954. */
const aboutTheSession = new Set([503, 530, 534, 535, 538]);

function verdictOn(error: SMTPConnection.SMTPError): Answer {
  const { response, responseCode: code = 0 } = error;
  if (!response) {
    const params = { problem: reasonOf(error) };
    return prevented("deferred", fault("delivery.session", { params }));
  }
  return code >= 500 && code < 600 && !aboutTheSession.has(code) ? failed(response) : deferred(response);
}

/** The session failed. */
const about = (mail: Answer, tlsFailed = false): Verdict => ({
  ...{ mail, recipients: new Map(), tlsFailed, tokenRefused: null },
  ...{ reached: false, tls: undefined },
});
/** The server would not accept such a mail. */
const settled = (tls: Verdict["tls"], mail: Answer): Verdict => ({ ...about(mail), reached: true, tls });
const delivered = (response: string): Answer => ({ outcome: "delivered", response: oneLine(response) });
const deferred = (response: string): Answer => ({ outcome: "deferred", response: oneLine(response) });
const failed = (response: string): Answer => ({ outcome: "failed", response: oneLine(response) });
/** No server said so. */
export const prevented = (outcome: "deferred" | "failed", why: Fault): Answer => ({
  ...{ outcome, response: "", fault: storedFault(why) },
});

/** What a response to EHLO offers (RFC 1870, RFC 6531). */
function capabilities(ehlo: string): { smtputf8: boolean; size: number } {
  const size = Number(/^250[ -]SIZE[ \t]+(\d+)/im.exec(ehlo)?.[1] ?? 0);
  return { smtputf8: /^250[ -]SMTPUTF8\b/im.test(ehlo), size: size || Number.POSITIVE_INFINITY };
}
