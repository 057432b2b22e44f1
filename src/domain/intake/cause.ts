/**
 * Why a mail is held or filed: a code with what it is about, as it stands in the journal. Codes are for good, since others
 * go by them, too; the sentences are in `src/text/`.
 */
import type { TicketNumber } from "../../base/ids.ts";
import type { Verdict } from "../mail/trust.ts";

/** What the checks of a mail's sender came to; null where nothing was checked. */
export type CheckedVerdicts = {
  readonly spf: Verdict;
  readonly dkim: Verdict;
  readonly dmarc: Verdict;
} | null;

interface OfNotification {
  readonly ticket: TicketNumber;
  /** Full name of the agent whom the notification was to. */
  readonly name: string;
}

export type HeldCause =
  | { readonly code: "unreadable"; readonly why: string }
  | { readonly code: "no-sender" }
  | { readonly code: "virus"; readonly virus: string }
  | {
      readonly code: "dmarc-reject";
      readonly domain: string;
      /** Whether a forwarder vouches for it (ARC), and which, if it says. */
      readonly forwarded: boolean;
      readonly forwarder: string | null;
    }
  | {
      readonly code: "spam";
      readonly score: number;
      readonly threshold: number;
      readonly symbols: readonly string[];
    }
  | { readonly code: "not-a-participant"; readonly ticket: TicketNumber; readonly address: string }
  | {
      readonly code: "unproven-agent";
      readonly ticket: TicketNumber;
      readonly name: string;
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
  | ({ readonly code: "notification-no-sender" } & OfNotification)
  | ({ readonly code: "notification-other-sender"; readonly address: string } & OfNotification)
  | ({ readonly code: "notification-unproven"; readonly checked: CheckedVerdicts } & OfNotification)
  | ({ readonly code: "notification-disabled" } & OfNotification)
  | ({ readonly code: "notification-not-allowed" } & OfNotification)
  | ({ readonly code: "notification-to-many"; readonly automatic: string } & OfNotification)
  | ({ readonly code: "notification-nothing-new" } & OfNotification)
  /** A proven reply to a notification that could not be sent. */
  | { readonly code: "reply-not-sent"; readonly name: string; readonly why: string }
  | { readonly code: "decision-failed"; readonly why: string }
  /** It waited, and an event was erased by law that may have been the decision about it. */
  | { readonly code: "decision-erased" };

export type FiledCause =
  | { readonly code: "unknown-bounce" }
  | ({ readonly code: "notification-machine" } & OfNotification)
  /** An agent, or another caller, put a held mail aside. */
  | { readonly code: "put-aside"; readonly by: string; readonly held: MailCause };

/** A sentence, as they were recorded before there were codes. */
export interface TextCause {
  readonly code: "text";
  readonly text: string;
}

export type MailCause = HeldCause | FiledCause | TextCause;
