/** The default recipients of a reply. */
import {
  type Address,
  type Automatic,
  isBounceAddress,
  isMachine,
  normalAddress,
  ownAddresses,
} from "../mail/index.ts";
import type { AddressedReply, NewReply } from "./reply.ts";
import type { Ticket } from "./types.ts";

/** The recipients of a reply, and those that "reply all" adds. */
export interface ReplyRecipients {
  readonly to: readonly Address[];
  readonly others: readonly Address[];
}

const MOST_OTHERS = 40;

/** Whether a reply may refer to a received message: to a person's, or one that a mailing list passed on. */
export const isToReplyTo = (automatic: Automatic): boolean =>
  automatic !== "bounce" && automatic !== "auto-reply";

/**
 * The recipients of a reply: the requester, no matter who wrote last (I-59). The others are the people who take part in the
 * conversation, each once; machines and our own addresses are not among them. Nobody if the requester is unknown.
 * @param own addresses of our mailboxes with their aliases, lower case
 */
export function replyRecipients(
  { requester, participants }: Pick<Ticket, "requester" | "participants">,
  own: readonly string[],
): ReplyRecipients {
  const isOwn = ownAddresses(own);
  const may = ({ address }: Address) => address.trim() !== "" && !isOwn(address);
  const to = may(requester) ? [requester] : [];
  const others = withoutAddresses(to, participants).filter(isPersons(own));
  return { to, others: others.slice(0, MOST_OTHERS) };
}

/**
 * A reply with its recipients: the default ones if it names none, and for `all` everyone else as well, in Cc.
 * @param own addresses of our mailboxes with their aliases, lower case
 */
export function addressed(
  ticket: Pick<Ticket, "requester" | "participants">,
  own: readonly string[],
  wanted: NewReply,
  all: boolean,
): AddressedReply {
  const defaults = replyRecipients(ticket, own);
  const to = wanted.to?.length ? wanted.to : defaults.to;
  const everyone = [...defaults.to, ...defaults.others];
  const cc = all ? [...wanted.cc, ...withoutAddresses([...to, ...wanted.cc], everyone)] : wanted.cc;
  return { ...wanted, to, cc };
}

/** Whether an address is a person's, as far as it tells: not a machine's, not for bounces, and not one of ours. */
export function isPersons(own: readonly string[]): (one: Pick<Address, "address">) => boolean {
  const isOwn = ownAddresses(own);
  return ({ address }) =>
    address.trim() !== "" && !isOwn(address) && !isMachine(address) && !isBounceAddress(address);
}

/** Addresses that are not among some others, each once. */
export function withoutAddresses(taken: readonly Address[], more: readonly Address[]): readonly Address[] {
  const seen = new Set(taken.map(({ address }) => normalAddress(address)));
  return more.filter(({ address }) => {
    const plain = normalAddress(address);
    if (seen.has(plain)) return false;
    seen.add(plain);
    return true;
  });
}
