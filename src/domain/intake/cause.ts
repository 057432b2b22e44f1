/**
 * Why a mail is held or filed: a code with parameters, as stored in the journal. Codes are permanent, since other programs
 * use them; the sentences are in `src/text/`.
 */
import type { StoredFault } from "../../base/fault.ts";
import type { MailId, TicketNumber } from "../../base/ids.ts";
import type { PlusTestPart, Report, Scanned, Verdict } from "../mail/index.ts";

/** The results of the sender checks; null for those that were not made. */
export type CheckedVerdicts = {
  readonly spf: Verdict;
  readonly dkim: Verdict;
  readonly dmarc: Verdict;
} | null;

interface OfNotification {
  readonly ticket: TicketNumber;
  /** Full name of the agent that the notification was sent to. */
  readonly name: string;
}

/** A rule of the ruleset held or filed the mail. */
interface ByRule {
  readonly code: "rule";
  readonly rule: string;
  /** As the rule says; null if it gives no reason. */
  readonly because: string | null;
}

export type HeldCause =
  | { readonly code: "unreadable"; readonly fault: StoredFault }
  | { readonly code: "no-sender" }
  | { readonly code: "virus"; readonly virus: string }
  | {
      readonly code: "dmarc-reject";
      readonly domain: string;
      /** Whether a forwarder vouches for it (ARC), and which one, if known. */
      readonly forwarded: boolean;
      readonly forwarder: string | null;
    }
  /** From names authors in several domains, or can be read in more than one way. */
  | { readonly code: "author-unclear"; readonly address: string }
  | {
      readonly code: "spam";
      readonly score: number;
      readonly threshold: number;
      readonly symbols: readonly string[];
    }
  /** A scanner gave no verdict, and such mail is to be held. */
  | { readonly code: "unscanned"; readonly by: readonly Scanned[] }
  | { readonly code: "not-a-participant"; readonly ticket: TicketNumber; readonly address: string }
  | {
      readonly code: "unproven-agent";
      readonly ticket: TicketNumber;
      readonly name: string;
      readonly address: string;
      readonly checked: CheckedVerdicts;
    }
  /** It is from one of our own addresses, and nothing proves that we sent it. */
  | {
      readonly code: "unproven-own";
      readonly address: string;
      readonly checked: CheckedVerdicts;
    }
  | {
      readonly code: "flood";
      readonly address: string;
      readonly opened: number;
      readonly minutes: number;
      readonly limit: number;
    }
  | { readonly code: "flood-goes-on"; readonly address: string }
  /** Mails with the same content. */
  | {
      readonly code: "flood-repeated";
      readonly address: string;
      /** How many arrived within the minutes, this one included; of very many, some. */
      readonly mails: number;
      readonly minutes: number;
    }
  | ({ readonly code: "notification-no-sender" } & OfNotification)
  | ({ readonly code: "notification-other-sender"; readonly address: string } & OfNotification)
  | ({ readonly code: "notification-unproven"; readonly checked: CheckedVerdicts } & OfNotification)
  | ({ readonly code: "notification-disabled" } & OfNotification)
  | ({ readonly code: "notification-not-allowed" } & OfNotification)
  | ({ readonly code: "notification-to-many"; readonly automatic: string } & OfNotification)
  | ({ readonly code: "notification-nothing-new" } & OfNotification)
  /** It quotes our notification in a way that cannot be told exactly from what the agent wrote. */
  | ({
      readonly code: "notification-quotation";
      /** What would be sent; the beginning of a long text. */
      readonly text: string;
    } & OfNotification)
  /** A verified reply to a notification that could not be sent. */
  | { readonly code: "reply-not-sent"; readonly name: string; readonly fault: StoredFault }
  | { readonly code: "decision-failed"; readonly fault: StoredFault }
  | ByRule
  /** It is waiting, and an event that may have been the decision about it was erased by law. */
  | { readonly code: "decision-erased" };

export type FiledCause =
  | { readonly code: "unknown-bounce" }
  /** A mail that we sent has come back. */
  | { readonly code: "own-mail"; readonly ticket: TicketNumber | null }
  /** A test mail to an address with a "+" of the mailbox, a mail that says that it was not delivered, or one about it. */
  | {
      readonly code: "plus-test";
      readonly mailbox: string;
      readonly token: string;
      readonly part: PlusTestPart;
    }
  /** It is the same mail as another one, which is held, archived, or in the ticket. */
  | { readonly code: "duplicate"; readonly mail: MailId; readonly ticket: TicketNumber | null }
  /** One of us sent it, with another mail program, and it belongs to no ticket. */
  | { readonly code: "sent-mail"; readonly address: string }
  /** A program's report that belongs to no ticket. */
  | { readonly code: "report"; readonly report: Report }
  | ({ readonly code: "notification-machine" } & OfNotification)
  | ByRule
  /** An agent, or another caller, archived a held mail. */
  | { readonly code: "put-aside"; readonly by: string; readonly held: MailCause };

/** A sentence, as recorded before there were codes. */
export interface TextCause {
  readonly code: "text";
  readonly text: string;
}

export type MailCause = HeldCause | FiledCause | TextCause;
