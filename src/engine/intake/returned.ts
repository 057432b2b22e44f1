import { type MailId, type MessageKey, messageKey } from "../../base/ids.ts";
import type { Bounce, ParsedMail } from "../../domain/mail/types.ts";
import {
  bouncedRecipients,
  claimInBounceAddress,
  claimInMessageId,
  type Evidence,
  goesOnIn,
  match,
  messageInMessageId,
  sameToken,
  type Ticket,
  type TicketEvent,
} from "../../domain/ticket/index.ts";
import type { MailRow, View } from "../../record/view.ts";

/** A mail that came back to one of our answers. */
export interface Returned {
  readonly ticket: Ticket;
  readonly evidence: Evidence;
  /** The answer, where the mail tells which. */
  readonly message: MessageKey | null;
}

/**
 * Which answer a mail is about that some machine sent back to us: by the envelope's sender that the answer went out
 * with (it names ticket, token and message), by the Message-ID that a bounce reports, or by the ticket's token
 * elsewhere in it. Null for every other mail; bounces that follow none of this are of nothing we sent.
 */
export function returned(view: View, mail: MailRow, parsed: ParsedMail): Returned | null {
  const machine = mail.sender === "" || parsed.automatic === "bounce" || parsed.automatic === "auto-reply";
  const sentTo = machine ? byEnvelope(view, mail) : null;
  if (sentTo !== null) {
    const message = sentTo.message ?? reported(view, parsed);
    const ticket = nowIn(view, sentTo.ticket, message);
    return { ticket, message, evidence: { by: "token", found: "recipient" } };
  }
  if (parsed.automatic !== "bounce") return null;
  const found = match(
    {
      from: null,
      messageId: null,
      inReplyTo: parsed.bounce?.originalMessageId ?? parsed.inReplyTo,
      references: parsed.references,
      recipients: [...mail.recipients, ...[...parsed.to, ...parsed.cc].map((a) => a.address)].slice(0, 200),
    },
    view,
  );
  if (found.kind === "none") return null;
  const message = reported(view, parsed);
  return { ticket: nowIn(view, found.ticket, message), message, evidence: found.evidence };
}

/** The deliveries that a bounce says have failed for good; nothing for other mail, delays, and what is known. */
export function bounceEvents(
  view: View,
  mail: MailId,
  bounce: Bounce | null,
  message: MessageKey | null,
): readonly TicketEvent[] {
  if (bounce === null || message === null) return [];
  const rows = view.deliveries(message);
  const results = bouncedRecipients(
    bounce,
    rows.map((row) => row.recipient),
  ).filter(({ recipient }) => rows.some((row) => row.recipient === recipient && row.state !== "bounced"));
  return results.length === 0 ? [] : [{ type: "DeliveryBounced", message, mail, results }];
}

/** By the claim in the address it was sent to: the ticket that the answer was given in. */
function byEnvelope(view: View, mail: MailRow): { ticket: Ticket; message: MessageKey | null } | null {
  for (const recipient of mail.recipients) {
    const claim = claimInBounceAddress(recipient);
    const ticket = claim && view.ticket(claim.ticket);
    if (claim === null || !ticket || !sameToken(ticket.token, claim.token)) continue;
    return {
      ticket,
      message: claim.message === null ? null : view.replyEnding(claim.ticket, claim.message),
    };
  }
  return null;
}

/** The answer whose Message-ID the mail reports, if it is one of ours. */
function reported(view: View, parsed: ParsedMail): MessageKey | null {
  for (const id of [parsed.bounce?.originalMessageId, parsed.inReplyTo, ...parsed.references]) {
    const claim = id ? claimInMessageId(id) : null;
    const key = id ? messageInMessageId(id) : null;
    const ticket = claim && view.ticket(claim.ticket);
    if (claim === null || key === null || !ticket || !sameToken(claim.token, ticket.token)) continue;
    if (view.deliveries(messageKey(key)).length > 0) return messageKey(key);
  }
  return null;
}

/** Where the answer's conversation goes on: it, or its ticket, may have been moved to another one since. */
function nowIn(view: View, ticket: Ticket, message: MessageKey | null): Ticket {
  const event = message === null ? null : view.message(message)?.event;
  const [number] = event?.type === "ReplyWritten" ? view.ticketsByMessageId(event.messageId) : [];
  const holds = number === undefined ? null : view.ticket(number);
  return goesOnIn(holds ?? ticket, view.ticket);
}
