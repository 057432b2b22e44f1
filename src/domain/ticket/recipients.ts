/** The default recipients of a reply. */
import { normalAddress, withoutDetail } from "../mail/address.ts";
import type { Address, Automatic } from "../mail/types.ts";
import type { Ticket, TicketEvent } from "./types.ts";

/** What choosing recipients needs to know about the message replied to. */
export type RepliedTo = Pick<
  Extract<TicketEvent, { type: "MessageReceived" }>,
  "from" | "replyTo" | "to" | "cc"
>;

/** The recipients of a reply, and those that "reply all" adds. */
export interface ReplyRecipients {
  readonly to: readonly Address[];
  readonly others: readonly Address[];
}

/** A Reply-To with more addresses than this is cut; no person writes so many. */
const MOST_REPLY_TO = 10;
const MOST_OTHERS = 40;

/** Whether a reply may refer to a received message: to a person's, or one that a mailing list passed on. */
export const isToReplyTo = (automatic: Automatic): boolean =>
  automatic !== "bounce" && automatic !== "auto-reply";

/**
 * The recipients of a reply: the author of the message, at their Reply-To address (RFC 5322
 * section 3.6.2), or the requester if nobody has written yet. The others are the message's author and its other
 * recipients, each once and without our own addresses.
 * @param message the newest one that a reply may refer to; null if there is none
 * @param own addresses of our mailboxes with their aliases, lower case
 */
export function replyRecipients(
  { requester }: Pick<Ticket, "requester">,
  message: RepliedTo | null,
  own: readonly string[],
): ReplyRecipients {
  if (message === null) return { to: [requester], others: [] };
  const to = message.replyTo.length > 0 ? message.replyTo.slice(0, MOST_REPLY_TO) : [message.from];
  const ours = new Set(own);
  const taken = new Set(to.map(({ address }) => normalAddress(address)));
  const others = [message.from, ...message.to, ...message.cc].filter(({ address }) => {
    const plain = normalAddress(address);
    if (plain === "" || taken.has(plain) || ours.has(withoutDetail(plain))) return false;
    taken.add(plain);
    return true;
  });
  return { to, others: others.slice(0, MOST_OTHERS) };
}
