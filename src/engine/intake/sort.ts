import type { Fault } from "../../base/fault.ts";
import { type MailId, type MessageKey, messageKey, type UserName } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import { answerAutomatically, automaticLimits } from "../../domain/mail/acknowledgement.ts";
import { normalAddress } from "../../domain/mail/address.ts";
import type { HeldReason } from "../../domain/mail/events.ts";
import { type Authentication, type Checks, isForged } from "../../domain/mail/trust.ts";
import type { Address, ParsedMail } from "../../domain/mail/types.ts";
import {
  type Evidence,
  flood,
  floodLimits,
  goesOnIn,
  type Match,
  match,
  messageOf,
  receive,
  type Ticket,
} from "../../domain/ticket/index.ts";
import type { MailRow, View } from "../../record/view.ts";
import { inEnglish } from "../../text/index.ts";
import { noticeDue } from "../outgoing/notices.ts";
import { answerToNotice, noticed } from "./notice-answer.ts";
import { bounceEvents, returned } from "./returned.ts";
import { admitted, distrusted, infected } from "./trust.ts";

/** A mail as it becomes a message: read, its author known, its sender checked or not. */
export type Whole = ParsedMail & { readonly from: Address; readonly authentication: Authentication | null };

/** The mail's author: its From, or else the envelope's sender. */
export function authorOf(mail: Pick<MailRow, "sender">, parsed: ParsedMail): Address | null {
  if (parsed.from !== null && parsed.from.address !== "") return parsed.from;
  return mail.sender === "" ? null : { name: parsed.from?.name ?? "", address: mail.sender };
}

/** What a decision that opens a ticket needs that is random. */
export interface NewTicketIds {
  readonly token: string;
  /** For the automatic answer, or the notification. */
  readonly answer: MessageKey;
}

/**
 * What becomes of a received mail: a follow-up, a new ticket, or held for a human with its cause. Pure but for what
 * it asks of the view.
 * @param ids for the ticket that may be opened
 * @param now milliseconds since 1970
 * @param checks what was checked of it; null if nothing was
 * @param floodLimit new tickets that one requester may open within minutes; 0 for any number
 */
export function sort(
  view: View,
  mail: MailRow,
  read: Result<ParsedMail, Fault>,
  ids: NewTicketIds,
  now: number,
  checks: Checks | null,
  floodLimit: number,
): readonly NewEvent[] {
  const events = decide(view, mail, read, ids, now, checks, floodLimit);
  return checks === null
    ? events
    : [{ ticket: null, event: { type: "MailChecked", mail: mail.id, checks } }, ...events];
}

function decide(
  view: View,
  mail: MailRow,
  read: Result<ParsedMail, Fault>,
  ids: NewTicketIds,
  now: number,
  checks: Checks | null,
  floodLimit: number,
): readonly NewEvent[] {
  if (!read.ok) {
    const seen = infected(checks);
    const { reason, cause } = seen ?? { reason: "unreadable", cause: causeOf(read.error) };
    return [held(mail.id, reason, cause, null, "", null)];
  }
  const parsed = read.value;
  const author = authorOf(mail, parsed);
  const back = returned(view, mail, parsed);
  const from = author ?? (back || parsed.automatic === "bounce" ? { name: "", address: "" } : null);
  const notice = noticed(view, mail, parsed);
  const seen = infected(checks) ?? distrusted(checks, author);
  if (seen) {
    const candidate =
      back?.ticket ?? notice?.ticket ?? (author && candidateOf(matched(view, mail, parsed, author)));
    return [held(mail.id, seen.reason, seen.cause, author, parsed.subject, candidate)];
  }
  if (notice) return answerToNotice(view, mail, parsed, author, checks?.authentication ?? null, notice);
  if (from === null) {
    return [
      held(
        mail.id,
        "no-sender",
        "It names no sender, so nobody could be answered",
        null,
        parsed.subject,
        null,
      ),
    ];
  }
  const authentication = checks?.authentication ?? null;
  const whole = { ...parsed, from, authentication };
  if (back) {
    const bounced = bounceEvents(view, mail.id, parsed.bounce, back.message);
    return [
      ...followUp(back.ticket, mail.id, whole, back.evidence, true),
      ...bounced.map((event) => ({ ticket: back.ticket.number, event })),
    ];
  }
  if (parsed.automatic === "bounce") {
    const cause = "A delivery report about a mail that was not sent from here";
    return [
      {
        ticket: null,
        event: {
          type: "MailFiled",
          mail: mail.id,
          as: "bounce",
          cause,
          from: author,
          subject: parsed.subject,
        },
      },
    ];
  }
  const found = admitted(view, matched(view, mail, parsed, from), authentication, from);
  switch (found.kind) {
    case "follow-up":
      return [
        ...followUp(found.ticket, mail.id, whole, found.evidence),
        ...(isOld(mail, whole, now)
          ? []
          : tellAssignee(view, found.ticket, mail.id, whole, ids.answer, null, now)),
      ];
    case "held":
      return [held(mail.id, found.reason, found.cause, from, parsed.subject, found.ticket)];
    case "none":
      return (
        flooding(view, mail, whole, now, floodLimit) ?? [
          ...open(view, mail, whole, ids.token),
          ...acknowledge(view, mail, whole, ids.answer, now),
        ]
      );
  }
}

