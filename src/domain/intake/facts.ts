/** Everything that a decision about a received mail is based on: plain values, which can be stored, printed and replayed. */
import type { StoredFault } from "../../base/fault.ts";
import type { MailId, MessageKey, TicketNumber } from "../../base/ids.ts";
import type { Lifecycle } from "../lifecycle/index.ts";
import type {
  Address,
  Attachment,
  Authentication,
  Checks,
  Fingerprint,
  ParsedMail,
  PlusTestClaim,
} from "../mail/index.ts";
import type { Person } from "../policy/index.ts";
import type { TextAnswers } from "../ruleset/index.ts";
import type { IntakePolicy } from "../settings/index.ts";
import type { Chosen, Evidence, NotificationCounts, Notified, Ticket } from "../ticket/index.ts";
import type { RecentTicket } from "./recent-ticket.ts";

export interface Facts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly mail: MailFacts;
  readonly read: Reading;
  /** Its checks; null if none were made. */
  readonly checks: Checks | null;
  readonly policy: IntakePolicy;
  readonly ids: NewIds;
  /** Addresses of our mailboxes with their aliases, lower case. */
  readonly own: readonly string[];
  /** Set if we sent this mail: it has come back. */
  readonly ownMail: OwnMailFacts | null;
  /** Set if it is a test mail to an address with a "+", or about one. */
  readonly plusTest: PlusTestFacts | null;
  /** What the mail is compared by; null if it could not be read. */
  readonly fingerprint: Fingerprint | null;
  /** Other mails with the same fingerprint: the same mail by another route, for another mailbox, or once more. */
  readonly copies: readonly CopyFacts[];
  /** Mails that claim to be the same one, by author, Message-ID and Date, but say something else. */
  readonly claims: readonly CopyFacts[];
  /** All of these in short, as compared when the decision is recorded. */
  readonly copiesAre: string;
  /** For each Message-ID that the mail refers to, the tickets in which it has been seen or referred to. */
  readonly references: readonly ReferenceFacts[];
  /** Tickets in which others refer to the mail's own Message-ID, before such a mail was seen. */
  readonly awaiting: readonly TicketNumber[];
  /** Every ticket that evidence in the mail leads to, those of its copies, those linked to these, and where they were merged. */
  readonly tickets: readonly TicketFacts[];
  /** What one of us sent to its author and was filed, since no ticket was known: it answers that, or that answers it. */
  readonly filedSent: readonly FiledSentFacts[];
  /** Our replies that the mail may be about, if it is a bounce or an automatic mail. */
  readonly replies: readonly ReplyFacts[];
  /** The notification whose proof the mail carries. */
  readonly notification: NotificationFacts | null;
  /** The enabled user with the author's address; gathered if the mail belongs to a ticket, in whichever mailbox. */
  readonly author: PersonFacts | null;
  /** The assignee of the ticket that the mail belongs to, if any. */
  readonly assignee: AssigneeFacts | null;
  /** The facts for creating a ticket; null if the mail belongs to one, or creates none in any case. */
  readonly opening: OpeningFacts | null;
  readonly ruleset: RulesetFacts;
  readonly lifecycle: Lifecycle;
  /** Whether its author is an enabled user, and verified (I-27). */
  readonly byAgent: boolean;
}

/** The ruleset that mail follows, and what its rules need to know. */
export interface RulesetFacts {
  readonly version: number;
  /** With those that it includes (a bundle). */
  readonly text: string;
  /** Their versions; absent for none. */
  readonly includes?: readonly number[];
  /** Of the groups that rules assign this mail to, those that there are. */
  readonly groups: readonly string[];
  /** The people that rules assign it to. */
  readonly people: readonly RuledPerson[];
  /** For the reply that rules send; absent if they send none. */
  readonly reply?: RuleReplyFacts;
  /** For the mails that rules forward; absent if they forward none. */
  readonly forward?: RuleForwardFacts;
  /** Whom rules choose from groups; absent for nobody. */
  readonly chosen?: readonly Chosen[];
  /** Whom rules notify; absent for nobody. */
  readonly told?: readonly ToldFacts[];
  /** What is known of the mail's texts; absent if nothing is. */
  readonly answers?: RuleAnswers;
}

