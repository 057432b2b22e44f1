import { and, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { mail, mailTally, type Outcome } from "../schema.ts";
import type { MailRow } from "../view.ts";
import { type Page, pageOf } from "./page.ts";

export interface MailQueries {
  /** Mails by outcome, or all, the newest first. */
  mails(options: {
    outcome?: Outcome | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Page<MailRow>;
  /** How many mails wait for intake, and since when the oldest does. */
  intakeQueue(): { readonly depth: number; readonly oldest: number | null };
  heldCount(): number;
  /** How many places whose name begins with `prefix` gave a mail. */
  takenFrom(prefix: string): number;
  /** How many mails ended how: received is their sum, always. */
  mailOutcomes(): readonly { readonly outcome: Outcome; readonly mails: number }[];
}

export function mailQueries({ drizzle, sqlite }: Database): MailQueries {
  const counted = sqlite.prepare<[Outcome], number>("SELECT mails FROM mail_tally WHERE outcome = ?").pluck();
  const oldest = sqlite
    .prepare<[], number>("SELECT received_at FROM mail WHERE outcome = 'queued' ORDER BY position LIMIT 1")
    .pluck();
  const taken = sqlite
    .prepare<[string, string], number>("SELECT count(*) FROM mail_source WHERE source >= ? AND source < ?")
    .pluck();
  return {
    mails({ outcome, limit, cursor }) {
      const before = /^\d{1,16}$/.test(cursor ?? "") ? Number(cursor) : undefined;
      const rows = drizzle
        .select()
        .from(mail)
        .where(
          and(
            outcome === undefined
              ? undefined
              : // Written into the statement it lets SQLite use the index of that outcome.
                eq(mail.outcome, sql.raw(`'${outcome}'`)),
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
    intakeQueue: () => ({ depth: counted.get("queued") ?? 0, oldest: oldest.get() ?? null }),
    heldCount: () => counted.get("held") ?? 0,
    takenFrom: (prefix) => taken.get(prefix, `${prefix}\u{10FFFF}`) ?? 0,
    mailOutcomes: () => drizzle.select().from(mailTally).where(gt(mailTally.mails, 0)).all(),
  };
}
