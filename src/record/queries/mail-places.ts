/** Where lists of mails are read, as lists of tickets are: see ticket-places.ts. A mail's place is its position. */
import type { Statement } from "better-sqlite3";
import type { TicketNumber } from "../../base/ids.ts";
import { type MailOutcome, mailOutcomes } from "../../domain/intake/index.ts";
import type { Database } from "../database.ts";
import type { Part } from "./page.ts";
import type { Within } from "./within.ts";

/** Which mails are listed. */
export interface MailListOptions {
  readonly outcome?: MailOutcome | undefined;
  /** Only those held as a flood from this address; null for only those that are not held as a flood. */
  readonly floodGroup?: string | null | undefined;
  /** Only those held that may belong to this ticket. */
  readonly candidate?: TicketNumber | undefined;
  readonly within?: Within | undefined;
}

/** The most mails that are checked one by one for a page. */
const CHECKED = 5000;

/** What is checked mail by mail; null where it does not matter. */
interface Checks {
  readonly outcome: MailOutcome | null;
  readonly flood: 0 | 1 | null;
  readonly from: string | null;
  readonly candidate: number | null;
  /** A JSON array. */
  readonly within: string | null;
}

/** With the value that the index is for. */
type Asked = Checks & {
  readonly of: string | number | null;
  readonly before: number;
  readonly rows: number;
};

interface Row {
  readonly position: number;
  readonly fits: number;
}

/** The positions of mails before one, newest first: enough for a page, or as many as were found. */
export type MailPlaces = (options: MailListOptions, before: number, limit: number) => Part<number>;

export function mailPlaces({ sqlite }: Database): MailPlaces {
  const list = (where: string) =>
    sqlite.prepare<[Asked], Row>(
      `SELECT position, CASE WHEN (@outcome IS NULL OR outcome = @outcome)
         AND (@flood IS NULL OR (reason IS 'flood') = @flood)
         AND (@from IS NULL OR from_address = @from)
         AND (@candidate IS NULL OR candidate = @candidate)
         AND (@within IS NULL OR mailbox IN (SELECT value FROM json_each(@within)))
         THEN 1 ELSE 0 END AS fits
       FROM mail WHERE ${where} position < @before ORDER BY position DESC LIMIT @rows + 0`,
    );
  const held = "outcome = 'held' AND";
  const ofAll = list("");
  const ofFlood = list(`${held} reason = 'flood' AND from_address = (SELECT @of) AND`);
  const ofNoFlood = list(`${held} reason IS NOT 'flood' AND`);
  const ofCandidate = list(`${held} candidate IS NOT NULL AND candidate = (SELECT @of) AND`);
  // Most mails become tickets or replies, and have no index of their own.
  const indexed = mailOutcomes.filter((outcome) => outcome !== "ticket" && outcome !== "reply");
  // As a literal, so that SQLite uses the index of that outcome.
  const ofOutcome = new Map<MailOutcome, ReturnType<typeof list>>(
    indexed.map((outcome) => [outcome, list(`outcome = '${outcome}' AND`)]),
  );

  return ({ outcome, floodGroup, candidate, within }, before, limit) => {
    const isGroup = typeof floodGroup === "string";
    const checks: Checks = {
      outcome: outcome ?? (isGroup || candidate !== undefined ? "held" : null),
      flood: floodGroup === undefined ? null : isGroup ? 1 : 0,
      from: isGroup ? floodGroup : null,
      candidate: candidate ?? null,
      within: within ? JSON.stringify(within) : null,
    };
    const { source, of = null, needless } = sourceOf(checks);
    const left = { ...checks, ...needless };
    const isAny = Object.values(left).every((one) => one === null);
    const rows = isAny ? limit + 1 : Math.max(limit + 1, CHECKED);
    const all = source.all({ ...left, of, before, rows });
    const end = all.length === rows ? (all.at(-1)?.position ?? null) : null;
    return { found: all.flatMap((row) => (row.fits === 1 ? row.position : [])), end };
  };

  function sourceOf({ outcome, flood, from, candidate }: Checks): Source {
    if (outcome === "held") {
      if (from !== null)
        return { source: ofFlood, of: from, needless: { outcome: null, flood: null, from: null } };
      if (candidate !== null)
        return { source: ofCandidate, of: candidate, needless: { outcome: null, candidate: null } };
      if (flood === 0) return { source: ofNoFlood, needless: { outcome: null, flood: null } };
    }
    const ofThis = outcome === null ? undefined : ofOutcome.get(outcome);
    return ofThis ? { source: ofThis, needless: { outcome: null } } : { source: ofAll, needless: {} };
  }
}

/** Where a list is read, and which checks are needless there. */
interface Source {
  readonly source: Statement<[Asked], Row>;
  readonly of?: string | number;
  readonly needless: Partial<{ readonly [K in keyof Checks]: null }>;
}
