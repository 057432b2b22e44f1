import type { MailId, MessageKey, Sha256, TicketNumber, UserName } from "../../base/ids.ts";
import type { Authentication } from "../mail/trust.ts";
import type { Address, Attachment } from "../mail/types.ts";

export const states = ["new", "open", "hold", "closed"] as const;
export type State = (typeof states)[number];

export const priorities = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof priorities)[number];

/** What is known of a ticket after some prefix of its events. All times are milliseconds since 1970. */
export interface Ticket {
  readonly number: TicketNumber;
  /** Counts the ticket's events; what optimistic concurrency compares. */
  readonly version: number;
  /** Random, per ticket: proves that a mail answers one of ours. */
  readonly token: string;
  /** Address of the mailbox it came in by and is answered from. */
  readonly mailbox: string;
  readonly subject: string;
  readonly state: State;
  readonly priority: Priority;
  readonly category: string | null;
  readonly assignee: UserName | null;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly target: string | null;
  readonly dueAt: number | null;
  readonly requester: Address;
  /** Lower-case addresses that have written in the conversation or were addressed in it. */
  readonly participants: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Start of the newest message's new text, for lists. */
  readonly preview: string;
  /** Messages in the conversation, notes included. */
  readonly messages: number;
  /** The ticket that this one's conversation went into; null unless it was merged. */
  readonly mergedInto: TicketNumber | null;
  /** Answers whose delivery failed for good and that nobody has looked at since. */
  readonly undelivered: number;
}

/** The fields of a ticket that a command may set directly. */
export interface TicketFields {
  readonly subject: string;
  readonly priority: Priority;
  readonly category: string | null;
  readonly assignee: UserName | null;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly target: string | null;
  readonly dueAt: number | null;
}

/** Why a mail was taken as a follow-up: recorded with every match. */
export type Evidence =
  | { readonly by: "token"; readonly found: "message-id" | "recipient" }
  | { readonly by: "reference"; readonly messageId: string }
  | { readonly by: "agent"; readonly user: UserName }
  /** An agent's proven answer to a notification about the ticket. */
  | { readonly by: "notification"; readonly found: "message-id" | "recipient" }
  /** One more of the same from the same sender within minutes. */
  | { readonly by: "flood" };

/**
 * A reply was written: all that its author decided. Composing it, signing it and delivering it follow, once it may
 * leave.
 */
export type ReplyWritten = {
  readonly type: "ReplyWritten";
  readonly message: MessageKey;
  /** Known from here on, so that what answers it is matched. */
  readonly messageId: string;
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  /** What was written, without signature and quoted history. Line ends are LF. */
  readonly text: string;
  /** The same as sanitised HTML; null where it was written as plain text. */
  readonly html: string | null;
  /** Their bytes are blobs of the same commit. */
  readonly attachments: readonly Attachment[];
  /** What the program replied to by itself; false for people. */
  readonly automatic: false | "acknowledgement";
  /** When it may leave, in milliseconds since 1970. */
  readonly leaveAt: number;
  /** Whether the ticket was closed with it. */
  readonly close: boolean;
  /** Whether it stays here if the requester writes, or another reply leaves, before its time. */
  readonly unlessAnswered: boolean;
  /** Names the form that it was written in, so that the same form sent twice is one reply. */
  readonly nonce: string | null;
  /** Where an agent wrote it as a mail: that mail, and why it was taken as theirs. */
  readonly byMail?: { readonly mail: MailId; readonly evidence: Evidence };
  /** Present where it was composed before it was recorded, as earlier releases did. */
  readonly composed?: Composition;
};

/** A reply as a mail, ready to be delivered. */
export type ReplyComposed = Composition & {
  readonly type: "ReplyComposed";
  readonly message: MessageKey;
  readonly messageId: string;
  /** Where what answers it goes. */
  readonly replyTo: Address;
};

export type Composition = {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** Signature and quoted history, as plain text; "" for none. */
  readonly below: string;
  /** The composed mail, byte for byte as it goes out. */
  readonly raw: Sha256;
  /** Envelope sender; "" for automatic mail (RFC 3834 section 3.3). */
  readonly sender: string;
  /** Envelope recipients. */
  readonly recipients: readonly string[];
};

export type WithheldBecause = "requester wrote" | "replied";

