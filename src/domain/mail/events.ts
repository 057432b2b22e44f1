import type { MailId, Sha256, TicketNumber } from "../../base/ids.ts";
import type { FiledCause, HeldCause, TextCause } from "../intake/cause.ts";
import type { Checks } from "./trust.ts";
import type { Address, Envelope, Fingerprint } from "./types.ts";

/** Why a mail is held. */
export const heldReasons = [
  "unreadable",
  "no-sender",
  "possible-follow-up",
  "unproven-agent",
  "dmarc-reject",
  "spam",
  "virus",
  "unscanned",
  "flood",
  "decision-failed",
  "rule",
] as const;
export type HeldReason = (typeof heldReasons)[number];

export type MailEvent =
  | {
      readonly type: "MailReceived";
      readonly mail: MailId;
      readonly envelope: Envelope;
      readonly size: number;
      readonly sha256: Sha256;
      /** Address of the mailbox it was accepted for. */
      readonly mailbox: string;
      /** Facts about the connection: peer address, HELO name, whether TLS was used; "" if the sending server is not known. */
      readonly peer: { readonly ip: string; readonly helo: string; readonly tls: boolean };
      /** Where it was fetched from, such as "import:SHA256"; absent if it was sent to us. */
      readonly source?: string;
      /** The same mail as received for its first mailbox, if it was for several; absent for that one. */
      readonly first?: MailId;
    }
  | {
      /** A mail that we have is also in another place: it is not fetched from there. */
      readonly type: "MailFoundAgain";
      readonly mail: MailId;
      readonly source: string;
    }
  | {
      /** The checks of a mail before it was decided about; recorded if there were any. */
      readonly type: "MailChecked";
      readonly mail: MailId;
      readonly checks: Checks;
    }
  | {
      readonly type: "MailHeld";
      readonly mail: MailId;
      readonly reason: HeldReason;
      /** For the person who decides. */
      readonly cause: HeldCause | TextCause;
      /** The ticket it may belong to. */
      readonly candidate: TicketNumber | null;
      readonly from: Address | null;
      readonly subject: string;
      /** Absent in earlier releases, and for a mail that could not be read. */
      readonly fingerprint?: Fingerprint;
      /** If there is such a ticket: whom it addressed, lower case, without our own addresses; absent for nobody. */
      readonly addressed?: readonly string[];
    }
  | {
      /** Archived without a ticket: by an agent who decided about a held mail, or because it is a bounce that is not ours. */
      readonly type: "MailFiled";
      readonly mail: MailId;
      readonly as: "filed" | "bounce";
      readonly cause: FiledCause | TextCause;
      readonly from: Address | null;
      readonly subject: string;
      /** Absent in earlier releases, and for a mail that could not be read. */
      readonly fingerprint?: Fingerprint;
      /** What one of us sent, by which it is found again (I-103); absent in earlier releases, and for all other mail. */
      readonly sent?: FiledSent;
    }
  | {
      /** A mail that was filed waits for intake again: mail of its conversation has arrived (I-103, I-104). */
      readonly type: "MailRequeued";
      readonly mail: MailId;
      /** The mail that arrived. */
      readonly because: MailId;
    };

/** How a filed mail that one of us sent is found again. */
export interface FiledSent {
  readonly messageId: string | null;
  /** The Message-ID that it replies to. */
  readonly inReplyTo: string | null;
  /** Whom it was sent to, lower case, without our own addresses. */
  readonly addressed: readonly string[];
}
