/** Queries of pages and lists, as opposed to those of decisions in view.ts. Lists are paginated with a cursor. */
import type { Database } from "../database.ts";
import type { Journal } from "../journal.ts";
import { type HistoryQueries, historyQueries } from "./history.ts";
import { type MailQueries, mailQueries } from "./mails.ts";
import { type OutboxQueries, outboxQueries } from "./outbox.ts";
import { type OutboxPages, outboxPages } from "./outbox-pages.ts";
import { type PeopleQueries, peopleQueries } from "./people.ts";
import { type TicketQueries, ticketQueries } from "./tickets.ts";

export interface Queries
  extends TicketQueries,
    MailQueries,
    OutboxQueries,
    OutboxPages,
    PeopleQueries,
    HistoryQueries {}

export function createQueries(db: Database, journal: Journal): Queries {
  return {
    ...ticketQueries(db),
    ...mailQueries(db),
    ...outboxQueries(db),
    ...outboxPages(db),
    ...peopleQueries(db),
    ...historyQueries(db, journal),
  };
}