/**
 * The notification that a ticket's assignee is owed for a person's mail that joins it.
 * @param knows who needs not be told, since they have had a hand in it
 */
export function tellAssignee(
  view: View,
  ticket: Ticket,
  id: MailId,
  { automatic, from }: Whole,
  message: MessageKey,
  knows: UserName | null,
  now: number,
): readonly NewEvent[] {
  const { assignee } = ticket;
  if (automatic !== false || assignee === null || assignee === knows) return [];
  if (view.userOfAddress(normalAddress(from.address))?.name === assignee) return [];
  return noticeDue(view, ticket, assignee, { kind: "wrote", message: messageKey(id) }, message, now);
}

/** Recent tickets of a requester that are looked at beyond the limit: older ones that changed are among them. */
const RECENT = 50;
/** Of the ticket that took mails of a flood, entries that are looked at: people may have written in it since. */
const LAST = 5;

/** What becomes of a mail that would open a ticket but is part of a flood; null if it is not. */
function flooding(
  view: View,
  mail: MailRow,
  parsed: Whole,
  now: number,
  limit: number,
): readonly NewEvent[] | null {
  // Mail that has lain elsewhere comes as fast as it can be read.
  if (limit === 0 || isOld(mail, parsed, now)) return null;
  const since = now - floodLimits.window;
  const { address } = requesterOf(parsed);
  const found = flood(subjectOf(parsed), view.recentTickets(address, since, limit + RECENT), limit, since, {
    joining: (ticket) =>
      view
        .conversation(ticket, LAST)
        .some(
          ({ time, event }) =>
            event.type === "MessageReceived" && event.evidence?.by === "flood" && time > since,
        ),
    holding: () => (view.floodHeldAt(address) ?? 0) > since,
  });
  const minutes = floodLimits.window / 60_000;
  switch (found.kind) {
    case "none":
      return null;
    case "join": {
      const first = view.ticket(found.ticket);
      const ticket = first && goesOnIn(first, view.ticket);
      return ticket && followUp(ticket, mail.id, parsed, { by: "flood" }, true);
    }
    case "hold": {
      const cause =
        found.opened < limit
          ? `More of the mails from ${address} that are held already`
          : `${address} has opened ${found.opened} tickets within ${minutes} minutes; more than ${limit} are a flood`;
      const first = found.first === null ? null : view.ticket(found.first);
      return [held(mail.id, "flood", cause, requesterOf(parsed), parsed.subject, first)];
    }
  }
}

