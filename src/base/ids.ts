/**
 * Branded identifiers: a string or number with a type of its own, so that one kind is never passed for another.
 * New ids come from the engine; nothing here is random.
 */
declare const brand: unique symbol;
export type Branded<T, B extends string> = T & { readonly [brand]: B };

/** One accepted mail, from the 250 on: 26 characters of Crockford base 32, sortable by time. */
export type MailId = Branded<string, "MailId">;
/** One entry of a conversation (an incoming mail, a reply, a note). For an incoming mail it equals its MailId. */
export type MessageKey = Branded<string, "MessageKey">;
/** A ticket's number; counts up from 1. */
export type TicketNumber = Branded<number, "TicketNumber">;
/** A person's user name, lower case; never reused. */
export type UserName = Branded<string, "UserName">;
/** A position in the journal; starts at 1, has no gaps. */
export type Position = Branded<number, "Position">;
/** SHA-256 in lower-case hexadecimal: names a blob. */
export type Sha256 = Branded<string, "Sha256">;

export const mailId = (text: string) => text as MailId;
export const messageKey = (text: string) => text as MessageKey;
export const ticketNumber = (n: number) => n as TicketNumber;
export const userName = (text: string) => text as UserName;
export const position = (n: number) => n as Position;
export const sha256 = (hex: string) => hex as Sha256;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A 26-character id: 48 bits of milliseconds since 1970, then 80 random bits.
 * @param now milliseconds since 1970
 * @param random at least 10 random bytes
 */
export function timeId(now: number, random: Uint8Array): string {
  let out = "";
  let time = now;
  for (let i = 0; i < 10; i++) {
    out = alphabet.charAt(time % 32) + out;
    time = Math.floor(time / 32);
  }
  let bits = 0;
  let held = 0;
  for (let i = 0; i < 10; i++) {
    held = (held << 8) | (random[i] ?? 0);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return out;
}