/** What the reply that rules send to a mail is made of. */
export interface RuleReplyFacts {
  /** Of its template; null if there is none of that name. */
  readonly text: string | null;
  /** The mailbox of the ticket; null if it is gone. */
  readonly from: Address | null;
  readonly hostname: string;
  /** Auto-replies so far, to its recipient and to all. */
  readonly given: AutoReplyCounts;
}

/** What a mail that rules forward is made of. */
export interface RuleForwardFacts {
  /** In the mailbox's language. */
  readonly text: string;
  /** The mail as it came. */
  readonly mail: Omit<Attachment, "name">;
  /** The mailbox of the ticket; null if it is gone. */
  readonly from: Address | null;
  readonly hostname: string;
  /** For each address, what the program has sent there and to all by itself so far. */
  readonly given: readonly { readonly to: string; readonly counts: AutoReplyCounts }[];
}

/** Whom one action notifies. */
export interface ToldFacts {
  readonly wanted:
    | { readonly who: "person" | "group"; readonly name: string }
    | { readonly who: "assignee"; readonly name: null };
  /** Whether there is such an enabled person or group, or an assignee. */
  readonly exists: boolean;
  readonly people: readonly { readonly person: PersonFacts; readonly given: NotificationCounts }[];
}

/** The tests of a mail's texts, made before the decision. */
export interface RuleAnswers {
  /** The versions of the ruleset and of those that it includes, and the author whom it was made with. */
  readonly versions: readonly number[];
  readonly sender: string | null;
  readonly senderName: string | null;
  /** Null if it took too long: then no rules run (I-114). */
  readonly answers: TextAnswers | null;
}

export interface RuledPerson {
  /** As the ruleset names them. */
  readonly wanted: string;
  /** Null if there is nobody of that name. */
  readonly person: PersonFacts | null;
  /** Notifications within the window so far. */
  readonly given: NotificationCounts;
}

/** A received mail as it is in the queue. */
export interface MailFacts {
  readonly id: MailId;
  /** The envelope sender, "" for none. */
  readonly sender: string;
  /** The envelope recipients. */
  readonly recipients: readonly string[];
  readonly mailbox: string;
  /** Bytes. */
  readonly size: number;
  /** Where it was fetched from; null if it was sent to us. */
  readonly source: string | null;
  /** Our mailboxes that it is for, by its envelope, To and Cc. */
  readonly addressed: readonly string[];
  /** Set if it was filed as sent by one of us, and waits again since mail of its conversation has arrived (I-103, I-104). */
  readonly again?: true;
}

/** A mail that one of us sent, and that was filed. */
export interface FiledSentFacts {
  readonly mail: MailId;
  /** Whether the mail refers to it, or it replies to the mail. */
  readonly is: "referred" | "reply";
  /** Whether it waits for intake again by now. */
  readonly waits: boolean;
}

/** How a mail is known to be one of ours (I-52). */
export interface OwnMailFacts {
  /** The ticket that it is about; null for a mail about none. */
  readonly ticket: TicketNumber | null;
  /** The entries by which linked tickets show it (I-82), and where they are now; absent for none. */
  readonly shown?: readonly { readonly ticket: TicketNumber; readonly entry: MessageKey }[];
}

/** A test of a mailbox that a mail belongs to, and how (I-61). */
export interface PlusTestFacts extends PlusTestClaim {
  readonly mailbox: string;
}

/** A mail that is the same as the one decided about: the same author, identity and content. */
export interface CopyFacts {
  readonly mail: MailId;
  readonly mailbox: string;
  /** A message of a ticket, an agent's reply to a notification, held, archived by a person, or filed. */
  readonly is: "message" | "agent-reply" | "held" | "put-aside" | "filed";
  /** The ticket that it is in now, or is about. */
  readonly ticket: TicketNumber | null;
  /** Whether it created its ticket. */
  readonly opened: boolean;
  /** Lower-case addresses in its Reply-To, To and Cc; none unless it is a message. */
  readonly named: readonly string[];
  /** Its author's address; "" if it has none. */
  readonly author: string;
  /** Whether one of the two came through a list that added a tag or a footer. */
  readonly throughList: boolean;
  /** Whether all of its bytes are the same. */
  readonly sameBytes: boolean;
  /** Whether it is held since its text, as an agent's reply, could not be sent. */
  readonly unsent: boolean;
  /** Whether its mailbox sends auto-replies. */
  readonly autoReplies: boolean;
}