function matched(view: View, mail: MailRow, parsed: ParsedMail, from: Address): Match {
  return match(
    {
      from: normalAddress(from.address),
      messageId: parsed.messageId,
      inReplyTo: parsed.inReplyTo,
      references: parsed.references,
      recipients: recipientsOf(mail, parsed),
    },
    view,
  );
}

const candidateOf = (found: Match): Ticket | null => (found.kind === "none" ? null : found.ticket);

/**
 * The automatic answer that is owed for a ticket that this mail has opened, if its mailbox gives any. None to a sender
 * whose domain disowns the mail: it would go to somebody who never wrote.
 */
function acknowledge(
  view: View,
  mail: MailRow,
  parsed: Whole,
  message: MessageKey,
  now: number,
): readonly NewEvent[] {
  const forged = isForged(parsed.authentication);
  if (!view.mailbox(mail.mailbox)?.acknowledge || forged || isOld(mail, parsed, now)) return [];
  const given = view.automaticAnswers(normalAddress(mail.sender), now - automaticLimits.window);
  const to = answerAutomatically(parsed, { from: mail.sender }, parsed.from, view.mailboxes(), given);
  const ticket = view.nextTicketNumber();
  return to === null ? [] : [{ ticket, event: { type: "AnswerDue", message, kind: "acknowledgement", to } }];
}

/** Milliseconds after which nobody expects to be told that their mail has come. */
const OLD = 2 * 24 * 3_600_000;

/** Whether a fetched mail has lain elsewhere for so long that an automatic answer would be odd. */
function isOld({ source }: MailRow, { date }: ParsedMail, now: number): boolean {
  if (source === null) return false;
  return source.startsWith("import:") || (date !== null && now - date > OLD);
}

/**
 * The mail joins the ticket.
 * @param machine it changes no state, whatever its headers say of who wrote it
 */
export function followUp(
  ticket: Ticket,
  id: MailId,
  mail: Whole,
  evidence: Evidence,
  machine = false,
): readonly NewEvent[] {
  const message = messageOf(mail, id, messageKey(id), evidence);
  return receive(ticket, message, machine || mail.automatic !== false).map((event) => ({
    ticket: ticket.number,
    event,
  }));
}

/** The mail opens a ticket of its own. */
export function open(
  view: View,
  mail: Pick<MailRow, "id" | "mailbox">,
  parsed: Whole,
  token: string,
): readonly NewEvent[] {
  const number = view.nextTicketNumber();
  return [
    {
      ticket: number,
      event: {
        type: "TicketOpened",
        number,
        token,
        mailbox: mail.mailbox,
        subject: subjectOf(parsed),
        requester: requesterOf(parsed),
        group: view.mailbox(mail.mailbox)?.group ?? null,
        via: "mail",
      },
    },
    { ticket: number, event: messageOf(parsed, mail.id, messageKey(mail.id), null) },
  ];
}

const subjectOf = ({ subject }: ParsedMail): string =>
  subject.trim() === "" ? "(no subject)" : subject.slice(0, 1000);

/** Whom a ticket that the mail opens is with: whoever it asks to be answered to. */
function requesterOf({ from, replyTo }: Whole): Address {
  const requester = replyTo[0] ?? from;
  return { name: requester.name || from.name, address: requester.address };
}

export function held(
  mail: MailId,
  reason: HeldReason,
  cause: string,
  from: Address | null,
  subject: string,
  candidate: Ticket | null,
): NewEvent {
  return {
    ticket: null,
    event: { type: "MailHeld", mail, reason, cause, candidate: candidate?.number ?? null, from, subject },
  };
}

function recipientsOf(mail: MailRow, parsed: ParsedMail): readonly string[] {
  return [...mail.recipients, ...[...parsed.to, ...parsed.cc].map((a) => a.address)].slice(0, 200);
}

/** The fault's text, and its cause where the text does not name it already. */
function causeOf(fault: Fault): string {
  const [text, { cause }] = [inEnglish(fault), fault];
  const why = cause instanceof Error ? cause.message : typeof cause === "string" ? cause : "";
  return why === "" || text.includes(why) ? text : `${text}: ${why}`;
}
