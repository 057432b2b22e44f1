import {
  type Address,
  type Authentication,
  canonicalAddress,
  domainOf,
  isForged,
  normalAddress,
  ownAddresses,
  type ParsedMail,
} from "../mail/index.ts";
import type { IncomingMessage, MailFacts } from "./facts.ts";

/** The most of Reply-To that is looked at. */
const MOST_REPLY_TO = 10;

type Header = Pick<ParsedMail, "from" | "originalAuthors" | "lists" | "replyTo">;
type Recipients = Pick<ParsedMail, "to" | "cc">;

/**
 * A mail's author: its From, or else the envelope sender (I-1). Where From is one of our own addresses, or a list of our
 * domain put its address there, the author is the person whom the mail names otherwise (I-57); but not if it is forged, since anyone
 * may write those fields. So it is for a list of others (I-102): see `isOnlyNamed`.
 * @param own addresses of our mailboxes, from `addressesOf`
 * @returns one of our own addresses only if the mail names nobody else; null if it names nobody at all
 */
export function authorOf(
  { sender }: Pick<MailFacts, "sender">,
  parsed: Header & Recipients,
  own: readonly string[],
  authentication: Authentication | null,
): Address | null {
  const { from } = parsed;
  if (from === null || from.address === "")
    return sender === "" ? null : { name: from?.name ?? "", address: canonicalAddress(sender) };
  const isOwn = ownAddresses(own);
  const { address } = from;
  if (isForged(authentication)) return from;
  const usable = usableIn(parsed, isOwn);
  const { originalAuthors, replyTo } = parsed;
  if (isOfOthers(from, parsed, own)) {
    // Lists and newsletters have a Reply-To of their own: it names the author only where From says so.
    const via =
      viaIn(from.name) < 0 ? [] : [...replyTo.slice(0, MOST_REPLY_TO), ...copiedAuthors(from, parsed)];
    return usable([...originalAuthors, ...via], from) ?? from;
  }
  if (!isOwn(address) && !isList(address, parsed)) return from;
  const named = [...originalAuthors, ...replyTo.slice(0, MOST_REPLY_TO), ...copiedAuthors(from, parsed)];
  return usable(named, from) ?? from;
}

/** Whether an address is that of a list which passed the mail on, in a domain of others. */
const isOfOthers = ({ address }: Address, parsed: Pick<Header, "lists">, own: readonly string[]): boolean =>
  isList(address, parsed) && !ownAddresses(own)(address) && !isOfOurDomain(address, own);

/**
 * Whether a mail's author is only named by a list of others (I-102): anyone may write such fields, so the mail is like one that
 * is forged in the author's name.
 * @param parsed with its From as it is in the header
 * @param author from `authorOf`
 */
export const isOnlyNamed = (
  parsed: Pick<Header, "from" | "lists">,
  author: Address,
  own: readonly string[],
): boolean =>
  parsed.from !== null &&
  normalAddress(parsed.from.address) !== normalAddress(author.address) &&
  isOfOthers(parsed.from, parsed, own);

/**
 * The recipients in Cc who are named in "Ann via Support": where replies go to the list, Mailman adds the author there. Without
 * a name of theirs the list writes their address, or its local part.
 */
function copiedAuthors({ name }: Address, { cc }: Recipients): readonly Address[] {
  if (viaIn(name) < 0) return [];
  const said = beforeVia(name).toLowerCase();
  return cc.filter(({ name: theirs, address }) => {
    const plain = normalAddress(address);
    return [theirs.trim().toLowerCase(), plain, plain.slice(0, plain.lastIndexOf("@"))].includes(said);
  });
}

/**
 * The requester of the ticket that a mail creates (I-38): the first usable address of its Reply-To, its author, and the
 * authors that its other fields name. An address is usable if it is not one of ours, nor that of the list that passed the
 * mail on. The list's is better than nobody's; if only our own are left, the requester is unknown: a name without an address.
 */
export function requesterOf(
  message: Pick<IncomingMessage, "from" | "originalAuthors" | "lists" | "replyTo"> &
    Partial<Pick<IncomingMessage, "sent" | "to" | "cc">>,
  own: readonly string[],
): Address {
  const isOwn = ownAddresses(own);
  const { from, originalAuthors, replyTo, sent = false, to = [], cc = [] } = message;
  // Whom we wrote to.
  const to0 = sent ? [...to, ...cc].find(({ address }) => address !== "" && !isOwn(address)) : undefined;
  if (to0) return to0;
  const named = [...replyTo.slice(0, MOST_REPLY_TO), from, ...originalAuthors];
  const other = named.find(({ address }) => address !== "" && !isOwn(address));
  return usableIn(message, isOwn)(named, from) ?? other ?? { name: from.name, address: "" };
}

/** Addresses that a mail names of groups and lists in our domains that passed it on, lower case: they are ours, too (I-58). */
export function groupsOf(
  { from, replyTo, to, cc, lists }: Header & Recipients,
  own: readonly string[],
): readonly string[] {
  if (lists.length === 0) return [];
  const named = [...(from ? [from] : []), ...replyTo, ...to, ...cc].map(({ address }) =>
    normalAddress(address),
  );
  return [...new Set(named)].filter((one) => isList(one, { lists }) && isOfOurDomain(one, own));
}

/** Picks the first usable address; one without a name has that of From, if From names the same person. */
function usableIn(
  { lists }: Pick<Header, "lists">,
  isOwn: (address: string) => boolean,
): (named: readonly Address[], from: Address) => Address | null {
  return (named, from) => {
    const found = named.find(
      ({ address }) => address !== "" && !isOwn(address) && !isList(address, { lists }),
    );
    if (!found) return null;
    if (found.name !== "") return { name: beforeVia(found.name), address: found.address };
    const theirs = !isOwn(from.address) || viaIn(from.name) >= 0;
    return { name: theirs ? beforeVia(from.name) : "", address: found.address };
  };
}

/** Whether an address is that of the list which passed the mail on. */
export function isList(address: string, { lists }: Pick<Header, "lists">): boolean {
  const plain = normalAddress(address);
  return lists.includes(plain) || lists.includes(plain.replace("@", "."));
}

/** Whether it is in a domain of our mailboxes. */
const isOfOurDomain = (address: string, own: readonly string[]): boolean =>
  own.some((one) => domainOf(one) === domainOf(normalAddress(address)));

/** Where "via Support" begins in a name that a list wrote into From, such as "'Ann Example' via Support"; -1 if it does not. */
function viaIn(name: string): number {
  const at = name.lastIndexOf(" via ");
  return at < 1 || name.indexOf("@", at) >= 0 ? -1 : at;
}

function beforeVia(name: string): string {
  const at = viaIn(name);
  if (at < 0) return name;
  const before = name.slice(0, at).trim();
  return before.length > 2 && before.startsWith("'") && before.endsWith("'") ? before.slice(1, -1) : before;
}
