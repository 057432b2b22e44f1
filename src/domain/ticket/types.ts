import type { StoredFault } from "../../base/fault.ts";
import type { MailId, MessageKey, Sha256, TicketNumber, UserName } from "../../base/ids.ts";
import type { State } from "../lifecycle/index.ts";
import type { Address, Attachment, Authentication, Automatic, Fingerprint } from "../mail/index.ts";
import type { ClockTold, TimeReached } from "./clock-told.ts";
import type { Priority, RulesRan, TicketRulesRan } from "./rules-ran.ts";

export type { State } from "../lifecycle/index.ts";

export { type Priority, priorities } from "./rules-ran.ts";

export const judgements = ["genuine", "forged"] as const;
/** What an agent says about a received message. */
export type Judgement = (typeof judgements)[number];

/** A ticket's state after some of its events. All times are milliseconds since 1970. */
export interface Ticket {
  readonly number: TicketNumber;
  /** Counts the ticket's events; compared for optimistic concurrency. */
  readonly version: number;
  /** Random, per ticket: proves that a mail replies to one of ours. */
  readonly token: string;
  /** Address of the mailbox that received it and sends its replies. */
  readonly mailbox: string;
  readonly subject: string;
  readonly state: State;
  /** When it came into its state. */
  readonly stateSince: number;
  /** Until when it is held there: it goes on by itself then (L-24); null for no such time. */
  readonly heldUntil: number | null;
  readonly priority: Priority;
  readonly category: string | null;
  readonly assignee: UserName | null;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly target: string | null;
  readonly dueAt: number | null;
  readonly requester: Address;
  /** Authors and recipients in the conversation, addresses in lower case, names as last seen ("" if none was). */
  readonly participants: readonly Address[];
  /**
   * People who wrote here without taking part, and whom they addressed: they are known, but receive nothing until an agent
   * makes them participants. Addresses as in `participants`, and never among those.
   */
  readonly newcomers: readonly Address[];
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Start of the newest message's new text, for lists. */
  readonly preview: string;
  /** Messages in the conversation, notes included. */
  readonly messages: number;
  /** The ticket that this one was merged into; null unless it was merged. */
  readonly mergedInto: TicketNumber | null;
  /** Tickets in other mailboxes that have some of its mail, too. */
  readonly linked: readonly TicketNumber[];
  /** The ticket that its first mail may belong to, by a Message-ID that it refers to. */
  readonly mayBelongTo: TicketNumber | null;
  /** The ticket that its first mail was written for, too late to be added there (L-21). */
  readonly continues: TicketNumber | null;
  /** Whether someone dismissed the suggestion to merge it there. */
  readonly mergeDismissed: boolean;
  /** Replies whose delivery failed permanently and that nobody has looked at since. */
  readonly undelivered: number;
  /** When the requester's side wrote last, in milliseconds since 1970; null if it has not. */
  readonly heardAt: number | null;
  /** The desk's replies since then; of many, the newest. */
  readonly answers: readonly { readonly message: MessageKey; readonly at: number }[];
  /** Whose turn it is: of those who wrote last, the others. */
  readonly waitingFor: WaitingFor;
}

export const waitingFor = ["desk", "requester"] as const;
export type WaitingFor = (typeof waitingFor)[number];

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

/** Why a mail was matched to a ticket: recorded with every match. */
export type Evidence =
  | { readonly by: "token"; readonly found: "message-id" | "recipient" }
  | { readonly by: "reference"; readonly messageId: string }
  | { readonly by: "agent"; readonly user: UserName }
  /** An agent's verified reply to a notification about the ticket. */
  | { readonly by: "notification"; readonly found: "message-id" | "recipient" }
  /** Identical mail from the same sender within minutes. */
  | { readonly by: "flood" };

/**
 * A reply was written: everything its author decided. It is composed, signed and delivered afterwards, once it may
 * leave.
 */
