import type { StoredFault } from "../../base/fault.ts";
import type { Incoming } from "./receive.ts";

/** The state of fetching from an account. Times are milliseconds since 1970. */
export interface FetchStatus {
  readonly account: string;
  /** "connecting" until the first round is complete; "failing" from the first failure to the next complete round. */
  readonly state: "off" | "connecting" | "ok" | "failing";
  /** Since when it has been in this state. */
  readonly since: number;
  /** When a round was last completed. */
  readonly roundAt: number | null;
  /** Why; null unless failing. */
  readonly problem: StoredFault | null;
  /** Whether the server reports new mail itself. */
  readonly pushed: boolean;
  readonly folders: readonly {
    readonly folder: string;
    /** Mails in the folder, as of the last round. */
    readonly onServer: number;
    /** How many of them have been fetched. */
    readonly taken: number;
    /** Skipped because they have already been read, if only unread mail is fetched. */
    readonly leftRead: number;
    /** Skipped because they are too large. */
    readonly tooLarge: number;
    /** Skipped for a while because they repeatedly could not be fetched. */
    readonly failed: number;
  }[];
}

/** No server sent it to us, so there is no peer. */
const nobody = { ip: "", helo: "", tls: false } as const;

/**
 * A fetched mail ready to be received, for the mailboxes that its header names (I-77).
 * @param mailbox for mail that names none of ours
 */
export const fetched = (
  raw: Uint8Array,
  mailbox: string,
): Pick<Incoming, "envelope" | "mailbox" | "raw" | "peer"> => ({
  envelope: null,
  mailbox,
  raw,
  peer: nobody,
});
