/** What pages and lists ask, beside a decision's own questions in view.ts. Lists come in pages with a cursor. */
import type { Database } from "../database.ts";
import { type MailQueries, mailQueries } from "./mails.ts";
import { type OutboxQueries, outboxQueries } from "./outbox.ts";
import { type OutboxPages, outboxPages } from "./outbox-pages.ts";
import { type PeopleQueries, peopleQueries } from "./people.ts";
import { type TicketQueries, ticketQueries } from "./tickets.ts";

export interface Queries extends TicketQueries, MailQueries, OutboxQueries, OutboxPages, PeopleQueries {}

/** One page of a list; `next` is the cursor of the page after it, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export function createQueries(db: Database): Queries {
  return {
    ...ticketQueries(db),
    ...mailQueries(db),
    ...outboxQueries(db),
    ...outboxPages(db),
    ...peopleQueries(db),
  };
}

/** Cuts a page out of rows of which one more than the page holds was asked for. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursor: (row: Row) => string,
  item: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last ? cursor(last) : null };
}
