import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { mail, type Outcome } from "../schema.ts";
import type { MailRow } from "../view.ts";
import { type Page, pageOf } from "./index.ts";

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
  const queue = sqlite.prepare<[], { depth: number; oldest: number | null }>(
    "SELECT count(*) AS depth, min(received_at) AS oldest FROM mail WHERE outcome = 'queued'",
  );
  const held = sqlite.prepare<[], number>("SELECT count(*) FROM mail WHERE outcome = 'held'").pluck();
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
              : eq(mail.outcome, waits(outcome) ? sql.raw(`'${outcome}'`) : outcome),
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
    intakeQueue: () => queue.get() ?? { depth: 0, oldest: null },
    heldCount: () => held.get() ?? 0,
    takenFrom: (prefix) => taken.get(prefix, `${prefix}\u{10FFFF}`) ?? 0,
    mailOutcomes: () =>
      drizzle
        .select({ outcome: mail.outcome, mails: sql<number>`count(*)` })
        .from(mail)
        .groupBy(mail.outcome)
        .all(),
  };
}

/** Written into the statement these let SQLite use the partial index. */
const waits = (outcome: Outcome): outcome is "queued" | "held" => outcome === "queued" || outcome === "held";
