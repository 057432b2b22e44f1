/** What people are writing and have not sent: state of the running program, one draft for each person, place and kind. */

import type { Fault } from "../base/fault.ts";
import type { TicketNumber, UserName } from "../base/ids.ts";
import { ok, type Result } from "../base/result.ts";
import {
  type DraftFields,
  type DraftForm,
  type DraftPlace,
  isSentDraft,
  mayReplaceDraft,
} from "../domain/ticket/index.ts";
import type { Database } from "./database.ts";
import { reader } from "./prepared.ts";
import { draft } from "./schema.ts";

export type Draft = typeof draft.$inferSelect;

export interface Drafts {
  /**
   * Keeps a draft in place of the one before; of very many of one person, the newest stay.
   * @param sent whether what the form's writer wrote was sent already
   * @returns when it was saved, in milliseconds since 1970; or why another one stays, see `mayReplaceDraft`
   */
  save(user: UserName, form: DraftForm, fields: DraftFields, sent: boolean): Result<number, Fault>;
  /** Removes it, whoever wrote it last. */
  drop(user: UserName, place: DraftPlace): void;
  /** Removes what has become a message; what another form has written since stays. */
  sent(user: UserName, form: DraftForm): void;
  /** All drafts in a ticket, the newest first; of very many, the newest. */
  of(ticket: TicketNumber): readonly Draft[];
  /** A person's draft; null if there is none. */
  one(user: UserName, place: DraftPlace): Draft | null;
}

/** Drafts that are kept of one person, and that are read of one ticket. */
const MOST_OF_ONE = 500;
const MOST_READ = 50;
/** Of those beyond, this many are removed with each one that is saved, so that it takes no longer however many there are. */
const REMOVED_AT_ONCE = 20;

export function createDrafts({ drizzle, sqlite }: Database, now: () => number): Drafts {
  const keep = sqlite.prepare<[number, string, string, string, number, string]>(
    `INSERT INTO draft (ticket, user, kind, writer, saved_at, fields) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (ticket, user, kind)
     DO UPDATE SET writer = excluded.writer, saved_at = excluded.saved_at, fields = excluded.fields`,
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
  const one = reader<typeof draft, [number, string, string]>(
    drizzle,
    draft,
    "WHERE ticket = ? AND user = ? AND kind = ?",
  );
  const find = (user: UserName, { ticket, kind }: DraftPlace) => one.get(ticket ?? 0, user, kind) ?? null;
  return {
    save: sqlite.transaction((user: UserName, form: DraftForm, fields: DraftFields, sent: boolean) => {
      const kept = find(user, form);
      const may = mayReplaceDraft(form, fields, kept, sent);
      if (!may.ok) return may;
      // No two of one draft have the same time: by it, a form names the one that it shows.
      const at = Math.max(now(), (kept?.savedAt ?? 0) + 1);
      keep.run(form.ticket ?? 0, user, form.kind, form.writer, at, JSON.stringify(fields));
      for (const one of old.all(user)) drop.run(one.ticket, user, one.kind);
      return ok(at);
    }),
    drop(user, { ticket, kind }) {
      drop.run(ticket ?? 0, user, kind);
    },
    sent(user, form) {
      const kept = find(user, form);
      if (kept && isSentDraft(form, kept)) drop.run(form.ticket ?? 0, user, form.kind);
    },
    of: (ticket) => of.all(ticket),
    one: find,
  };
}
