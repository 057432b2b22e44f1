import { and, asc, count, desc, eq, gt, lt, min, sql } from "drizzle-orm";
import { type MailId, mailId, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { MailCause, MailOutcome } from "../../domain/intake/index.ts";
import type { Database } from "../database.ts";
import { mail, mailTally } from "../schema.ts";
import type { MailRow } from "../view.ts";
import { type Page, pageOf } from "./page.ts";
import { inMailboxes, type Within } from "./within.ts";

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
  /** Mails by outcome, or all, newest first. */
  mails(options: {
    outcome?: MailOutcome | undefined;
    /** Only those held as a flood from this address; null for only those that are not held as a flood. */
    floodGroup?: string | null | undefined;
    /** Only those held that may belong to this ticket. */
    candidate?: TicketNumber | undefined;
    limit: number;
    cursor?: string | undefined;
    within?: Within;
  }): Page<MailRow>;
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

export function mailQueries({ drizzle, sqlite }: Database): MailQueries {
  const counted = sqlite
    .prepare<[MailOutcome], number>("SELECT mails FROM mail_tally WHERE outcome = ?")
    .pluck();
  const oldest = sqlite
    .prepare<[], number>("SELECT received_at FROM mail WHERE outcome = 'queued' ORDER BY position LIMIT 1")
    .pluck();
  const taken = sqlite
    .prepare<[string, string], number>("SELECT count(*) FROM mail_source WHERE source >= ? AND source < ?")
    .pluck();
  const floodGroups = sqlite.prepare<
    [{ limit: number; within: string | null }],
    Omit<FloodGroup, "candidate" | "cause"> & { candidate: number | null; cause: string | null }
  >(
    `SELECT from_address AS "from", count(*) AS mails, min(received_at) AS firstAt, max(received_at) AS lastAt,
       coalesce(subject, '') AS subject, cause, candidate, max(position)
     FROM mail WHERE outcome = 'held' AND reason = 'flood'
       AND (@within IS NULL OR mailbox IN (SELECT value FROM json_each(@within)))
     GROUP BY from_address ORDER BY max(position) DESC LIMIT @limit`,
  );
  const floodGroupMails = sqlite
    .prepare<[{ from: string; limit: number; within: string | null }], string>(
      `SELECT id FROM mail WHERE outcome = 'held' AND reason = 'flood' AND from_address = @from
         AND (@within IS NULL OR mailbox IN (SELECT value FROM json_each(@within)))
       ORDER BY position LIMIT @limit`,
    )
    .pluck();
  // Viruses and agents' replies are decided about one by one, and a flood by its sender.
  const ofCandidate = `outcome = 'held' AND candidate IS NOT NULL AND reason NOT IN ('flood', 'virus')
     AND coalesce(json_extract(cause, '$.code'), '') NOT LIKE 'notification-%'
     AND (@within IS NULL OR mailbox IN (SELECT value FROM json_each(@within)))`;
  const candidateGroups = sqlite.prepare<
    [{ limit: number; within: string | null }],
    Omit<CandidateGroup, "candidate"> & { candidate: number }
  >(
    `SELECT candidate, count(*) AS mails, min(received_at) AS firstAt, max(received_at) AS lastAt,
       coalesce(subject, '') AS subject, max(position)
     FROM mail WHERE ${ofCandidate} GROUP BY candidate HAVING count(*) > 1 ORDER BY max(position) DESC LIMIT @limit`,
  );
  const candidateGroupMails = sqlite
    .prepare<[{ ticket: number; limit: number; within: string | null }], string>(
      `SELECT id FROM mail WHERE ${ofCandidate} AND candidate = @ticket ORDER BY position LIMIT @limit`,
    )
    .pluck();
  return {
    mails({ outcome, floodGroup, candidate, limit, cursor, within = null }) {
      const before = /^\d{1,16}$/.test(cursor ?? "") ? Number(cursor) : undefined;
      const rows = drizzle
        .select()
        .from(mail)
        .where(
          and(
            outcome === undefined ? undefined : isOutcome(outcome),
            inMailboxes(mail.mailbox, within),
            floodGroup === undefined
              ? undefined
              : floodGroup === null
                ? sql`${mail.reason} IS NOT 'flood'`
                : and(sql`${mail.reason} = 'flood'`, eq(mail.fromAddress, floodGroup)),
            candidate === undefined ? undefined : and(isOutcome("held"), eq(mail.candidate, candidate)),
            before === undefined ? undefined : lt(mail.position, before),
          ),
        )
        .orderBy(desc(mail.position))
        .limit(limit + 1)
        .all();
      return pageOf(
        rows,
        limit,
        (row) => String(row.position),
        (row) => row,
      );
    },
    intakeQueue(within = null) {
      if (within === null) return { depth: counted.get("queued") ?? 0, oldest: oldest.get() ?? null };
      const [queue] = drizzle
        .select({ depth: count(), oldest: min(mail.receivedAt) })
        .from(mail)
        .where(and(isOutcome("queued"), inMailboxes(mail.mailbox, within)))
        .all();
      return queue ?? { depth: 0, oldest: null };
    },
    queue: (limit, within = null) =>
      drizzle
        .select()
        .from(mail)
        .where(and(isOutcome("queued"), inMailboxes(mail.mailbox, within)))
        .orderBy(asc(mail.position))
        .limit(limit)
        .all(),
    heldCount: (within = null) =>
      within === null
        ? (counted.get("held") ?? 0)
        : (drizzle
            .select({ mails: count() })
            .from(mail)
            .where(and(isOutcome("held"), inMailboxes(mail.mailbox, within)))
            .get()?.mails ?? 0),
    floodGroups: (limit, within = null) =>
      floodGroups
        .all({ limit, within: within && JSON.stringify(within) })
        .map(({ from, mails, firstAt, lastAt, subject, cause, candidate }) => ({
          ...{ from, mails, firstAt, lastAt, subject },
          cause: cause === null ? null : JSON.parse(cause),
          candidate: candidate === null ? null : ticketNumber(candidate),
        })),
    floodGroup: (from, limit, within = null) =>
      floodGroupMails.all({ from, limit, within: within && JSON.stringify(within) }).map(mailId),
    candidateGroups: (limit, within = null) =>
      candidateGroups
        .all({ limit, within: within && JSON.stringify(within) })
        .map(({ candidate, mails, firstAt, lastAt, subject }) => ({
          ...{ candidate: ticketNumber(candidate), mails, firstAt, lastAt, subject },
        })),
    candidateGroup: (ticket, limit, within = null) =>
      candidateGroupMails.all({ ticket, limit, within: within && JSON.stringify(within) }).map(mailId),
    takenFrom: (prefix) => taken.get(prefix, `${prefix}\u{10FFFF}`) ?? 0,
    mailOutcomes: (within = null) =>
      within === null
        ? drizzle.select().from(mailTally).where(gt(mailTally.mails, 0)).all()
        : drizzle
            .select({ outcome: mail.outcome, mails: count() })
            .from(mail)
            .where(inMailboxes(mail.mailbox, within))
            .groupBy(mail.outcome)
            .all(),
  };
}

/** As a literal, so that SQLite uses the index of that outcome. */
const isOutcome = (outcome: MailOutcome) => eq(mail.outcome, sql.raw(`'${outcome}'`));
