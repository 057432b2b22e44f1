/** Queries of pages and lists, as opposed to those of decisions in view.ts. Lists are paginated with a cursor. */
import type { Database } from "../database.ts";
import { type EntryQueries, entryQueries } from "./entries.ts";
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
    EntryQueries {}

export function createQueries(db: Database): Queries {
  return {
    ...ticketQueries(db),
    ...mailQueries(db),
    ...outboxQueries(db),
    ...outboxPages(db),
    ...peopleQueries(db),
    ...entryQueries(db),
  };
}
