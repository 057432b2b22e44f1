/** Received mails and their outcomes. */
import { type MailId, sha256, type TicketNumber } from "../../base/ids.ts";
import type { MailOutcome } from "../../domain/intake/index.ts";
import type { MailListOptions } from "../queries/mail-places.ts";
import type { CandidateGroup, FloodGroup } from "../queries/mails.ts";
import type { Page } from "../queries/page.ts";
import type { RecordStore } from "../record.ts";
import type { MailRow } from "../view.ts";
import type { Visibility } from "./scope.ts";

export interface MailReading {
  find(id: MailId): MailRow | null;
  /**
   * The tickets of a mail in all mailboxes that it was for, that of its first one first; also those that the caller does not
   * see. A mail's own `ticket` is that of one mailbox.
   */
  tickets(row: MailRow): readonly TicketNumber[];
  /** When a mail arrived, in milliseconds since 1970, and the mails that were filed as copies of it. */
  arrival(id: MailId): { readonly receivedAt: number; readonly copies: readonly MailId[] } | null;
  /** The bytes as received; null if the mail does not exist or its bytes were erased. */
  raw(id: MailId): Promise<Uint8Array | null>;
  /**
   * Mails by outcome, or all, newest first. For those who see only some mailboxes, a page may have fewer than `limit`
   * mails, even none, and still have a next one.
   */
  list(
    options: Omit<MailListOptions, "within"> & {
      readonly limit: number;
      readonly cursor?: string | undefined;
    },
  ): Page<MailRow>;
  /** The number of mails waiting for intake, and since when the oldest has been waiting, in milliseconds since 1970. */
  waiting(): { readonly depth: number; readonly oldest: number | null };
  /** Mails waiting for intake, in order of arrival. */
  queue(limit: number): readonly MailRow[];
  /** The number of held mails. */
  heldCount(): number;
  /** Mails held as floods, by sender address: the newest floods. */
  floodGroups(limit: number): readonly FloodGroup[];
  /**
   * Tickets that more than one held mail may belong to, with those mails: the newest first. Without floods, viruses and
   * agents' replies to notifications.
   */
  candidateGroups(limit: number): readonly CandidateGroup[];
  /** Numbers of mails by outcome: received is always their sum. */
  outcomes(): readonly { readonly outcome: MailOutcome; readonly mails: number }[];
}

export function mailReading({ view, queries, blob }: RecordStore, seen: Visibility): MailReading {
  const { within } = seen;
  const find = (id: MailId) => {
    const row = view.mail(id);
    return row && seen.mailbox(row.mailbox) ? row : null;
  };
  return {
    find,
    tickets(row) {
      if (!seen.mailbox(row.mailbox)) return [];
      const all = view.forMailboxes(row.first ?? row.id).flatMap(({ ticket }) => ticket ?? []);
      return [...new Set(all)];
    },
    arrival(id) {
      const found = view.arrival(id);
      if (found === null || !seen.mailbox(found.mailbox)) return null;
      const { receivedAt, copies } = found;
      return { receivedAt, copies: seen.everything ? copies : copies.filter((copy) => find(copy) !== null) };
    },
    async raw(id) {
      const row = find(id);
      return row && blob(sha256(row.sha256.toString("hex")));
    },
    list: (options) => queries.mails({ ...options, within }),
    waiting: () => queries.intakeQueue(within),
    queue: (limit) => queries.queue(limit, within),
    heldCount: () => queries.heldCount(within),
    floodGroups: (limit) => queries.floodGroups(limit, within),
    candidateGroups: (limit) => queries.candidateGroups(limit, within),
    outcomes: () => queries.mailOutcomes(within),
  };
}
