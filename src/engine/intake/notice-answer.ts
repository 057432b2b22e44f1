/** Mail that comes to a notification: an agent's answer, a machine's, or somebody's who should not have it. */
import type { MailId, MessageKey } from "../../base/ids.ts";
import type { NewEvent } from "../../domain/events.ts";
import { normalAddress } from "../../domain/mail/address.ts";
import type { HeldReason } from "../../domain/mail/events.ts";
import { type Authentication, provenBy } from "../../domain/mail/trust.ts";
import type { Address, ParsedMail } from "../../domain/mail/types.ts";
import { permissionsOf } from "../../domain/people/index.ts";
import {
  type Evidence,
  goesOnIn,
  isErasedTicket,
  noticeClaimIn,
  sameToken,
  type Ticket,
} from "../../domain/ticket/index.ts";
import type { MailRow, UserRow, View } from "../../record/view.ts";
import { noticeProof } from "../outgoing/notices.ts";
import { bounceEvents } from "./returned.ts";
import { unproven } from "./trust.ts";

/** The notification that a mail belongs to. */
export interface Noticed {
  /** Where its ticket goes on by now. */
  readonly ticket: Ticket;
  readonly user: UserRow;
  /** The very notification, where the mail tells. */
  readonly message: MessageKey | null;
  readonly evidence: Evidence;
  /** It is a notification itself, come back here. */
  readonly itself: boolean;
}

/** Which notification a mail belongs to, by the proof in the addresses or the Message-IDs that it names. */
export function noticed(view: View, mail: MailRow, parsed: ParsedMail): Noticed | null {
  const { bounce, inReplyTo, references, messageId } = parsed;
  const ids = [bounce?.originalMessageId, inReplyTo, ...[...references].reverse()];
  const headers = [...parsed.to, ...parsed.cc].map(({ address }) => address);
  const places = [
    ...mail.recipients.map((place) => ({ place, found: "recipient" as const })),
    ...headers.map((place) => ({ place, found: "recipient" as const })),
    ...[...ids, messageId].map((place) => ({ place, found: "message-id" as const })),
  ].slice(0, MOST_PLACES);
  for (const { place, found } of places) {
    const claim = place ? noticeClaimIn(place) : null;
    const ticket = claim && view.ticket(claim.ticket);
    if (claim === null || !ticket || isErasedTicket(ticket)) continue;
    const name = view
      .notifiedUsers(ticket.number)
      .find((one) => sameToken(noticeProof(ticket, one), claim.proof));
    const user = name === undefined ? null : view.user(name);
    if (!user) continue;
    const message = claim.message === null ? null : view.notificationEnding(ticket.number, claim.message);
    const evidence = { by: "notification", found } as const;
    const itself = place === messageId;
    return { ticket: goesOnIn(ticket, view.ticket), user, message, evidence, itself };
  }
  return null;
}

const MOST_PLACES = 300;

/**
 * What becomes of a mail that belongs to a notification: a machine's is put aside, the agent's own is their answer where
 * that is proven and they may give one, and all else waits for a human. None of it opens a ticket.
 */
export function answerToNotice(
  view: View,
  mail: MailRow,
  parsed: ParsedMail,
  author: Address | null,
  authentication: Authentication | null,
  notice: Noticed,
): readonly NewEvent[] {
  const { ticket, user, message, evidence, itself } = notice;
  const { subject, automatic } = parsed;
  const nobody = mail.sender === "" && mail.source === null;
  if (itself || nobody || automatic === "bounce" || automatic === "auto-reply") {
    const bounced = bounceEvents(view, mail.id, parsed.bounce, message);
    const as = automatic === "bounce" ? "bounce" : "filed";
    const cause = `What a machine sent back to a notification about ticket ${ticket.number} to ${user.fullName}`;
    return [
      ...bounced.map((event) => ({ ticket: null, event })),
      { ticket: null, event: { type: "MailFiled", mail: mail.id, as, cause, from: author, subject } },
    ];
  }
  const doubt = doubtOf(parsed, author, authentication, notice);
  if (author === null || doubt !== null) {
    const { reason, cause } = doubt ?? { reason: "no-sender" as const, cause: "It names no sender" };
    return [heldAnswer(mail.id, reason, cause, author, subject, ticket)];
  }
  const about = ticket.number;
  const event = {
    type: "AgentAnswered",
    mail: mail.id,
    about,
    user: user.name,
    evidence,
    from: author,
    subject,
  } as const;
  return [{ ticket: null, event }];
}

/** Why a person's mail to a notification is not sent on as the agent's answer; null if it is. */
function doubtOf(
  parsed: ParsedMail,
  author: Address | null,
  authentication: Authentication | null,
  { ticket, user }: Noticed,
): { reason: HeldReason; cause: string } | null {
  const to = `the notification about ticket ${ticket.number} to ${user.fullName}`;
  const held = (cause: string) => ({ reason: "possible-follow-up" as const, cause });
  if (author === null) return { reason: "no-sender", cause: `It answers ${to}, but names no sender` };
  if (user.email === null || normalAddress(author.address) !== normalAddress(user.email)) {
    return held(`It answers ${to}, but comes from ${author.address}`);
  }
  if (provenBy(authentication, author).length === 0) {
    const cause = `It answers ${to} and claims to come from them, but ${unproven(authentication)}`;
    return { reason: "unproven-agent", cause };
  }
  if (user.disabled) return held(`It answers ${to}, whose account is switched off`);
  if (!permissionsOf(user.role, null).has("tickets.write")) {
    return held(`It answers ${to}, who may not answer tickets`);
  }
  if (parsed.automatic !== false)
    return held(`It answers ${to}, but looks like mail to many (${parsed.automatic})`);
  if (parsed.reply.trim() === "") return held(`It answers ${to}, but nothing in it is newly written`);
  return null;
}

/** An answer to a notification that waits for a human, with the ticket it may belong to. */
export function heldAnswer(
  mail: MailId,
  reason: HeldReason,
  cause: string,
  from: Address | null,
  subject: string,
  ticket: Ticket | null,
): NewEvent {
  const candidate = ticket?.number ?? null;
  return { ticket: null, event: { type: "MailHeld", mail, reason, cause, candidate, from, subject } };
}
