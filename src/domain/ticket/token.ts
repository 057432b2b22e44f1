/**
 * The proof that a mail answers one of ours: the ticket's number and its secret token, carried in the Message-ID of
 * every answer and in the plus-part of its Reply-To.
 */
import { type TicketNumber, ticketNumber } from "../../base/ids.ts";

export interface Claim {
  readonly ticket: TicketNumber;
  readonly token: string;
}

/** A token from 15 random bytes: 24 characters of lower-case base 32, so that it survives case folding of addresses. */
export function tokenFrom(random: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let out = "";
  for (const byte of random.subarray(0, 15)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += "abcdefghijklmnopqrstuvwxyz234567".charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return out;
}

/** Message-ID of an answer (RFC 5322 section 3.6.4): ticket, token, the message's own id, our host. */
export function answerMessageId(claim: Claim, message: string, hostname: string): string {
  return `<t${claim.ticket}.${claim.token}.${message}@${hostname}>`;
}

/** The mailbox's address with our claim as its detail (RFC 5233): support+t12.abc@host. */
export function answerAddress(claim: Claim, mailbox: string): string {
  const at = mailbox.lastIndexOf("@");
  return `${mailbox.slice(0, at)}+t${claim.ticket}.${claim.token}${mailbox.slice(at)}`;
}

const inMessageId = /^<t(\d{1,15})\.([a-z2-7]{24})\.[0-9a-z]{26}@[^<>\s]+>$/i;
const inDetail = /\+t(\d{1,15})\.([a-z2-7]{24})$/i;

/** What a Message-ID claims, if it has the form of one of ours. The claim still has to be verified. */
export function claimInMessageId(messageId: string): Claim | null {
  return claim(inMessageId.exec(messageId));
}

/** What a recipient's address claims in its detail. */
export function claimInAddress(address: string): Claim | null {
  return claim(inDetail.exec(address.slice(0, address.lastIndexOf("@"))));
}

/** An address without its detail: support+anything@host gives support@host. */
export function withoutDetail(address: string): string {
  const at = address.lastIndexOf("@");
  const plus = address.indexOf("+");
  return plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address;
}

/** Whether two tokens are equal, in a time that depends on their length alone. */
export function sameToken(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

function claim(match: RegExpExecArray | null): Claim | null {
  const [, number, token] = match ?? [];
  return number && token ? { ticket: ticketNumber(Number(number)), token: token.toLowerCase() } : null;
}
