import { type MailId, mailId, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { MailCause, MailOutcome } from "../../domain/intake/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { mail } from "../schema.ts";
import type { MailRow } from "../view.ts";
import { type MailListOptions, mailPlaces } from "./mail-places.ts";
import { mergedPage, type Page } from "./page.ts";
import type { Within } from "./within.ts";

/** A held flood. Times are milliseconds since 1970. */
export interface FloodGroup {
  readonly from: string;
  readonly mails: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Of the newest mail. */
  readonly subject: string;
  readonly cause: MailCause | null;
  readonly candidate: TicketNumber | null;
}

/** Mails that are held and may belong to one ticket. Times are milliseconds since 1970. */
export interface CandidateGroup extends Pick<FloodGroup, "mails" | "firstAt" | "lastAt" | "subject"> {
  readonly candidate: TicketNumber;
}

export interface MailQueries {
  /**
   * Mails by outcome, or all, newest first. For those who see only some mailboxes, a page may have fewer than `limit`
   * mails, even none, and still have a next one.
   */
  mails(
    options: MailListOptions & { readonly limit: number; readonly cursor?: string | undefined },
  ): Page<MailRow>;
  /** The number of mails waiting for intake, and since when the oldest has been waiting. */
  intakeQueue(within?: Within): { readonly depth: number; readonly oldest: number | null };
  /** Mails waiting for intake, in order of arrival. */
  queue(limit: number, within?: Within): readonly MailRow[];
  heldCount(within?: Within): number;
  /** Mails held as floods, by sender address: the newest floods. */
  floodGroups(limit: number, within?: Within): readonly FloodGroup[];
  /** Mails held as a flood from that address, oldest first. */
  floodGroup(from: string, limit: number, within?: Within): readonly MailId[];
  /**
   * Tickets that more than one held mail may belong to, with those mails: the newest first. Without floods,
   * viruses and agents' replies to notifications.
   */
  candidateGroups(limit: number, within?: Within): readonly CandidateGroup[];
  /** The mails of such a group, oldest first. */
  candidateGroup(ticket: TicketNumber, limit: number, within?: Within): readonly MailId[];
  /** The number of mails fetched from places whose name begins with `prefix`. */
  takenFrom(prefix: string): number;
  /** Numbers of mails by outcome: received is always their sum. */
  mailOutcomes(within?: Within): readonly { readonly outcome: MailOutcome; readonly mails: number }[];
}

export function mailQueries(db: Database): MailQueries {
  const { drizzle, sqlite } = db;
  type InMailboxes = { readonly within: string | null };
  const isWithin = "(@within IS NULL OR mailbox IN (SELECT value FROM json_each(@within)))";
  const outcomes = sqlite.prepare<[InMailboxes], { outcome: MailOutcome; mails: number }>(
    `SELECT outcome, sum(mails) AS mails FROM mail_tally WHERE ${isWithin} GROUP BY outcome HAVING sum(mails) > 0`,
  );
  const counted = sqlite
    .prepare<[InMailboxes & { outcome: MailOutcome }], number>(
      `SELECT total(mails) FROM mail_tally WHERE outcome = @outcome AND ${isWithin}`,
    )
    .pluck();
  const oldest = sqlite
    .prepare<[InMailboxes], number>(
      `SELECT received_at FROM mail WHERE outcome = 'queued' AND ${isWithin} ORDER BY position LIMIT 1`,
    )
    .pluck();
  const queue = reader<typeof mail, [InMailboxes & { limit: number }]>(
    drizzle,
    mail,
    `WHERE outcome = 'queued' AND ${isWithin} ORDER BY position LIMIT @limit + 0`,
  );
  const taken = sqlite
    .prepare<[string, string], number>("SELECT count(*) FROM mail_source WHERE source >= ? AND source < ?")
    .pluck();
  // The groups are counted in the index alone; what is shown of one is in its newest mail.
  const floodGroups = sqlite.prepare<
    [InMailboxes & { limit: number }],
    Omit<FloodGroup, "candidate" | "cause"> & { candidate: number | null; cause: string | null }
  >(
    `WITH flood AS MATERIALIZED (
       SELECT from_address AS sender, count(*) AS mails, min(position) AS oldest, max(position) AS newest
       FROM mail WHERE outcome = 'held' AND reason = 'flood' AND ${isWithin}
       GROUP BY from_address ORDER BY newest DESC LIMIT @limit + 0)
     SELECT flood.sender AS "from", flood.mails AS mails, old.received_at AS firstAt, new.received_at AS lastAt,
       coalesce(new.subject, '') AS subject, new.cause AS cause, new.candidate AS candidate
     FROM flood CROSS JOIN mail AS old ON old.position = flood.oldest
       CROSS JOIN mail AS new ON new.position = flood.newest
     ORDER BY flood.newest DESC`,
  );
  const floodGroupMails = sqlite
    .prepare<[InMailboxes & { from: string; limit: number }], string>(
      `SELECT id FROM mail WHERE outcome = 'held' AND reason = 'flood' AND from_address = @from
         AND ${isWithin} ORDER BY position LIMIT @limit + 0`,
    )
    .pluck();
  // Viruses and agents' replies are decided about one by one, and a flood by its sender.
  const ofCandidate = `outcome = 'held' AND candidate IS NOT NULL AND reason NOT IN ('flood', 'virus')
     AND coalesce(json_extract(cause, '$.code'), '') NOT LIKE 'notification-%' AND ${isWithin}`;
  const candidateGroups = sqlite.prepare<
    [InMailboxes & { limit: number }],
    Omit<CandidateGroup, "candidate"> & { candidate: number }
  >(
    `SELECT candidate, count(*) AS mails, min(received_at) AS firstAt, max(received_at) AS lastAt,
       coalesce(subject, '') AS subject, max(position)
     FROM mail WHERE ${ofCandidate} GROUP BY candidate HAVING count(*) > 1 ORDER BY max(position) DESC LIMIT @limit`,
  );
  const candidateGroupMails = sqlite
    .prepare<[InMailboxes & { ticket: number; limit: number }], string>(
      `SELECT id FROM mail WHERE ${ofCandidate} AND candidate = @ticket ORDER BY position LIMIT @limit`,
    )
    .pluck();
  const byPosition = reader<typeof mail, [number]>(drizzle, mail, "WHERE position = ?");
  const parts = mailPlaces(db);
  const json = (within: Within) => within && JSON.stringify(within);
  return {
    mails({ limit, cursor, ...wanted }) {
      const before = /^\d{1,16}$/.test(cursor ?? "") ? Number(cursor) : Number.MAX_SAFE_INTEGER;
      const { places, next } = mergedPage([parts(wanted, before, limit)], limit, (a, b) => b - a);
      const items = places.flatMap((position) => byPosition.get(position) ?? []);
      return { items, next: next === null ? null : String(next) };
    },
    intakeQueue: (within = null) => ({
      depth: counted.get({ outcome: "queued", within: json(within) }) ?? 0,
      oldest: oldest.get({ within: json(within) }) ?? null,
    }),
    queue: (limit, within = null) => queue.all({ limit, within: json(within) }),
    heldCount: (within = null) => counted.get({ outcome: "held", within: json(within) }) ?? 0,
    floodGroups: (limit, within = null) =>
      floodGroups
        .all({ limit, within: json(within) })
        .map(({ from, mails, firstAt, lastAt, subject, cause, candidate }) => ({
          ...{ from, mails, firstAt, lastAt, subject },
          cause: cause === null ? null : JSON.parse(cause),
          candidate: candidate === null ? null : ticketNumber(candidate),
        })),
    floodGroup: (from, limit, within = null) =>
      floodGroupMails.all({ from, limit, within: json(within) }).map(mailId),
    candidateGroups: (limit, within = null) =>
      candidateGroups
        .all({ limit, within: json(within) })
        .map(({ candidate, mails, firstAt, lastAt, subject }) => ({
          ...{ candidate: ticketNumber(candidate), mails, firstAt, lastAt, subject },
        })),
    candidateGroup: (ticket, limit, within = null) =>
      candidateGroupMails.all({ ticket, limit, within: json(within) }).map(mailId),
    takenFrom: (prefix) => taken.get(prefix, `${prefix}\u{10FFFF}`) ?? 0,
    mailOutcomes: (within = null) => outcomes.all({ within: json(within) }),
  };
}
