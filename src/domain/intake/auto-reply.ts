import { domainOf, normalAddress } from "../mail/address.ts";
import type { Address, Envelope, ParsedMail } from "../mail/types.ts";
import { withoutDetail } from "../ticket/index.ts";
import type { AutoReplyCounts } from "./facts.ts";

/** The most auto-replies to one address, and to all together, within the window of milliseconds (I-40). */
export const autoReplyLimits = { window: 24 * 3_600_000, toAddress: 3, toAll: 2000 } as const;

/**
 * The address that an auto-reply to this mail goes to, or null if there must be none (I-39, RFC 3834 section 2): never in
 * reply to automatic mail or to our own addresses, and not beyond the limit. It goes to the envelope sender (section 4),
 * since that is where the mail came from, whatever its header says.
 * @param own addresses of our mailboxes, lower case
 * @param given auto-replies within the window so far
 */
export function autoReplyTo(
  mail: Pick<ParsedMail, "automatic" | "mayAnswerAutomatically">,
  envelope: Pick<Envelope, "from">,
  author: Address,
  own: readonly string[],
  given: AutoReplyCounts,
): Address | null {
  if (mail.automatic !== false || !mail.mayAnswerAutomatically || envelope.from === "") return null;
  const sender = normalAddress(envelope.from);
  const isOurs = (address: string) => own.includes(withoutDetail(address)) || domainOf(address) === "";
  if (isOurs(sender) || isOurs(normalAddress(author.address)) || isNeverRead(sender)) return null;
  if (given.toAddress >= autoReplyLimits.toAddress || given.toAll >= autoReplyLimits.toAll) return null;
  return { name: normalAddress(author.address) === sender ? author.name : "", address: envelope.from };
}

/** Whether an address is a no-reply address, by its local part. */
const isNeverRead = (address: string): boolean =>
  neverRead.test(address.slice(0, Math.max(0, address.lastIndexOf("@"))));

const neverRead =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:\+|$)|^owner-|-(?:request|bounces?)(?:\+|$)/;