/** The parsed mail, or why it could not be read. */
export type Reading =
  | { readonly ok: true; readonly mail: ParsedMail }
  | { readonly ok: false; readonly fault: StoredFault };

/** A mail as it becomes a message: parsed, its author known, its sender checked or not. */
export type IncomingMessage = ParsedMail & {
  readonly from: Address;
  readonly authentication: Authentication | null;
  /** Whether one of us sent it, with another mail program (I-53). */
  readonly sent?: boolean;
  /** Whether its answer is in the ticket already. */
  readonly answered?: boolean;
  /** Whether its author is only named by a list of others (I-102). */
  readonly named?: boolean;
  /** From `groupsOf`. */
  readonly groups?: readonly string[];
  /** The entry that it takes the place of (I-84). */
  readonly insteadOf?: MessageKey;
};

/** The random values that a decision needs. */
export interface NewIds {
  /** For the ticket that may be created. */
  readonly token: string;
  /** For the auto-reply or the notification. */
  readonly message: MessageKey;
  /** For the notification of the person that rules assign the ticket to. */
  readonly assigned: MessageKey;
  /** For the reply that rules send. */
  readonly reply: MessageKey;
  /** For the first of the notifications that rules send; those of the others are made from it. */
  readonly told: MessageKey;
  /** The same for the mails that rules forward. */
  readonly forward: MessageKey;
}

export interface ReferenceFacts {
  readonly messageId: string;
  /** The tickets in which it was seen, newest first, then those that refer to it. */
  readonly tickets: readonly TicketNumber[];
}

export interface TicketFacts
  extends Pick<
    Ticket,
    | "number"
    | "version"
    | "token"
    | "mailbox"
    | "state"
    | "stateSince"
    | "subject"
    | "requester"
    | "assignee"
    | "category"
    | "priority"
    | "group"
    | "tags"
    | "target"
    | "mergedInto"
    | "linked"
    | "mayBelongTo"
    | "mergeDismissed"
  > {
  /** Lower-case addresses of authors and recipients in the conversation, without our own (I-58). */
  readonly participants: readonly string[];
  /** Lower-case addresses of people who are known there without taking part (I-91). */
  readonly newcomers: readonly string[];
  /** Whom the mails addressed that are held for it, lower case (I-97). */
  readonly heldFor: readonly HeldForFacts[];
}

export interface HeldForFacts {
  readonly mail: MailId;
  readonly addressed: readonly string[];
}

export interface ReplyFacts {
  readonly key: MessageKey;
  /** The ticket in which it was written. */
  readonly givenIn: TicketNumber;
  /** The ticket that it is in now. */
  readonly nowIn: TicketNumber | null;
  readonly deliveries: readonly DeliveryFacts[];
}

export interface DeliveryFacts {
  readonly recipient: string;
  readonly bounced: boolean;
}

export interface PersonFacts extends Notified, Person {}

/** A notification that a mail carries the proof of. */
export interface NotificationFacts {
  /** The address or Message-ID that carries it. */
  readonly place: string;
  readonly evidence: Extract<Evidence, { by: "notification" }>;
  readonly ticket: TicketNumber;
  readonly user: PersonFacts;
  /** The notification itself, if the place identifies it. */
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
  /** Auto-replies within the window so far, and to the address that one may go to; null if none is to be sent. */
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
  /** Mails of the requester with the mail's content that arrived within the window, and the first ticket of theirs. */
  readonly repeated: { readonly mails: number; readonly first: TicketNumber | null };
  /** Whether mail of the requester is held as too many that arrived within the window. */
  readonly holding: boolean;
}
