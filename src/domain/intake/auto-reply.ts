import {
  type Address,
  domainOf,
  isBounceAddress,
  isForged,
  isMachine,
  normalAddress,
  ownAddresses,
  verifiedBy,
} from "../mail/index.ts";
import type { AutoReplyBecause } from "../ticket/index.ts";
import { requesterOf } from "./author.ts";
import type { AutoReplyCounts, IncomingMessage, MailFacts } from "./facts.ts";

/** The most auto-replies to one address, and to all together, within the window of milliseconds (I-40). */
export const autoReplyLimits = { window: 24 * 3_600_000, toAddress: 3, toAll: 2000 } as const;

/** Whether the limits allow another auto-reply. @param given within the window so far */
export const withinAutoReplyLimits = (given: AutoReplyCounts): boolean =>
  given.toAddress < autoReplyLimits.toAddress && given.toAll < autoReplyLimits.toAll;

type RepliedTo = Pick<
  IncomingMessage,
  "automatic" | "mayAutoReply" | "from" | "originalAuthors" | "lists" | "replyTo" | "authentication" | "sent"
>;

/**
 * Where an auto-reply to this mail goes, and why; null if there must be none (I-39, I-41, RFC 3834 section 2): never in
 * reply to automatic mail. It goes to the requester if the mail proves that address, or comes from it, and else to the
 * envelope sender (section 4), but not to an address made for bounces, which nobody reads.
 * @param own addresses of our mailboxes, lower case
 */
export function autoReplyTarget(
  mail: RepliedTo,
  { sender }: Pick<MailFacts, "sender">,
  own: readonly string[],
): { readonly to: Address; readonly because: AutoReplyBecause } | null {
  if (mail.automatic !== false || !mail.mayAutoReply || mail.sent || sender === "") return null;
  const isOwn = ownAddresses(own);
  const { from, authentication } = mail;
  if (isOwn(from.address)) return null;
  const may = (address: Address) => isWrittenTo(address, own);
  const requester = requesterOf(mail, own);
  const isAuthor = normalAddress(requester.address) === normalAddress(from.address);
  const by = isAuthor ? verifiedBy(authentication, requester) : [];
  if (by.length > 0) return may(requester) ? { to: requester, because: { kind: "proven", by } } : null;
  // What SPF says is about the envelope sender, to which it would go.
  if (isForged(authentication) || authentication?.spf.verdict === "fail") return null;
  const envelope = normalAddress(sender);
  const wrote = isAuthor && normalAddress(from.address) === envelope;
  const name = normalAddress(from.address) === envelope ? from.name : "";
  const to = { name, address: sender };
  return may(to) ? { to, because: { kind: wrote ? "wrote" : "envelope" } } : null;
}

/** Whether the program may write to an address by itself: it is not one of ours, and somebody may read it. */
export const isWrittenTo = ({ address }: Address, own: readonly string[]): boolean =>
  domainOf(address) !== "" &&
  !ownAddresses(own)(address) &&
  !isNeverRead(address) &&
  !isBounceAddress(address);

/** Whether an address is a no-reply address, by its local part. */
function isNeverRead(address: string): boolean {
  const plain = normalAddress(address);
  return isMachine(plain) || neverRead.test(plain.slice(0, Math.max(0, plain.lastIndexOf("@"))));
}

const neverRead =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:\+|$)|^owner-|-(?:request|bounces?)(?:\+|$)/;
