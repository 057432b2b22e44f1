import type { Fault } from "../base/fault.ts";
import { type MailId, type MessageKey, messageKey } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { NewEvent } from "../domain/events.ts";
import { answerAutomatically, automaticLimits } from "../domain/mail/acknowledgement.ts";
import { normalAddress } from "../domain/mail/address.ts";
import type { HeldReason } from "../domain/mail/events.ts";
import type { Address, ParsedMail } from "../domain/mail/types.ts";
import { type Evidence, match, messageOf, receive, type Ticket } from "../domain/ticket/index.ts";
import type { MailRow, View } from "../record/view.ts";

/** The mail's author: its From, or else the envelope's sender. */
export function authorOf(mail: Pick<MailRow, "sender">, parsed: ParsedMail): Address | null {
  if (parsed.from !== null && parsed.from.address !== "") return parsed.from;
  return mail.sender === "" ? null : { name: parsed.from?.name ?? "", address: mail.sender };
}

/** What a decision that opens a ticket needs that is random. */
export interface NewTicketIds {
  readonly token: string;
  /** For the automatic answer. */
  readonly answer: MessageKey;
}

/**
 * What becomes of a received mail: a follow-up, a new ticket, or held for a human with its cause. Pure but for what
 * it asks of the view.
 * @param ids for the ticket that may be opened
 * @param now milliseconds since 1970
 */
export function sort(
  view: View,
  mail: MailRow,
  read: Result<ParsedMail, Fault>,
  ids: NewTicketIds,
  now: number,
): readonly NewEvent[] {
  if (!read.ok) {
    return [held(mail.id, "unreadable", causeOf(read.error), null, "", null)];
  }
  const parsed = read.value;
  const author = authorOf(mail, parsed);
  const bounced = parsed.automatic === "bounce" ? ofBounce(view, mail, parsed) : null;
  const from = author ?? (bounced || parsed.automatic === "bounce" ? { name: "", address: "" } : null);
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
  const whole = { ...parsed, from };
  if (bounced) return followUp(bounced.ticket, mail.id, whole, bounced.evidence);
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
  const found = match(
    {
      from: normalAddress(from.address),
      messageId: parsed.messageId,
      inReplyTo: parsed.inReplyTo,
      references: parsed.references,
      recipients: recipientsOf(mail, parsed),
    },
    view,
  );
  switch (found.kind) {
    case "follow-up":
      return followUp(found.ticket, mail.id, whole, found.evidence);
    case "possible": {
      const cause = `It refers to ticket ${found.ticket.number}, but ${from.address} takes no part in that ticket`;
      return [held(mail.id, "possible-follow-up", cause, from, parsed.subject, found.ticket)];
    }
    case "none":
      return [...open(view, mail, whole, ids.token), ...acknowledge(view, mail, whole, ids.answer, now)];
  }
}

/** The automatic answer that is owed for a ticket that this mail has opened, if its mailbox gives any. */
function acknowledge(
  view: View,
  mail: MailRow,
  parsed: ParsedMail & { readonly from: Address },
  message: MessageKey,
  now: number,
): readonly NewEvent[] {
  if (!view.mailbox(mail.mailbox)?.acknowledge || isOld(mail, parsed, now)) return [];
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

/** The mail joins the ticket. */
export function followUp(
  ticket: Ticket,
  id: MailId,
  mail: ParsedMail & { readonly from: Address },
  evidence: Evidence,
): readonly NewEvent[] {
  const message = messageOf(mail, id, messageKey(id), evidence);
  return receive(ticket, message, mail.automatic !== false).map((event) => ({
    ticket: ticket.number,
    event,
  }));
}

/** The mail opens a ticket of its own. */
export function open(
  view: View,
  mail: Pick<MailRow, "id" | "mailbox">,
  parsed: ParsedMail & { readonly from: Address },
  token: string,
): readonly NewEvent[] {
  const number = view.nextTicketNumber();
  const requester = parsed.replyTo[0] ?? parsed.from;
  return [
    {
      ticket: number,
      event: {
        type: "TicketOpened",
        number,
        token,
        mailbox: mail.mailbox,
        subject: parsed.subject.trim() === "" ? "(no subject)" : parsed.subject.slice(0, 1000),
        requester: { name: requester.name || parsed.from.name, address: requester.address },
        group: view.mailbox(mail.mailbox)?.group ?? null,
        via: "mail",
      },
    },
    { ticket: number, event: messageOf(parsed, mail.id, messageKey(mail.id), null) },
  ];
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

/** The ticket of the answer that bounced: by the token it carries back, or by the Message-ID it reports. */
function ofBounce(
  view: View,
  mail: MailRow,
  parsed: ParsedMail,
): { ticket: Ticket; evidence: Evidence } | null {
  const reported = parsed.bounce?.originalMessageId ?? null;
  const found = match(
    {
      from: null,
      messageId: null,
      inReplyTo: reported ?? parsed.inReplyTo,
      references: parsed.references,
      recipients: recipientsOf(mail, parsed),
    },
    view,
  );
  return found.kind === "none" ? null : { ticket: found.ticket, evidence: found.evidence };
}

function recipientsOf(mail: MailRow, parsed: ParsedMail): readonly string[] {
  return [...mail.recipients, ...[...parsed.to, ...parsed.cc].map((a) => a.address)].slice(0, 200);
}

/** The fault's text, and its cause where the text does not name it already. */
function causeOf({ text, cause }: Fault): string {
  const why = cause instanceof Error ? cause.message : typeof cause === "string" ? cause : "";
  return why === "" || text.includes(why) ? text : `${text}: ${why}`;
}
