/** All that a decision about a received mail knows: plain values, so that they can be stored, printed and decided again. */
import type { MailId, MessageKey, TicketNumber } from "../../base/ids.ts";
import type { Authentication, Checks } from "../mail/trust.ts";
import type { Address, ParsedMail } from "../mail/types.ts";
import type { Role } from "../people/index.ts";
import type { IntakePolicy } from "../settings/index.ts";
import type { Evidence, NotificationCounts, Notified, Ticket } from "../ticket/index.ts";
import type { RecentTicket } from "./recent-ticket.ts";

export interface Facts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly mail: MailFacts;
  readonly read: Reading;
  /** What was checked of it; null if nothing was. */
  readonly checks: Checks | null;
  readonly policy: IntakePolicy;
  readonly ids: NewIds;
  /** Addresses of our mailboxes with their aliases, lower case; looked for where a notification or auto-reply may be owed. */
  readonly own: readonly string[];
  /** For each Message-ID that the mail refers to, the tickets in which it was seen or referred to. */
  readonly references: readonly ReferenceFacts[];
  /** Tickets in which others refer to the mail's own Message-ID, while no such mail was seen yet. */
  readonly awaiting: readonly TicketNumber[];
  /** Every ticket that evidence in the mail points to, and those that they were merged into. */
  readonly tickets: readonly TicketFacts[];
  /** Our replies that the mail may be about, where it is one that can be: a bounce, or what a machine sent back. */
  readonly replies: readonly ReplyFacts[];
  /** The notification whose proof the mail carries. */
  readonly notification: NotificationFacts | null;
  /** The enabled user with the author's address; looked for where the mail continues a ticket. */
  readonly author: PersonFacts | null;
  /** The assignee of the ticket that the mail continues, if it has one. */
  readonly assignee: AssigneeFacts | null;
  /** What opening a ticket needs; null where the mail continues one, or opens none whatever else is known. */
  readonly opening: OpeningFacts | null;
}

/** A received mail as the queue has it. */
export interface MailFacts {
  readonly id: MailId;
  /** The envelope's sender, "" for none. */
  readonly sender: string;
  /** The envelope's recipients. */
  readonly recipients: readonly string[];
  readonly mailbox: string;
  /** Where it was fetched from; null where it was handed to us. */
  readonly source: string | null;
}

/** What was read of it, or why it could not be read. */
export type Reading =
  | { readonly ok: true; readonly mail: ParsedMail }
  | { readonly ok: false; readonly why: string };

/** A mail as it becomes a message: read, its author known, its sender checked or not. */
export type IncomingMessage = ParsedMail & {
  readonly from: Address;
  readonly authentication: Authentication | null;
};

/** What a decision needs that is random. */
export interface NewIds {
  /** Of the ticket that may be opened. */
  readonly token: string;
  /** Of the auto-reply or the notification. */
  readonly message: MessageKey;
}

export interface ReferenceFacts {
  readonly messageId: string;
  /** The tickets in which it was seen, newest first, then those that refer to it. */
  readonly tickets: readonly TicketNumber[];
}

export type TicketFacts = Pick<
  Ticket,
  | "number"
  | "version"
  | "token"
  | "state"
  | "subject"
  | "requester"
  | "participants"
  | "assignee"
  | "mergedInto"
>;

export interface ReplyFacts {
  readonly key: MessageKey;
  /** The ticket that it was given in. */
  readonly givenIn: TicketNumber;
  /** The ticket that it is in now. */
  readonly nowIn: TicketNumber | null;
  readonly deliveries: readonly DeliveryFacts[];
}

export interface DeliveryFacts {
  readonly recipient: string;
  readonly bounced: boolean;
}

export interface PersonFacts extends Notified {
  readonly role: Role;
}

/** A notification that a mail carries the proof of. */
export interface NotificationFacts {
  /** The address or Message-ID that carries it. */
  readonly place: string;
  readonly evidence: Extract<Evidence, { by: "notification" }>;
  readonly ticket: TicketNumber;
  readonly user: PersonFacts;
  /** The very notification, where the place tells. */
  readonly message: MessageKey | null;
  readonly deliveries: readonly DeliveryFacts[];
}

export interface AssigneeFacts {
  readonly ticket: TicketNumber;
  readonly person: PersonFacts;
  /** Notifications within the window so far. */
  readonly given: NotificationCounts;
}

export interface OpeningFacts {
  /** The number of the next ticket. */
  readonly number: TicketNumber;
  /** Of the mail's mailbox. */
  readonly group: string | null;
  /** Auto-replies within the window so far; null where the mailbox gives none. */
  readonly autoReplies: AutoReplyCounts | null;
  readonly flood: FloodFacts;
}

export interface AutoReplyCounts {
  readonly toAddress: number;
  readonly toAll: number;
}

export interface FloodFacts {
  /** Tickets of the mail's requester that changed within the window, and a few more. */
  readonly recent: readonly RecentTicket[];
  /** Whether the oldest of them about the mail's subject took mails of a flood within the window. */
  readonly joining: boolean;
  /** Whether mails of the requester are held as a flood that came within the window. */
  readonly holding: boolean;
}
