/** Notifications: mails that notify agents about their tickets, and the agents' replies by mail. */
import type { MailId, MessageKey, Sha256, TicketNumber, UserName } from "../../base/ids.ts";
import { type Address, type Fingerprint, withoutDetail } from "../mail/index.ts";
import { may, type Person, userCaller } from "../policy/index.ts";
import type { Evidence, Ticket } from "./types.ts";

/** What an agent is notified of: a ticket assigned to them, a message in one of theirs, or what a rule says. */
export type NotificationAbout =
  | { readonly kind: "assigned"; readonly by: UserName | null }
  | { readonly kind: "wrote"; readonly message: MessageKey }
  /** A rule says so; of a mail, or of something else that happened to the ticket. */
  | { readonly kind: "rule"; readonly rule: string; readonly message?: MessageKey };

/** Recorded outside the tickets: none of this is part of a conversation or counts as a reply. */
export type NotificationEvent =
  | {
      /** A notification to an agent is due; settled by the NotificationQueued with the same message. */
      readonly type: "NotificationDue";
      readonly message: MessageKey;
      readonly about: TicketNumber;
      readonly user: UserName;
      readonly to: Address;
      readonly because: NotificationAbout;
    }
  | {
      readonly type: "NotificationQueued";
      readonly message: MessageKey;
      readonly about: TicketNumber;
      readonly user: UserName;
      readonly messageId: string;
      readonly subject: string;
      /** The composed mail, byte for byte as it is sent. */
      readonly raw: Sha256;
      /** Envelope sender. */
      readonly sender: string;
      readonly recipients: readonly string[];
    }
  | {
      /** A mail is an agent's reply to a notification; settled by the ReplyWritten that names this mail. */
      readonly type: "AgentReplied";
      readonly mail: MailId;
      readonly about: TicketNumber;
      readonly user: UserName;
      readonly evidence: Evidence;
      readonly from: Address;
      readonly subject: string;
      /** Absent in earlier releases. */
      readonly fingerprint?: Fingerprint;
    };

/** The most notifications within the window: to one person, to one person about one ticket, and in total. */
export const notificationLimits = { window: 24 * 3_600_000, toUser: 200, ofTicket: 30, toAll: 2000 } as const;

/** A person who may be notified. */
export interface Notified {
  readonly name: UserName;
  readonly fullName: string;
  readonly email: string | null;
  readonly disabled: boolean;
  readonly notifyAssigned: boolean;
  readonly notifyWrote: boolean;
}

/** Notifications within the window so far: to one person, to them about one ticket, and in total. */
export interface NotificationCounts {
  readonly toUser: number;
  readonly ofTicket: number;
  readonly toAll: number;
}

/**
 * The notification due to a person, as an event to record together with what it is about; empty if none is due, or the
 * ticket is outside their scope (P-14).
 * @param message the notification's own key
 * @param own addresses of our mailboxes, lower case
 */
export function notificationDue(
  person: Notified & Person,
  { number: about, mailbox }: Pick<Ticket, "number" | "mailbox">,
  because: NotificationAbout,
  message: MessageKey,
  own: readonly string[],
  given: NotificationCounts,
): readonly { readonly ticket: null; readonly event: NotificationEvent }[] {
  // Nobody is told what they did themselves.
  if (because.kind === "assigned" && because.by === person.name) return [];
  const to = notify(person, because.kind, own, given);
  if (to === null || !may(userCaller(person), "tickets.read", { mailbox }).ok) return [];
  const event = { type: "NotificationDue", message, about, user: person.name, to, because } as const;
  return [{ ticket: null, event }];
}

/**
 * The address for a notification to this person, or null if there is to be none: they do not want it, have no
 * address, have reached the limit, or their address is one of our mailboxes, where it would arrive as a new mail.
 * @param own addresses of our mailboxes, lower case
 * @param given notifications within the window so far
 */
export function notify(
  { fullName, email, disabled, notifyAssigned, notifyWrote }: Notified,
  kind: NotificationAbout["kind"],
  own: readonly string[],
  given: NotificationCounts,
): Address | null {
  const wanted = kind === "rule" || (kind === "assigned" ? notifyAssigned : notifyWrote);
  if (!wanted || disabled || email === null || email === "") return null;
  if (own.includes(withoutDetail(email.toLowerCase()))) return null;
  const { toUser, ofTicket, toAll } = notificationLimits;
  if (given.toUser >= toUser || given.ofTicket >= ofTicket || given.toAll >= toAll) return null;
  return { name: fullName, address: email };
}
