/**
 * The proof that a mail replies to one of ours: the ticket's number and its secret token, carried in the Message-ID of
 * every reply and in the plus-part of its Reply-To.
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

/** Message-ID of a reply (RFC 5322 section 3.6.4): ticket, token, the message's own id, our host. */
export function replyMessageId(claim: Claim, message: string, hostname: string): string {
  return `<t${claim.ticket}.${claim.token}.${message}@${hostname}>`;
}

/** The mailbox's address with our claim as its detail (RFC 5233): support+t12.abc@host. */
export function replyAddress(claim: Claim, mailbox: string): string {
  const at = mailbox.lastIndexOf("@");
  return `${mailbox.slice(0, at)}+t${claim.ticket}.${claim.token}${mailbox.slice(at)}`;
}

/**
 * The envelope sender of a reply (RFC 5321 section 4.5.5; a technique known as VERP): bounces are sent to it, and it
 * identifies ticket and message, whatever else the bounce says. support+b12.TOKEN.END@host, with the end of the
 * message's id; without that, or as the bare mailbox, where it would exceed the 64 octets of a local part.
 */
export function bounceAddress(claim: Claim, message: string, mailbox: string): string {
  const at = mailbox.lastIndexOf("@");
  const short = `${mailbox.slice(0, at)}+b${claim.ticket}.${claim.token}`;
  const local = [`${short}.${message.slice(-KEY_END)}`, short].find((one) => octets(one) <= 64);
  return local === undefined ? mailbox : `${local}${mailbox.slice(at)}`;
}

/** Characters of a message's id that distinguish it from others in its ticket: 50 random bits. */
const KEY_END = 10;
const octets = (text: string): number => new TextEncoder().encode(text).length;

// linear: anchored, and no two neighbouring repetitions share a character
const inMessageId = /^<t(\d{1,15})\.([a-z2-7]{24})\.([0-9a-z]{26})@[^<>\s]+>$/i;
const inBounceDetail = /\+b(\d{1,15})\.([a-z2-7]{24})(?:\.([0-9a-z]{10}))?$/i;
const inDetail = /\+t(\d{1,15})\.([a-z2-7]{24})$/i;

/** What a Message-ID claims, if it has the form of ours. The claim still has to be verified. */
export function claimInMessageId(messageId: string): Claim | null {
  return claim(inMessageId.exec(messageId));
}

/** The id of the message whose Message-ID has the form of ours. */
export function messageInMessageId(messageId: string): string | null {
  return inMessageId.exec(messageId)?.[3]?.toLowerCase() ?? null;
}

/** What one of our envelope senders claims, and the end of the message's id if present. */
export function claimInBounceAddress(address: string): (Claim & { readonly message: string | null }) | null {
  const found = inBounceDetail.exec(address.slice(0, address.lastIndexOf("@")));
  const claimed = claim(found);
  return claimed && { ...claimed, message: found?.[3]?.toLowerCase() ?? null };
}

/** What a recipient's address claims in its detail. */
export function claimInAddress(address: string): Claim | null {
  const local = address.slice(0, address.lastIndexOf("@"));
  return claim(inDetail.exec(local)) ?? claim(inBounceDetail.exec(local));
}

/** What a notification to an agent carries: the ticket, and a proof specific to this ticket and this agent. */
export interface NotificationClaim {
  readonly ticket: TicketNumber;
  /** 16 characters of lower-case base 32. */
  readonly proof: string;
}

/** Message-ID of a notification; without a message, the id that all of a ticket's notifications to an agent refer to. */
export function notificationMessageId(
  { ticket, proof }: NotificationClaim,
  message: string | null,
  host: string,
): string {
  return `<n${ticket}.${proof}${message === null ? "" : `.${message}`}@${host}>`;
}

/**
 * Where the reply to a notification is sent, and, with its message, where it bounces to: support+n12.PROOF@host,
 * support+n12.PROOF.END@host; the latter without its end where it would exceed the 64 octets of a local part.
 */
export function notificationAddress(
  { ticket, proof }: NotificationClaim,
  mailbox: string,
  message: string | null,
): string {
  const at = mailbox.lastIndexOf("@");
  const short = `${mailbox.slice(0, at)}+n${ticket}.${proof}`;
  const long = message === null ? short : `${short}.${message.slice(-KEY_END)}`;
  return `${octets(long) <= 64 ? long : short}${mailbox.slice(at)}`;
}

// linear: anchored, and no two neighbouring repetitions share a character
const notificationInMessageId = /^<n(\d{1,15})\.([a-z2-7]{16})(?:\.[0-9a-z]{16}([0-9a-z]{10}))?@[^<>\s]+>$/i;
const notificationInDetail = /\+n(\d{1,15})\.([a-z2-7]{16})(?:\.([0-9a-z]{10}))?$/i;

/** What a Message-ID or an address claims about a notification, and the end of its message's id if present. */
export function notificationClaimIn(
  place: string,
): (NotificationClaim & { readonly message: string | null }) | null {
  const found = place.startsWith("<")
    ? notificationInMessageId.exec(place)
    : notificationInDetail.exec(place.slice(0, place.lastIndexOf("@")));
  const [, number, proof, message] = found ?? [];
  if (!number || !proof) return null;
  return {
    ticket: ticketNumber(Number(number)),
    proof: proof.toLowerCase(),
    message: message?.toLowerCase() ?? null,
  };
}

/** Whether two tokens are equal, in a time that depends only on their length. */
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
