import type { MailId, Sha256, TicketNumber } from "../../base/ids.ts";
import type { FiledCause, HeldCause, TextCause } from "../intake/cause.ts";
import type { Checks } from "./trust.ts";
import type { Address, Envelope } from "./types.ts";

/** Why a mail waits for a human. */
export const heldReasons = [
  "unreadable",
  "no-sender",
  "possible-follow-up",
  "unproven-agent",
  "dmarc-reject",
  "spam",
  "virus",
  "flood",
  "decision-failed",
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
      /** Facts of the connection: peer address, HELO name, whether TLS was used; "" where the sending server is not known. */
      readonly peer: { readonly ip: string; readonly helo: string; readonly tls: boolean };
      /** Where it was fetched from, such as "import:SHA256"; absent where it was handed to us. */
      readonly source?: string;
    }
  | {
      /** A mail that is ours lies in another place, too: from there it is not taken again. */
      readonly type: "MailFoundAgain";
      readonly mail: MailId;
      readonly source: string;
    }
  | {
      /** What was checked of a mail before it was decided about; recorded where anything was. */
      readonly type: "MailChecked";
      readonly mail: MailId;
      readonly checks: Checks;
    }
  | {
      readonly type: "MailHeld";
      readonly mail: MailId;
      readonly reason: HeldReason;
      /** For the human who decides. */
      readonly cause: HeldCause | TextCause;
      /** The ticket it may belong to. */
      readonly candidate: TicketNumber | null;
      readonly from: Address | null;
      readonly subject: string;
    }
  | {
      /** Done with, without a ticket: an agent put a held mail aside, or it is a bounce of nothing we sent. */
      readonly type: "MailFiled";
      readonly mail: MailId;
      readonly as: "filed" | "bounce";
      readonly cause: FiledCause | TextCause;
      readonly from: Address | null;
      readonly subject: string;
    };
