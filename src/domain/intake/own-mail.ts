/** Mail from our own addresses: our own mail that came back, what we sent with another program, and what pretends to be ours. */
import type { TicketNumber } from "../../base/ids.ts";
import type { FiledSent } from "../mail/events.ts";
import { type Address, isForged, ownAddresses, type ParsedMail, verifiedBy } from "../mail/index.ts";
import { isErasedTicket } from "../ticket/index.ts";
import { isList, MOST_REPLY_TO } from "./author.ts";
import type { FiledCause } from "./cause.ts";
import type { Facts, IncomingMessage, MailFacts, OwnMailFacts, PlusTestFacts, TicketFacts } from "./facts.ts";
import { addressedBy } from "./held-event.ts";
import type { Match } from "./match.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { isTelling } from "./places.ts";
import { checkedVerdicts, type Doubt } from "./trust.ts";

/** What a Message-ID or an address of a mail proves about it; null for what it does not. */
export interface OwnProofs {
  /** The ticket whose token is in it. */
  readonly token: { readonly ticket: TicketNumber } | null;
  /** The mail of ours with this Message-ID, by the key in it: also where the ticket's token was erased, and for warnings. */
  readonly sent?: { readonly ticket: TicketNumber | null } | null;
  /** The notification whose proof is in it. */
  readonly notification: { readonly ticket: TicketNumber } | null;
}

/**
 * Whether we sent a mail (I-52): its Message-ID is that of one of our replies, auto-replies, notifications or warnings; or,
 * where a server on its way gave it another one, its Reply-To has a token of ours, and it is from one of our addresses or from
 * the list that passed it on.
 * @param own addresses of our mailboxes, from `addressesOf`
 * @param proofs looks up what a place proves; called only for those that count
 */
export function ownMailOf(
  parsed: Pick<ParsedMail, "messageId" | "from" | "replyTo" | "lists">,
  own: readonly string[],
  proofs: (place: string, found: "message-id" | "recipient") => OwnProofs,
): OwnMailFacts | null {
  const { messageId, from, replyTo } = parsed;
  const byId = messageId === null ? null : proven(proofs(messageId, "message-id"));
  if (byId !== null) return byId;
  if (from === null || !(ownAddresses(own)(from.address) || isList(from.address, parsed))) return null;
  for (const { address } of replyTo.slice(0, MOST_REPLY_TO)) {
    const byAddress = proven(proofs(address, "recipient"));
    if (byAddress !== null) return byAddress;
  }
  return null;
}

function proven({ token, sent = null, notification }: OwnProofs): OwnMailFacts | null {
  const found = token ?? sent ?? notification;
  return found && { ticket: found.ticket };
}

/** Our own mail has come back: it is filed, and changes nothing in any ticket (I-52). */
export function backAgain(
  { mail }: Facts,
  { ticket }: OwnMailFacts,
  { subject }: ParsedMail,
  from: Address | null,
): Outcome {
  return filed(mail, { code: "own-mail", ticket }, from, subject, "I-52");
}

/** A test mail, or a mail about one: it is filed (I-61), and tells whether addresses with a "+" reach the mailbox. */
export function plusTested(
  { mail }: Facts,
  { mailbox, token, part }: PlusTestFacts,
  { subject }: ParsedMail,
  from: Address | null,
): Outcome {
  return filed(mail, { code: "plus-test", mailbox, token, part }, from, subject, "I-61");
}

/** Sent with another program, found in a folder or an archive, and about no ticket: it is filed (I-54). */
export function sentElsewhere({ mail, own }: Facts, message: IncomingMessage): Outcome {
  const { from, subject } = message;
  const telling = (id: string | null) => (id !== null && isTelling(id) ? id : null);
  const sent = {
    messageId: telling(message.messageId),
    inReplyTo: telling(message.inReplyTo),
    addressed: addressedBy(message, own),
  };
  return filed(mail, { code: "sent-mail", address: from.address }, from, subject, "I-54", sent);
}

/** Whether an author is one of our own addresses: then the mail names nobody else (I-57). */
export const isFromUs = ({ address }: Pick<Address, "address">, own: readonly string[]): boolean =>
  ownAddresses(own)(address);

/**
 * Whether one of us sent a mail to somebody else (I-53).
 * @param author one of our own addresses only if the mail names nobody else to reply to
 */
export function isSent(
  { to, cc, automatic }: Pick<ParsedMail, "to" | "cc" | "automatic">,
  author: Pick<Address, "address">,
  own: readonly string[],
): boolean {
  if (automatic === "bounce" || !isFromUs(author, own)) return false;
  const isOwn = ownAddresses(own);
  return [...to, ...cc].some(({ address }) => address !== "" && !isOwn(address));
}

/**
 * Why a mail from one of our own addresses is held: it was sent to us from outside, and is not verified (I-56). Null for
 * other mail, for what was not checked since it came from this machine, and for what was fetched or imported, unless the
 * server that received it found that it is forged.
 * @param returned whether it is about one of our replies that came back
 */
export function ownDoubt(
  { mail, own, checks, notification }: Facts,
  { automatic }: ParsedMail,
  author: Address | null,
  returned: boolean,
): Doubt | null {
  const authentication = checks?.authentication ?? null;
  if (author === null || returned || notification !== null || automatic === "bounce") return null;
  if (!isFromUs(author, own) || authentication === null) return null;
  // What we sent ourselves is fetched without results; a server that received it from outside may have written some.
  if (mail.source !== null && !isForged(authentication)) return null;
  if (verifiedBy(authentication, author).length > 0) return null;
  const { address } = author;
  const checked = checkedVerdicts(authentication);
  const cause = { code: "unproven-own", address, checked } as const;
  return { reason: "unproven-agent", cause, rule: "I-56" };
}

function filed(
  { id }: MailFacts,
  cause: Extract<FiledCause, { code: "own-mail" | "sent-mail" | "plus-test" }>,
  from: Address | null,
  subject: string,
  rule: "I-52" | "I-54" | "I-61",
  sent?: FiledSent,
): Outcome {
  const found = sent === undefined ? {} : { sent };
  const event = { type: "MailFiled", mail: id, as: "filed", cause, from, subject, ...found } as const;
  return outcomeOf([rule], [{ ticket: null, event }], [{ on: "mail", mail: id, is: "queued" }]);
}

/**
 * The ticket of another mailbox that a mail which one of us sent belongs to, if that mailbox does not get the mail (I-85):
 * neither by its envelope nor by To and Cc. Null for all other mail.
 */
export function besideSent(
  found: Match,
  { mailbox, addressed }: Pick<MailFacts, "mailbox" | "addressed">,
): TicketFacts | null {
  if (found.kind === "none") return null;
  const ticket = found.linkedTo ?? found.ticket;
  if (ticket.mailbox === mailbox || addressed.includes(ticket.mailbox) || isErasedTicket(ticket)) return null;
  return ticket;
}
