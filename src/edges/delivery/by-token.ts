import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { StoredFault } from "../../base/fault.ts";

/** Logging in to a mail server with an access token: SASL XOAUTH2, or OAUTHBEARER (RFC 7628). */

export type Mechanism = "XOAUTH2" | "OAUTHBEARER";

/** Passed to the log-in as an option. */
export interface TokenAttempt {
  readonly mechanism: Mechanism;
  readonly host: string;
  readonly accessToken: string;
  /** The status of a reply that did not accept the token; null if there was none. */
  refused: number | null;
}

/**
 * The name of the log-in for nodemailer, which would otherwise choose among the mechanisms that the server offers, and
 * cannot say which reply was about the token.
 */
export const TOKEN = "TOKEN";

/** The mechanism to use, from a response to EHLO: XOAUTH2, which all providers know, if it is offered. */
export function mechanismIn(ehlo: string): Mechanism | null {
  const offered = ehlo
    .split(/\r?\n/)
    .flatMap((line) => /^250[ -]AUTH[ =](.*)$/i.exec(line.trim())?.[1]?.toUpperCase().split(/ +/) ?? []);
  return (["XOAUTH2", "OAUTHBEARER"] as const).find((one) => offered.includes(one)) ?? null;
}

/** Logs in with the token of the attempt. */
export async function byToken(context: SMTPConnection.CustomAuthenticationContext): Promise<void> {
  const { auth, sendCommand } = context;
  const attempt: TokenAttempt | undefined = auth.credentials.options?.attempt;
  if (attempt === undefined) throw new Error("there is no token to log in with");
  const { mechanism } = attempt;
  let reply = await sendCommand(`AUTH ${mechanism} ${firstMessage(auth.credentials.user, attempt)}`);
  const challenged = reply.status === 334;
  // The challenge says in JSON what is wrong; only after an answer to it, the server sends its reply (RFC 7628 section 3.2.3).
  if (challenged) reply = await sendCommand(mechanism === "XOAUTH2" ? "" : "AQ==");
  if (reply.status === 235) return;
  // 454 is about the server (RFC 4954 section 4.7.4), 5xx about the token.
  if (challenged || (reply.status >= 500 && reply.status < 600 && reply.status !== 504))
    attempt.refused = reply.status;
  throw new Error(reply.response);
}

/** What a server said, without the token, whatever form it repeats it in. */
export function withoutToken(problem: StoredFault, token: string): StoredFault {
  const forms = [token, Buffer.from(token).toString("base64")].filter((form) => form !== "");
  const clean = (text: string) => forms.reduce((left, form) => left.replaceAll(form, "…"), text);
  const params = Object.entries(problem.params ?? {}).map(
    ([name, value]) => [name, typeof value === "string" ? clean(value) : value] as const,
  );
  return { ...problem, params: Object.fromEntries(params) };
}

function firstMessage(user: string, { mechanism, host, accessToken }: TokenAttempt): string {
  const bearer = `auth=Bearer ${accessToken}\x01\x01`;
  const text =
    mechanism === "XOAUTH2"
      ? `user=${user}\x01${bearer}`
      : `n,a=${saslName(user)},\x01host=${host}\x01${bearer}`;
  return Buffer.from(text).toString("base64");
}

/** A name in a GS2 header (RFC 5801 section 4). */
const saslName = (name: string): string => name.replaceAll("=", "=3D").replaceAll(",", "=2C");
