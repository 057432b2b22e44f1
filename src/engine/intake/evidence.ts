/** Looks up what a mail's addresses and Message-IDs refer to: tickets, our replies, a notification. */
import { type MessageKey, messageKey, type TicketNumber } from "../../base/ids.ts";
import {
  asReply,
  type DeliveryFacts,
  type Facts,
  type MailFacts,
  mayComeBack,
  type NotificationFacts,
  type notificationPlaces,
  type OwnMailFacts,
  ownMailOf,
  type PlusTestFacts,
  type ReplyFacts,
  recipientsOf,
  refersTo,
  reportedIds,
  type TicketFacts,
} from "../../domain/intake/index.ts";
import { type Address, ownAddresses, type ParsedMail, plusTestClaims } from "../../domain/mail/index.ts";
import {
  type Claim,
  claimInAddress,
  claimInBounceAddress,
  claimInMessageId,
  isErasedTicket,
  messageInMessageId,
  notificationClaimIn,
  sameToken,
  type Ticket,
} from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import { notificationProof } from "../outgoing/notifications.ts";
import { personFacts } from "./people.ts";

/** The most tickets that one mail may refer to; more are ignored. */
const MOST_TICKETS = 200;
/** The most mails held for a ticket whose recipients are looked at. */
const MOST_HELD = 50;
/** The most replies that a returned mail may be about. */
const MOST_REPLIES = 20;

/** The tickets looked up so far, each read once. */
export interface Tickets {
  /** Reads a ticket, those that it was merged into, and those linked to that. */
  add(number: TicketNumber): TicketFacts | null;
  all(): readonly TicketFacts[];
}

interface Evidence extends Pick<Facts, "references" | "awaiting" | "replies"> {
  readonly tickets: Tickets;
}

export function gatherEvidence(
  view: View,
  mail: MailFacts,
  parsed: ParsedMail,
  own: readonly string[],
): Evidence {
  const tickets = createTickets(view, own);
  const back = mayComeBack(mail, parsed);
  const refers = [...new Set([...refersTo(parsed), ...(back ? refersTo(asReply(parsed)) : [])])];
  for (const id of refers) claimed(claimInMessageId(id), tickets);
  for (const address of recipientsOf(mail, parsed)) claimed(claimInAddress(address), tickets);
  const references = refers.map((messageId) => ({
    messageId,
    tickets: view.ticketsByMessageId(messageId),
  }));
  const awaiting = parsed.messageId === null ? [] : view.ticketsAwaiting(parsed.messageId);
  for (const number of [...references.flatMap((one) => one.tickets), ...awaiting]) tickets.add(number);
  const replies = back ? repliesIn(view, mail, parsed, tickets) : [];
  return { references, awaiting, replies, tickets };
}

/** Whether we sent a mail (I-52), by what its Message-ID and its addresses prove. @param own as for `ownMailOf` */
export function ownMailIn(view: View, parsed: ParsedMail, own: readonly string[]): OwnMailFacts | null {
  const tickets = createTickets(view, own);
  return ownMailOf(parsed, own, (place, found) => {
    const byId = found === "message-id";
    const ticket = provenIn(byId ? claimInMessageId(place) : claimInAddress(place), tickets);
    return {
      token: ticket && { ticket: ticket.number },
      sent: byId && !ticket ? sentAs(view, place) : null,
      notification: ticket ? null : notificationIn(view, [{ place, found }], tickets),
    };
  });
}

/** The test of addresses with a "+" that a mail belongs to; null for other mail. */
export function plusTestIn(
  view: View,
  { recipients }: Pick<MailFacts, "recipients">,
  parsed: ParsedMail,
): PlusTestFacts | null {
  for (const claim of plusTestClaims(parsed, recipients)) {
    const test = view.plusTest(claim.token);
    if (test) return { ...claim, mailbox: test.mailbox };
  }
  return null;
}

/** The mail of ours with this Message-ID, by the key in it: also where the ticket's token was erased, and for warnings. */
function sentAs(view: View, messageId: string): OwnMailFacts | null {
  const key = messageInMessageId(messageId) ?? /^<([0-9a-z]{26})@[^<>\s]+>$/.exec(messageId)?.[1];
  const sent = key === undefined ? null : view.sentMail(messageKey(key));
  return sent?.messageId === messageId ? { ticket: sent.ticket } : null;
}

function provenIn(claim: Claim | null, tickets: Tickets): TicketFacts | null {
  const ticket = claim && tickets.add(claim.ticket);
  if (!claim || !ticket || isErasedTicket(ticket)) return null;
  return sameToken(ticket.token, claim.token) ? ticket : null;
}

