/** What people are writing and have not sent: state of the running program, one draft for each person, ticket and kind. */
import type { TicketNumber, UserName } from "../base/ids.ts";
import type { DraftKind } from "../domain/ticket/index.ts";
import type { Database } from "./database.ts";
import { reader } from "./prepared.ts";
import { draft } from "./schema.ts";

export type Draft = typeof draft.$inferSelect;

export interface Drafts {
  /** Keeps a draft in place of the one before; of very many of one person, the newest stay. @returns when that was */
  save(one: Omit<Draft, "savedAt">): number;
  drop(ticket: TicketNumber, user: UserName, kind: DraftKind): void;
  /** All drafts in a ticket, the newest first; of very many, the newest. */
  of(ticket: TicketNumber): readonly Draft[];
}

/** Drafts that are kept of one person, and that are read of one ticket. */
const MOST_OF_ONE = 500;
const MOST_READ = 50;
/** Of those beyond, this many are removed with each one that is saved, so that it takes no longer however many there are. */
const REMOVED_AT_ONCE = 20;

export function createDrafts({ drizzle, sqlite }: Database, now: () => number): Drafts {
  const keep = sqlite.prepare<[number, string, string, number, string]>(
    `INSERT INTO draft (ticket, user, kind, saved_at, fields) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (ticket, user, kind) DO UPDATE SET saved_at = excluded.saved_at, fields = excluded.fields`,
  );
  const drop = sqlite.prepare<[number, string, string]>(
    "DELETE FROM draft WHERE ticket = ? AND user = ? AND kind = ?",
  );
  const old = sqlite.prepare<[string], { readonly ticket: number; readonly kind: string }>(
    `SELECT ticket, kind FROM draft WHERE user = ?
     ORDER BY saved_at DESC LIMIT ${REMOVED_AT_ONCE} OFFSET ${MOST_OF_ONE}`,
  );
  const of = reader<typeof draft, [number]>(
    drizzle,
    draft,
    `WHERE ticket = ? ORDER BY saved_at DESC LIMIT ${MOST_READ}`,
  );
  return {
    save: sqlite.transaction(({ ticket, user, kind, fields }: Omit<Draft, "savedAt">) => {
      const at = now();
      keep.run(ticket, user, kind, at, JSON.stringify(fields));
      for (const one of old.all(user)) drop.run(one.ticket, user, one.kind);
      return at;
    }),
    drop(ticket, user, kind) {
      drop.run(ticket, user, kind);
    },
    of: (ticket) => of.all(ticket),
  };
}