export type ReplyWritten = {
  readonly type: "ReplyWritten";
  readonly message: MessageKey;
  /** Fixed from here on, so that mail that refers to it is matched. */
  readonly messageId: string;
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  /** The new text, without signature and quoted history. Line ends are LF. */
  readonly text: string;
  /** The same as sanitised HTML; null if it was written as plain text. */
  readonly html: string | null;
  /** Their bytes are blobs in the same commit. */
  readonly attachments: readonly Attachment[];
  /** The reason if the program wrote it automatically; false for people. */
  readonly automatic: false | "acknowledgement" | "rule" | "forward";
  /** Present if a rule replies to that message, or forwards it. */
  readonly answers?: MessageKey;
  /** When it may leave, in milliseconds since 1970. */
  readonly leaveAt: number;
  /** Whether the ticket was closed with it. */
  readonly close: boolean;
  /** Until when the ticket is held with it, in milliseconds since 1970; absent if it is not. */
  readonly holdUntil?: number;
  /** Whether it is withheld if the requester writes, or another reply leaves, before its time. */
  readonly unlessAnswered: boolean;
  /** Identifies the form that it was written in, so that the same form sent twice is one reply. */
  readonly nonce: string | null;
  /** If an agent wrote it as a mail: that mail, and why it was accepted as theirs. */
  readonly byMail?: { readonly mail: MailId; readonly evidence: Evidence };
  /** Present if it was composed before it was recorded, as in earlier releases. */
  readonly composed?: Composition;
};

/** A reply as a mail, ready to be delivered. */
export type ReplyComposed = Composition & {
  readonly type: "ReplyComposed";
  readonly message: MessageKey;
  readonly messageId: string;
  /** Where replies to it are sent. */
  readonly replyTo: Address;
};

export type Composition = {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** Signature and quoted history, as plain text; "" for none. */
  readonly below: string;
  /** The composed mail, byte for byte as it is sent. */
  readonly raw: Sha256;
  /** Envelope sender; "" for automatic mail (RFC 3834 section 3.3). */
  readonly sender: string;
  /** Envelope recipients. */
  readonly recipients: readonly string[];
};

/**
 * Why an auto-reply goes where it goes: its recipient's address was verified; the mail came from that address; or
 * nothing more is known than the envelope sender.
 */
export type AutoReplyBecause =
  | { readonly kind: "proven"; readonly by: readonly ("DKIM" | "SPF" | "DMARC")[] }
  | { readonly kind: "wrote" }
  | { readonly kind: "envelope" };

export type WithheldBecause = "requester-wrote" | "replied";

