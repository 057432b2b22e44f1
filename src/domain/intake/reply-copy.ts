/** Our replies that name another of our mailboxes: they are received for it as well, so that its team has them. */
import type { MessageKey } from "../../base/ids.ts";
import type { Address, ParsedMail } from "../mail/index.ts";
import { isErasedTicket } from "../ticket/index.ts";
import type { Facts, MailFacts, OwnMailFacts, TicketFacts } from "./facts.ts";
import { joining } from "./follow-up.ts";
import type { Known } from "./known.ts";
import { linkBetween } from "./link.ts";
import { opening } from "./new-ticket.ts";
import { type Outcome, outcomeOf, type Rule } from "./outcome.ts";

const PREFIX = "reply:";

/** Where the copies of a reply for other mailboxes are received from: once for each reply, whatever else comes back (I-51). */
export const replySource = (message: MessageKey): string => `${PREFIX}${message}`;

/** Whether a mail is such a copy, and did not come from outside. */
export const isReplyCopy = ({ source }: { readonly source?: MailFacts["source"] }): boolean =>
  source?.startsWith(PREFIX) ?? false;

/**
 * A reply for another mailbox that it names is added, as an outgoing message, to the linked ticket there, or creates one
 * with the same requester (I-83). Null if its ticket is gone, or is in that mailbox now: then it is filed like any other mail of ours
 * that comes back (I-52).
 */
export function replyCopy(
  facts: Facts,
  known: Known,
  own: OwnMailFacts,
  parsed: ParsedMail,
  author: Address | null,
): Outcome | null {
  const { mail, ids, lifecycle, opening: opens } = facts;
  const ticket = ticketOf(known, own, parsed);
  if (ticket === null || ticket.mailbox === mail.mailbox || isErasedTicket(ticket) || author === null)
    return null;
  const message = { ...parsed, from: author, authentication: null, sent: true };
  const waits = { on: "mail", mail: mail.id, is: "queued" } as const;
  const is = { on: "ticket", ticket: ticket.number, version: ticket.version } as const;
  const there = linkedIn(mail.mailbox, ticket, known);
  if (there) {
    const entry = own.shown?.find((one) => one.ticket === there.number)?.entry;
    const copy = entry === undefined ? message : { ...message, insteadOf: entry };
    const events = joining(there, mail.id, copy, { by: "token", found: "message-id" }, facts, true);
    const joins = { on: "ticket", ticket: there.number, version: there.version } as const;
    const rules: readonly Rule[] = entry === undefined ? ["I-18", "I-83"] : ["I-18", "I-83", "I-84"];
    return outcomeOf(rules, events, [waits, is, joins]);
  }
  if (opens === null) throw new Error(`nothing was gathered for a ticket that mail ${mail.id} opens`);
  const conversation = { requester: ticket.requester, newcomer: false };
  const opened = opening(mail, message, ids.token, { ...opens, lifecycle }, facts.own, null, conversation);
  const links = linkBetween(opens.number, ticket.number, mail.id);
  const next = { on: "next-ticket", number: opens.number } as const;
  return outcomeOf(["I-18", "I-37", "I-83", "I-80"], [...opened, ...links], [waits, is, next]);
}

/** The ticket that the reply is in now. */
function ticketOf(known: Known, { ticket }: OwnMailFacts, { messageId }: ParsedMail): TicketFacts | null {
  const [now] = messageId === null ? [] : known.ticketsByMessageId(messageId);
  const number = now ?? ticket;
  const found = number === null ? null : known.ticket(number);
  return found && known.goesOn(found);
}

const linkedIn = (mailbox: string, ticket: TicketFacts, known: Known): TicketFacts | undefined =>
  ticket.linked
    .flatMap((number) => known.ticket(number) ?? [])
    .map(known.goesOn)
    .find((one) => one.mailbox === mailbox && !isErasedTicket(one));
