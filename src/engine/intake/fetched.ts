import type { StoredFault } from "../../base/fault.ts";
import { fetchedEnvelope } from "../../domain/mail/fetched.ts";
import type { Incoming, Reception } from "./receive.ts";

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
 * A fetched mail ready to be received: its envelope derived from its header, its mailboxes those of ours that it was
 * delivered to or, if servers on its way did not name any, addressed to.
 * @param mailbox for mail that names none of our mailboxes
 */
export function fetched(
  raw: Uint8Array,
  reception: Reception,
  mailbox: string,
): Pick<Incoming, "envelope" | "mailbox" | "raw" | "peer"> {
  const { from, to, delivered } = fetchedEnvelope(raw);
  const oursAmong = (addresses: readonly string[]) =>
    addresses.flatMap((address) => {
      const found = reception.recipient(address);
      return found.ok ? [{ address, mailbox: found.value }] : [];
    });
  const named = oursAmong(delivered);
  const ours = named.length > 0 ? named : oursAmong(to);
  const envelope = { from, to: ours.length === 0 ? [mailbox] : ours.map(({ address }) => address) };
  return { envelope, mailbox: ours[0]?.mailbox ?? mailbox, raw, peer: nobody };
}