/** The notification whose proof is in the first of those places that has one; null if none has. */
export function notificationIn(
  view: View,
  places: ReturnType<typeof notificationPlaces>,
  tickets: Tickets,
): NotificationFacts | null {
  for (const { place, found } of places) {
    const claim = notificationClaimIn(place);
    const ticket = claim && tickets.add(claim.ticket);
    // An erased ticket has no token any more, so nothing can be proven.
    if (claim === null || !ticket || isErasedTicket(ticket)) continue;
    const name = view
      .notifiedUsers(ticket.number)
      .find((one) => sameToken(notificationProof(ticket, one), claim.proof));
    const user = name === undefined ? null : view.user(name);
    if (!user) continue;
    const message = claim.message === null ? null : view.notificationEnding(ticket.number, claim.message);
    return {
      ...{ place, ticket: ticket.number, message, user: personFacts(user) },
      evidence: { by: "notification", found },
      deliveries: message === null ? [] : deliveriesOf(view, message),
    };
  }
  return null;
}

/**
 * What decisions about mail need to know about a ticket.
 * @param own addresses of our mailboxes, lower case
 * @param heldFor whom the mails addressed that are held for it; not needed once a person has decided
 */
export function ticketFacts(
  ticket: Ticket,
  own: readonly string[],
  heldFor: TicketFacts["heldFor"] = [],
): TicketFacts {
  const { number, version, token, mailbox, state, subject, requester, assignee } = ticket;
  const {
    stateSince,
    mergedInto,
    mayBelongTo,
    mergeDismissed,
    linked,
    category,
    priority,
    group,
    tags,
    target,
  } = ticket;
  const isOwn = ownAddresses(own);
  const others = (people: readonly Address[]) =>
    people.map(({ address }) => address).filter((one) => !isOwn(one));
  const [participants, newcomers] = [others(ticket.participants), others(ticket.newcomers)];
  return {
    ...{ number, version, token, mailbox, state, subject, requester, assignee },
    ...{ stateSince, mergedInto, mayBelongTo, mergeDismissed, linked, participants, newcomers, heldFor },
    ...{ category, priority, group, tags, target },
  };
}

export function createTickets(view: View, own: readonly string[]): Tickets {
  const read = new Map<TicketNumber, TicketFacts | null>();
  const one = (number: TicketNumber): TicketFacts | null => {
    const known = read.get(number);
    if (known !== undefined) return known;
    if (read.size >= MOST_TICKETS) return null;
    const ticket = view.ticket(number);
    const facts = ticket && ticketFacts(ticket, own, view.heldFor(number, MOST_HELD));
    read.set(number, facts);
    return facts;
  };
  /** Reads on to where the ticket's conversation continues. */
  const goesOn = (ticket: TicketFacts | null): TicketFacts | null => {
    const seen = new Set<TicketNumber>();
    let next = ticket;
    // Merges cannot form a cycle; even so, none is followed twice.
    while (next?.mergedInto && !seen.has(next.mergedInto)) {
      seen.add(next.mergedInto);
      next = one(next.mergedInto);
    }
    return next;
  };
  return {
    add(number) {
      const found = one(number);
      for (const linked of goesOn(found)?.linked ?? []) goesOn(one(linked));
      return found;
    },
    all: () => [...read.values()].filter((ticket) => ticket !== null),
  };
}

function claimed(claim: { readonly ticket: TicketNumber } | null, tickets: Tickets): void {
  if (claim !== null) tickets.add(claim.ticket);
}

/** Our replies that the mail refers to: by the address it was sent to, or by the Message-IDs it reports. */
function repliesIn(view: View, mail: MailFacts, parsed: ParsedMail, tickets: Tickets): readonly ReplyFacts[] {
  const replies = new Map<MessageKey, ReplyFacts>();
  const keep = (key: MessageKey, givenIn: TicketNumber) => {
    if (replies.size >= MOST_REPLIES || replies.has(key)) return;
    const sent = view.sentMail(key);
    const [nowIn = null] = sent && sent.ticket !== null ? view.ticketsByMessageId(sent.messageId) : [];
    if (nowIn !== null) tickets.add(nowIn);
    replies.set(key, { key, givenIn, nowIn, deliveries: deliveriesOf(view, key) });
  };
  for (const address of mail.recipients) {
    const claim = claimInBounceAddress(address);
    const ticket = claim && tickets.add(claim.ticket);
    if (!claim || claim.message === null || !ticket || !sameToken(ticket.token, claim.token)) continue;
    const key = view.replyEnding(claim.ticket, claim.message);
    if (key !== null) keep(key, claim.ticket);
  }
  for (const id of reportedIds(parsed)) {
    const claim = claimInMessageId(id);
    const key = messageInMessageId(id);
    const ticket = claim && tickets.add(claim.ticket);
    if (!claim || key === null || !ticket || !sameToken(ticket.token, claim.token)) continue;
    keep(messageKey(key), claim.ticket);
  }
  return [...replies.values()];
}

const deliveriesOf = (view: View, message: MessageKey): readonly DeliveryFacts[] =>
  view.deliveries(message).map(({ recipient, state }) => ({ recipient, bounced: state === "bounced" }));
