/** Notifications: mails that tell agents of their tickets, and what agents answer to them by mail. */
import type { MailId, MessageKey, Sha256, TicketNumber, UserName } from "../../base/ids.ts";
import { withoutDetail } from "../mail/address.ts";
import type { Address } from "../mail/types.ts";
import type { Evidence } from "./types.ts";

/** What an agent is told of: a ticket that became theirs, or a message in one that is. */
export type NoticeAbout =
  | { readonly kind: "assigned"; readonly by: UserName | null }
  | { readonly kind: "wrote"; readonly message: MessageKey };

/** Recorded beside the tickets, not in them: none of this is part of a conversation or counts as an answer. */
export type NoticeEvent =
  | {
      /** The program owes an agent a notification; the NotificationQueued with the same message settles it. */
      readonly type: "NotificationDue";
      readonly message: MessageKey;
      readonly about: TicketNumber;
      readonly user: UserName;
      readonly to: Address;
      readonly because: NoticeAbout;
    }
  | {
      readonly type: "NotificationQueued";
      readonly message: MessageKey;
      readonly about: TicketNumber;
      readonly user: UserName;
      readonly messageId: string;
      readonly subject: string;
      /** The composed mail, byte for byte as it goes out. */
      readonly raw: Sha256;
      /** Envelope sender. */
      readonly sender: string;
      readonly recipients: readonly string[];
    }
  | {
      /** A mail is an agent's answer to a notification; the ReplyWritten that names this mail settles it. */
      readonly type: "AgentAnswered";
      readonly mail: MailId;
      readonly about: TicketNumber;
      readonly user: UserName;
      readonly evidence: Evidence;
      readonly from: Address;
      readonly subject: string;
    };

/** Notifications within the window: to one person, to one person about one ticket, and all together. */
export const noticeLimits = { window: 24 * 3_600_000, toUser: 200, ofTicket: 30, toAll: 2000 } as const;

/** A person who may be told. */
export interface Notified {
  readonly name: UserName;
  readonly fullName: string;
  readonly email: string | null;
  readonly disabled: boolean;
  readonly notifyAssigned: boolean;
  readonly notifyWrote: boolean;
}

/** Notifications within the window so far: to one person, to them about one ticket, and all together. */
export interface NotificationCounts {
  readonly toUser: number;
  readonly ofTicket: number;
  readonly toAll: number;
}

/**
 * The notification that a person is owed, as an event to record with what it tells of; nothing if none is.
 * @param message the notification's own key
 * @param own addresses of our mailboxes, lower case
 */
export function notificationDue(
  person: Notified,
  about: TicketNumber,
  because: NoticeAbout,
  message: MessageKey,
  own: readonly string[],
  given: NotificationCounts,
): readonly { readonly ticket: null; readonly event: NoticeEvent }[] {
  const to = notify(person, because.kind, own, given);
  if (to === null) return [];
  const event = { type: "NotificationDue", message, about, user: person.name, to, because } as const;
  return [{ ticket: null, event }];
}

/**
 * Where the notification goes that this person is to have, or null if there is to be none: they do not want it, can
 * have none, have had enough of them, or their address is one of ours, where it would come in as a new mail.
 * @param own addresses of our mailboxes, lower case
 * @param given notifications within the window so far
 */
export function notify(
  { fullName, email, disabled, notifyAssigned, notifyWrote }: Notified,
  kind: NoticeAbout["kind"],
  own: readonly string[],
  given: NotificationCounts,
): Address | null {
  const wanted = kind === "assigned" ? notifyAssigned : notifyWrote;
  if (!wanted || disabled || email === null || email === "") return null;
  if (own.includes(withoutDetail(email.toLowerCase()))) return null;
  const { toUser, ofTicket, toAll } = noticeLimits;
  if (given.toUser >= toUser || given.ofTicket >= ofTicket || given.toAll >= toAll) return null;
  return { name: fullName, address: email };
}