/** A received mail became an entry of a conversation. */
export type MessageReceived = {
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
  /** null if all of the text is new. */
  readonly reply: string | null;
  readonly hasHtml: boolean;
  /** Present if the HTML is more than plain paragraphs; absent in older events. */
  readonly formatted?: true;
  readonly attachments: readonly Attachment[];
  readonly automatic: Automatic;
  /** Whether an automatic reply is allowed (RFC 3834); absent in earlier releases: if `automatic` is false. */
  readonly mayAutoReply?: boolean;
  /** Null if its sender was not checked: it came from this machine, or through a trusted relay. */
  readonly authentication: Authentication | null;
  /** Absent in earlier releases. */
  readonly fingerprint?: Fingerprint;
  /** Present if one of us sent it, with another mail program: it is an outgoing message. */
  readonly sent?: true;
  /** Present if one of us sent it, and its answer was in the ticket before: it is not the last word. */
  readonly answered?: true;
  /** Present if its author does not take part in the conversation: nobody becomes a participant by it. */
  readonly newcomer?: true;
  /** Present if its author is only named by a list of others, so that anyone may have written it. */
  readonly named?: true;
  /** The entry that showed it before, as a reply from a linked ticket: this one takes its place. */
  readonly insteadOf?: MessageKey;
  /** Groups and lists of our own domains that passed it on, in lower case: none of them becomes a participant. */
  readonly groups?: readonly string[];
};

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
      /** Present if its mail refers to a message of that ticket, and nothing else connects its author with it. */
      readonly mayBelongTo?: TicketNumber;
      /** Present if its mail was written for that ticket, too late to be added there. */
      readonly continues?: TicketNumber;
      /** Absent in earlier releases, and for a ticket that is new: in that state. */
      readonly state?: State;
    }
  | MessageReceived
  | ReplyWritten
  | ReplyComposed
  | { readonly type: "ReplyTakenBack"; readonly message: MessageKey }
  | {
      /** A reply was not sent when its time came, since the conversation had continued; its text stays. */
      readonly type: "ReplyWithheld";
      readonly message: MessageKey;
      readonly because: WithheldBecause;
    }
  | {
      /** An auto-reply is due; settled by the ReplyWritten with the same message. */
      readonly type: "AutoReplyDue";
      readonly message: MessageKey;
      readonly kind: "acknowledgement";
      readonly to: Address;
      readonly because: AutoReplyBecause;
    }
  | { readonly type: "NoteAdded"; readonly message: MessageKey; readonly text: string }
  | {
      readonly type: "StateChanged";
      readonly from: State;
      /** The same as `from` if only the time until which it is held changed. */
      readonly to: State;
      readonly cause: StateCause;
      /** Until when it is held, in milliseconds since 1970; absent for no such time. */
      readonly until?: number;
      /** Until when it was held before; absent for no such time. */
      readonly was?: number;
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
      /** The server, as host:port; null if none was tried, or each of several is in its results. */
      readonly server: string | null;
      readonly results: readonly DeliveryResult[];
      /** When the deferred recipients are tried again; null if there are none. */
      readonly nextAt: number | null;
    }
  /** A delivery that the next server had accepted bounced. */
  | {
      readonly type: "DeliveryBounced";
      readonly message: MessageKey;
      /** The bounce. */
      readonly mail: MailId;
      readonly results: readonly BounceResult[];
    }
  | {
      /** Messages left this ticket for another one; `merge` if the whole conversation did. */
      readonly type: "MessagesGiven";
      readonly to: TicketNumber;
      readonly messages: readonly MessageKey[];
      readonly merge: boolean;
      /** The state before a merge, which closes the ticket; absent in older events. */
      readonly was?: State;
      /** The state after it; absent in earlier releases, and if it is "closed". */
      readonly state?: State;
      readonly leaving?: Leaving;
    }
  | {
      /** Messages came from another ticket, with their participants; `unmerge` if they come back. */
      readonly type: "MessagesTaken";
      readonly from: TicketNumber;
      readonly messages: readonly MessageKey[];
      readonly participants: readonly string[];
      /** People who came with them and do not take part; absent for none. */
      readonly newcomers?: readonly string[];
      readonly unmerge: boolean;
      /** The state to which undoing a merge returns; absent in older events: open. */
      readonly state?: State;
      /** Whether the other ticket was merged into this one; absent in older events. */
      readonly merge?: true;
      /** Whether the other ticket waited for the desk when it was merged into this one; absent in older events. */
      readonly asks?: true;
      readonly leaving?: Leaving;
    }
  | {
      /** The same mail is in this ticket and in one of another mailbox; that one has the same event. */
      readonly type: "TicketLinked";
      readonly to: TicketNumber;
      /** The mail as it arrived for the mailbox for which it was decided last. */
      readonly mail: MailId;
    }
  | {
      /** Someone replied in a linked ticket; the reply itself is there. */
      readonly type: "RepliedElsewhere";
      /** The entry's own key; begins like that of the reply. */
      readonly message: MessageKey;
      readonly ticket: TicketNumber;
      readonly mailbox: string;
      readonly reply: MessageKey;
    }
  /** An agent made someone a participant: replies to all go to them from now on. */
  | { readonly type: "ParticipantAdded"; readonly participant: Address }
  | { readonly type: "ParticipantRemoved"; readonly address: string }
  /** An agent said of a received message that it is genuine or forged. */
  | { readonly type: "MessageJudged"; readonly message: MessageKey; readonly verdict: Judgement }
  /** Someone decided that a ticket does not belong to the one that its first mail refers to. */
  | { readonly type: "MergeDismissed"; readonly to: TicketNumber }
  | { readonly type: "DeliveryCancelled"; readonly message: MessageKey }
  | { readonly type: "DeliveryRetried"; readonly message: MessageKey }
  | ClockTold
  | TimeReached
  | RulesRan
  | TicketRulesRan;

/** People for whom nothing in a ticket accounts any more, in lower case. Absent for none, and in older events. */
export interface Leaving {
  /** They are not known there any more. */
  readonly gone: readonly string[];
  /** They are known, but do not take part any more. */
  readonly newcomers: readonly string[];
}

/**
 * Why a ticket's state changed: someone set it, the requester or a newcomer wrote, it was replied to, a reply that closed it was
 * taken back, its time in the state before was over, or rules set it.
 */
export type StateCause =
  | {
      readonly code:
        | "agent"
        | "requester-wrote"
        | "newcomer-wrote"
        | "replied"
        | "reply-taken-back"
        | "time"
        | "rules";
    }
  /** As recorded before there were codes. */
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
  /** Present if it is verified by the domain's own records in signed DNS (RFC 7672), not by a public CA. */
  readonly by?: "dane";
}

export interface DeliveryResult {
  readonly recipient: string;
  readonly outcome: "delivered" | "deferred" | "failed";
  /** The server's response; "" if there was none. */
  readonly response: string;
  /** Why there was none. */
  readonly fault?: StoredFault;
  /** Present if no server was tried, since this had been the result of another mail shortly before. */
  readonly rested?: true;
  /** If it was a different server than the attempt's. */
  readonly server?: string;
  /** How the connection was encrypted, null if not; absent if there was no session. */
  readonly tls?: TlsUsed | null;
}
