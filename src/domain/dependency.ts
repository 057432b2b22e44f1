import type { MailId, MessageKey, Sha256, TicketNumber, UserName } from "../base/ids.ts";

/**
 * What a decision depends on. It is checked when the decision is committed: if it no longer holds, nothing is recorded.
 * A decision names what it read, whether it read that within its transaction or before. Counts over a period, such as those
 * that limit auto-replies, are not named: one more or less within the last instant changes nothing that matters. Nor is what a
 * mail is composed from, such as a signature: it says what was so when it was composed.
 */
export type Dependency =
  /** The mail is waiting for intake, is held, or is filed. */
  | { readonly on: "mail"; readonly mail: MailId; readonly is: "queued" | "held" | "filed" }
  /** The mails with one of these fingerprints are these, each with its outcome. */
  | {
      readonly on: "copies";
      readonly fingerprint: string | null;
      readonly identity: string | null;
      readonly are: string;
    }
  /** The tickets in which these Message-IDs were seen, and those that wait for the mail's own, are these. */
  | {
      readonly on: "message-ids";
      readonly referred: readonly string[];
      readonly own: string | null;
      readonly are: string;
    }
  /** The ticket has this version. */
  | { readonly on: "ticket"; readonly ticket: TicketNumber; readonly version: number }
  /** The next ticket has this number. */
  | { readonly on: "next-ticket"; readonly number: TicketNumber }
  /** No mail was received from that place. */
  | { readonly on: "source"; readonly source: string }
  /** This is the mail with these bytes that was received from a place beginning with `from`, but not with `except`; or none was. */
  | {
      readonly on: "same-bytes";
      readonly sha256: Sha256;
      readonly from: string;
      readonly except: string;
      readonly mail: MailId | null;
    }
  /** The person was last changed at this position; null if there is nobody of that name. Log-ins do not count. */
  | { readonly on: "person"; readonly person: UserName; readonly changed: number | null }
  /** The note about the person with this address was last changed at this position; null if there never was one. */
  | { readonly on: "contact"; readonly address: string; readonly changed: number | null }
  /** The last change of any person was at this position. */
  | { readonly on: "people"; readonly changed: number }
  /** The API token is valid. */
  | { readonly on: "token"; readonly token: string }
  /** Rules last chose somebody from the group at this position; 0 if they never did. */
  | { readonly on: "shares"; readonly group: string; readonly at: number }
  /** The last change of any setting was at this position. */
  | { readonly on: "settings"; readonly changed: number }
  /** The test of an address with a "+" has not ended, or ended at this time, in milliseconds since 1970. */
  | { readonly on: "plus-test"; readonly token: string; readonly endedAt: number | null }
  /** The mail is to be composed: a reply whose time has come, an auto-reply, a notification or a warning. */
  | { readonly on: "due"; readonly message: MessageKey }
  /** The mail is in the outbox. */
  | { readonly on: "queued"; readonly message: MessageKey }
  /** The mail is in the outbox, and this is the number of its last attempt to be delivered; 0 if there was none. */
  | { readonly on: "attempts"; readonly message: MessageKey; readonly attempts: number }
  /** An agent's reply by mail is still to be written as a reply. */
  | { readonly on: "agent-reply"; readonly mail: MailId }
  /** The newest action of that appliance log in the journal has this number. */
  | { readonly on: "box-log"; readonly log: string; readonly number: number };
