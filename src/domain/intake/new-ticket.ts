import { type MailId, messageKey, type TicketNumber } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import { ownAddresses, type ParsedMail } from "../mail/index.ts";
import { beginsIn, messageOf } from "../ticket/index.ts";
import { requesterOf } from "./author.ts";
import { autoReplyTarget, withinAutoReplyLimits } from "./auto-reply.ts";
import type { Facts, IncomingMessage, MailFacts, OpeningFacts, TicketFacts } from "./facts.ts";

const LONGEST_SUBJECT = 1000;
/** Milliseconds after which nobody expects a confirmation of their mail. */
const OLD = 2 * 24 * 3_600_000;

/** The subject of the ticket that the mail creates (I-37); "" if it has none. */
const subjectOf = ({ subject }: Pick<ParsedMail, "subject">): string =>
  subject.trim() === "" ? "" : subject.slice(0, LONGEST_SUBJECT);

/** Whether a fetched mail is so old that an auto-reply would be odd (I-31, I-36, I-41). */
export function isOld(
  { source }: Pick<MailFacts, "source">,
  { date }: Pick<ParsedMail, "date">,
  now: number,
): boolean {
  if (source === null) return false;
  return source.startsWith("import:") || (date !== null && now - date > OLD);
}

/** A conversation that a mail belongs to in another mailbox. */
export interface Conversation extends Pick<TicketFacts, "requester"> {
  /** Whether the mail's author does not take part in it. */
  readonly newcomer: boolean;
}

/** The ticket to create. */
export interface Opens extends Pick<Facts, "lifecycle"> {
  readonly number: TicketNumber;
  readonly group: string | null;
  /** The ticket that the mail comes too late for (I-120). */
  readonly continues?: TicketNumber | undefined;
}

/**
 * The mail creates a ticket of its own (I-37).
 * @param own addresses of our mailboxes, lower case
 * @param mayBelongTo the ticket that it may belong to (I-92)
 * @param conversation that of another mailbox, if the mail belongs to it (I-79)
 */
export function opening(
  mail: { readonly id: MailId; readonly mailbox: string },
  message: IncomingMessage,
  token: string,
  { number, group, lifecycle, continues }: Opens,
  own: readonly string[],
  mayBelongTo: TicketNumber | null = null,
  conversation: Conversation | null = null,
): readonly NewEvent[] {
  const known = conversation !== null && isUsable(conversation.requester.address, own);
  const requester = known ? conversation.requester : requesterOf(message, own);
  return [
    {
      ticket: number,
      event: {
        type: "TicketOpened",
        number,
        token,
        mailbox: mail.mailbox,
        subject: subjectOf(message),
        requester,
        group,
        via: "mail",
        ...(mayBelongTo === null ? {} : { mayBelongTo }),
        ...(continues === undefined ? {} : { continues }),
        ...beginsIn(lifecycle),
      },
    },
    {
      ticket: number,
      event: messageOf(message, mail.id, messageKey(mail.id), null, known && conversation.newcomer),
    },
  ];
}

const isUsable = (address: string, own: readonly string[]): boolean =>
  address !== "" && !ownAddresses(own)(address);

/**
 * The auto-reply due for a ticket that this mail created, if its mailbox sends any (I-39 to I-41). None if the mail
 * fails its domain's checks: it would go to someone who never wrote.
 */
export function autoReplyDue(
  { mail, own, ids, now }: Facts,
  message: IncomingMessage,
  { autoReplies, number }: OpeningFacts,
): readonly NewEvent[] {
  if (autoReplies === null || isOld(mail, message, now) || !withinAutoReplyLimits(autoReplies)) return [];
  const target = autoReplyTarget(message, mail, own);
  if (target === null) return [];
  const { to, because } = target;
  const due = { type: "AutoReplyDue", message: ids.message, kind: "acknowledgement", to, because } as const;
  return [{ ticket: number, event: due }];
}
