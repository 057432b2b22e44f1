import { fetchedEnvelope } from "../../domain/mail/fetched.ts";
import type { Incoming, Reception } from "./receive.ts";

/** How fetching from an account elsewhere goes. Times are milliseconds since 1970. */
export interface FetchStatus {
  readonly account: string;
  /** "connecting" until the first round is through; "failing" from the first failure to the next round that is. */
  readonly state: "off" | "connecting" | "ok" | "failing";
  /** When it came into this state. */
  readonly since: number;
  /** When a round was last through. */
  readonly roundAt: number | null;
  /** What failed, in one line; null unless failing. */
  readonly problem: string | null;
  /** Whether the server tells of new mail by itself. */
  readonly pushed: boolean;
  readonly folders: readonly {
    readonly folder: string;
    /** Mails that lie there, by the last round. */
    readonly onServer: number;
    /** How many of them are taken. */
    readonly taken: number;
    /** Left there because someone has read them already, where only unread mail is taken. */
    readonly leftRead: number;
    /** Left there because they are larger than what is taken. */
    readonly tooLarge: number;
    /** Left alone for a while because they could not be fetched, again and again. */
    readonly failed: number;
  }[];
}

/** Nobody handed it to us, so nothing is known of who did. */
const nobody = { ip: "", helo: "", tls: false } as const;

/**
 * A fetched mail as it is to be received: its envelope read from its header, its mailbox the first of ours that it
 * was delivered or written to.
 * @param mailbox for mail that names none of ours
 */
export function fetched(
  raw: Uint8Array,
  reception: Reception,
  mailbox: string,
): Pick<Incoming, "envelope" | "mailbox" | "raw" | "peer"> {
  const { from, to } = fetchedEnvelope(raw);
  const ours = to.flatMap((address) => {
    const found = reception.recipient(address);
    return found.ok ? [{ address, mailbox: found.value }] : [];
  });
  const envelope = { from, to: ours.length === 0 ? [mailbox] : ours.map(({ address }) => address) };
  return { envelope, mailbox: ours[0]?.mailbox ?? mailbox, raw, peer: nobody };
}
