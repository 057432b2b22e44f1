import { type MailId, messageKey, type TicketNumber } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import { normalAddress } from "../mail/address.ts";
import { isForged } from "../mail/trust.ts";
import type { Address, ParsedMail } from "../mail/types.ts";
import { messageOf } from "../ticket/index.ts";
import { autoReplyTo } from "./auto-reply.ts";
import type { Facts, IncomingMessage, MailFacts, OpeningFacts } from "./facts.ts";

const LONGEST_SUBJECT = 1000;
/** Milliseconds after which nobody expects a confirmation of their mail. */
const OLD = 2 * 24 * 3_600_000;

/** The mail's author: its From, or else the envelope sender (I-1). */
export function authorOf({ sender }: Pick<MailFacts, "sender">, { from }: ParsedMail): Address | null {
  if (from !== null && from.address !== "") return from;
  return sender === "" ? null : { name: from?.name ?? "", address: sender };
}

/** The requester of the ticket that the mail creates: the first of its Reply-To, or its author (I-38). */
export function requesterOf({ from, replyTo }: Pick<IncomingMessage, "from" | "replyTo">): Address {
  const requester = replyTo[0] ?? from;
  return { name: requester.name || from.name, address: requester.address };
}

/** The subject of the ticket that the mail creates (I-37). */
export const subjectOf = ({ subject }: Pick<ParsedMail, "subject">): string =>
  subject.trim() === "" ? "(no subject)" : subject.slice(0, LONGEST_SUBJECT);

/** Whether a fetched mail is so old that an auto-reply would be odd (I-31, I-36, I-41). */
export function isOld(
  { source }: Pick<MailFacts, "source">,
  { date }: Pick<ParsedMail, "date">,
  now: number,
): boolean {
  if (source === null) return false;
  return source.startsWith("import:") || (date !== null && now - date > OLD);
}

/** The mail creates a ticket of its own (I-37). */
export function opening(
  mail: { readonly id: MailId; readonly mailbox: string },
  message: IncomingMessage,
  token: string,
  { number, group }: { readonly number: TicketNumber; readonly group: string | null },
): readonly NewEvent[] {
  return [
    {
      ticket: number,
      event: {
        type: "TicketOpened",
        number,
        token,
        mailbox: mail.mailbox,
        subject: subjectOf(message),
        requester: requesterOf(message),
        group,
        via: "mail",
      },
    },
    { ticket: number, event: messageOf(message, mail.id, messageKey(mail.id), null) },
  ];
}

/**
 * The auto-reply due for a ticket that this mail created, if its mailbox sends any (I-39 to I-41). None if the mail
 * fails its domain's checks: it would go to someone who never wrote.
 */
export function autoReplyDue(
  { mail, own, ids, now }: Facts,
  message: IncomingMessage,
  { autoReplies, number }: OpeningFacts,
): readonly NewEvent[] {
  if (autoReplies === null || isForged(message.authentication) || isOld(mail, message, now)) return [];
  const to = autoReplyTo(message, { from: mail.sender }, message.from, own, autoReplies);
  if (to === null) return [];
  return [
    { ticket: number, event: { type: "AnswerDue", message: ids.message, kind: "acknowledgement", to } },
  ];
}

/** The addresses of mailboxes with their aliases, in the form for comparison. */
export const addressesOf = (
  mailboxes: readonly { readonly address: string; readonly aliases: readonly string[] }[],
): readonly string[] => mailboxes.flatMap(({ address, aliases }) => [address, ...aliases].map(normalAddress));