export type TicketEvent =
  | {
      readonly type: "TicketOpened";
      readonly number: TicketNumber;
      readonly token: string;
      readonly mailbox: string;
      readonly subject: string;
      readonly requester: Address;
      readonly group: string | null;
      readonly via: "mail" | "web" | "api";
    }
  | {
      readonly type: "MessageReceived";
      readonly message: MessageKey;
      readonly mail: MailId;
      readonly evidence: Evidence | null;
      readonly messageId: string | null;
      readonly inReplyTo: string | null;
      readonly references: readonly string[];
      readonly from: Address;
      readonly replyTo: readonly Address[];
      readonly to: readonly Address[];
      readonly cc: readonly Address[];
      readonly subject: string;
      readonly date: number | null;
      readonly text: string;
      /** null when all of the text is new. */
      readonly reply: string | null;
      readonly hasHtml: boolean;
      readonly attachments: readonly Attachment[];
      readonly automatic: "auto-reply" | "bulk" | "list" | "bounce" | false;
      /** Null when its sender was not checked: it came from this machine, or by a relay that is trusted. */
      readonly authentication: Authentication | null;
    }
  | ReplyWritten
  | ReplyComposed
  | { readonly type: "ReplyTakenBack"; readonly message: MessageKey }
  | {
      /** A reply did not leave at its time, since the conversation had gone on; its text stays. */
      readonly type: "ReplyWithheld";
      readonly message: MessageKey;
      readonly because: WithheldBecause;
    }
  | {
      /** An automatic reply is due; the ReplyWritten with the same message settles it. */
      readonly type: "AnswerDue";
      readonly message: MessageKey;
      readonly kind: "acknowledgement";
      readonly to: Address;
    }
  | { readonly type: "NoteAdded"; readonly message: MessageKey; readonly text: string }
  | {
      readonly type: "StateChanged";
      readonly from: State;
      readonly to: State;
      readonly cause: StateCause;
    }
  | {
      readonly type: "Changed";
      readonly changes: Partial<TicketFields>;
      readonly before: Partial<TicketFields>;
    }
  | {
      readonly type: "DeliveryAttempted";
      readonly message: MessageKey;
      readonly attempt: number;
      /** The server that was spoken to, as host:port. */
      readonly server: string;
      readonly results: readonly DeliveryResult[];
      /** When the deferred recipients are tried again; null when none is left. */
      readonly nextAt: number | null;
    }
  /** A bounce came back for a delivery that the next server had taken. */
  | {
      readonly type: "DeliveryBounced";
      readonly message: MessageKey;
      /** The bounce. */
      readonly mail: MailId;
      readonly results: readonly BounceResult[];
    }
  | {
      /** Messages left this ticket for another one; `merge` when the whole conversation did. */
      readonly type: "MessagesGiven";
      readonly to: TicketNumber;
      readonly messages: readonly MessageKey[];
      readonly merge: boolean;
    }
  | {
      /** Messages came from another ticket, with those who take part in them; `unmerge` when they come back. */
      readonly type: "MessagesTaken";
      readonly from: TicketNumber;
      readonly messages: readonly MessageKey[];
      readonly participants: readonly string[];
      readonly unmerge: boolean;
    }
  | { readonly type: "DeliveryCancelled"; readonly message: MessageKey }
  | { readonly type: "DeliveryRetried"; readonly message: MessageKey };

/** Why a ticket's state changed: someone set it, the requester wrote, it was replied to, or a reply that closed it was taken back. */
export type StateCause =
  | { readonly code: "agent" | "requester-wrote" | "replied" | "reply-taken-back" }
  /** As it was recorded before there were codes. */
  | { readonly code: "text"; readonly text: string };

export interface BounceResult {
  readonly recipient: string;
  /** Enhanced status code (RFC 3463) or null. */
  readonly status: string | null;
  readonly diagnostic: string | null;
}

export interface TlsUsed {
  /** Such as "TLSv1.3". */
  readonly version: string;
  /** Whether the server's certificate proves its name. */
  readonly verified: boolean;
  /** Present where it is proved by the domain's own word in signed DNS (RFC 7672), not by a public authority. */
  readonly by?: "dane";
}

export interface DeliveryResult {
  readonly recipient: string;
  readonly outcome: "delivered" | "deferred" | "failed";
  /** The server's answer, or what went wrong before it could give one. */
  readonly response: string;
  /** Where it was another server than the attempt's. */
  readonly server?: string;
  /** How the line was encrypted, null for not at all; absent where no session came about. */
  readonly tls?: TlsUsed | null;
}
