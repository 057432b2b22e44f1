/** Mails that came in, and what became of them. */
import { type MailId, sha256 } from "../../base/ids.ts";
import type { MailOutcome } from "../../domain/intake/index.ts";
import type { FloodGroup } from "../queries/mails.ts";
import type { Page } from "../queries/page.ts";
import type { RecordStore } from "../record.ts";
import type { MailRow } from "../view.ts";
import type { Seen } from "./scope.ts";

export interface MailReading {
  find(id: MailId): MailRow | null;
  /** The bytes as received; null if the mail does not exist or its bytes were erased. */
  raw(id: MailId): Promise<Uint8Array | null>;
  /** Mails by outcome, or all, the newest first. */
  list(options: {
    outcome?: MailOutcome | undefined;
    /** Only those held as a flood from this address; null for only those that are not held as a flood. */
    floodGroup?: string | null | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Page<MailRow>;
  /** How many mails wait for intake, and since when the oldest does, in milliseconds since 1970. */
  waiting(): { readonly depth: number; readonly oldest: number | null };
  /** Mails that wait for intake, in the order they came. */
  queue(limit: number): readonly MailRow[];
  /** How many mails wait for a human. */
  heldCount(): number;
  /** Mails that are held as floods, by the address they are from: the newest floods. */
  floodGroups(limit: number): readonly FloodGroup[];
  /** How many mails ended how: received is their sum, always. */
  outcomes(): readonly { readonly outcome: MailOutcome; readonly mails: number }[];
}

export function mailReading({ view, queries, blob }: RecordStore, seen: Seen): MailReading {
  const { within } = seen;
  const find = (id: MailId) => {
    const row = view.mail(id);
    return row && seen.mailbox(row.mailbox) ? row : null;
  };
  return {
    find,
    async raw(id) {
      const row = find(id);
      return row && blob(sha256(row.sha256.toString("hex")));
    },
    list: (options) => queries.mails({ ...options, within }),
    waiting: () => queries.intakeQueue(within),
    queue: (limit) => queries.queue(limit, within),
    heldCount: () => queries.heldCount(within),
    floodGroups: (limit) => queries.floodGroups(limit, within),
    outcomes: () => queries.mailOutcomes(within),
  };
}
