/**
 * The mail that tests whether mail to addresses with a "+" arrives (RFC 5233): its token is in the address that it is sent to,
 * and in its Message-ID.
 */
import type { ParsedMail } from "./types.ts";

/** The mailbox's address with the test's token as its detail: support+pTOKEN@host. */
export function plusTestAddress(token: string, mailbox: string): string {
  const at = mailbox.lastIndexOf("@");
  return `${mailbox.slice(0, at)}+p${token}${mailbox.slice(at)}`;
}

export const plusTestMessageId = (token: string, hostname: string): string => `<p.${token}@${hostname}>`;

/** How a mail belongs to a test: it is the test's mail, it reports that this was not delivered, or it refers to it. */
export type PlusTestPart = "arrived" | "returned" | "about";

export interface PlusTestClaim {
  readonly token: string;
  readonly part: PlusTestPart;
}

/** The most addresses and Message-IDs that are looked at. */
const MOST = 100;

/** What a mail claims about tests, the most reliable claim first. The tokens still have to be looked up. */
export function plusTestClaims(
  parsed: Pick<ParsedMail, "messageId" | "bounce" | "inReplyTo" | "references" | "to" | "automatic">,
  recipients: readonly string[],
): readonly PlusTestClaim[] {
  const { messageId, bounce, inReplyTo, references, to, automatic } = parsed;
  const ids = [bounce?.originalMessageId, inReplyTo, ...references.slice(-MOST)];
  const addresses = [...recipients.slice(0, MOST), ...to.slice(0, MOST).map(({ address }) => address)];
  const isReport = automatic === "bounce";
  const claims = (part: PlusTestPart, form: RegExp, texts: readonly string[]): readonly PlusTestClaim[] =>
    texts.flatMap((text) => tokenIn(form, text)).map((token) => ({ token, part }));
  return [
    ...claims("arrived", inMessageId, [messageId ?? ""]),
    ...claims(
      isReport ? "returned" : "about",
      inMessageId,
      ids.map((id) => id ?? ""),
    ),
    ...claims(isReport ? "returned" : "arrived", inDetail, addresses.map(localPart)),
  ];
}

const localPart = (address: string): string => address.slice(0, address.lastIndexOf("@"));

const inMessageId = /^<p\.([a-z2-7]{24})@[^<>\s]+>$/i;
const inDetail = /\+p([a-z2-7]{24})$/i;

function tokenIn(form: RegExp, text: string): readonly string[] {
  const token = form.exec(text)?.[1]?.toLowerCase();
  return token === undefined ? [] : [token];
}
