import { and, desc, eq, inArray, isNotNull, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import type { State, Ticket, TicketFilter } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { ticketOf } from "../model/ticket-row.ts";
import { statements } from "../prepared.ts";
import { tally, ticket } from "../schema.ts";
import { type Page, pageOf } from "./page.ts";
import { inMailboxes, type Within } from "./within.ts";

export interface TicketQueries {
  /** Tickets that match the filter, last changed first. An unreadable cursor gives the first page. */
  tickets(
    filter: TicketFilter,
    options: { now: number; limit: number; cursor?: string | undefined; within?: Within },
  ): Page<Ticket>;
  /** The categories in use in a mailbox, in code point order, at most that many. */
  categories(mailbox: string, limit: number): readonly string[];
  /** Number of tickets in each state, in total or for one mailbox or assignee ("" for unassigned). */
  counts(of: { mailbox?: string; assignee?: string }, now: number, within?: Within): Counts;
}

export interface Counts {
  readonly byState: { readonly [S in State]: number };
  readonly all: number;
  /** Counted up to 1,000. */
  readonly overdue: number;
}

export function ticketQueries({ drizzle, sqlite }: Database): TicketQueries {
  // From each category to the next one in the index, however many tickets have it.
  const categories = sqlite
    .prepare<[{ mailbox: string; limit: number }], string>(
      `WITH RECURSIVE used (category) AS (
         SELECT min(category) FROM ticket WHERE mailbox = @mailbox AND category IS NOT NULL
         UNION ALL
         SELECT (SELECT min(category) FROM ticket WHERE mailbox = @mailbox AND category > used.category)
         FROM used WHERE used.category IS NOT NULL LIMIT @limit + 1)
       SELECT category FROM used WHERE category IS NOT NULL LIMIT @limit + 0`,
    )
    .pluck();
  const stored = statements(drizzle, ticket);
  return {
    categories: (mailbox, limit) => categories.all({ mailbox, limit }),
    tickets(filter, { now, limit, cursor, within = null }) {
      const after = readCursor(cursor);
      const query = drizzle
        .select()
        .from(ticket)
        .where(and(...conditions(filter, now), inMailboxes(ticket.mailbox, within), after && before(after)))
        .orderBy(desc(ticket.updatedAt), desc(ticket.number))
        .limit(limit + 1);
      const rows = stored.all(query);
      return pageOf(rows, limit, (row) => `${row.updatedAt}-${row.number}`, ticketOf);
    },
    counts({ mailbox, assignee }, now, within = null) {
      const rows = drizzle
        .select({ state: tally.state, tickets: sql<number>`sum(${tally.tickets})` })
        .from(tally)
        .where(
          and(
            inMailboxes(tally.mailbox, within),
            mailbox === undefined ? undefined : eq(tally.mailbox, mailbox),
            assignee === undefined ? undefined : eq(tally.assignee, assignee),
          ),
        )
        .groupBy(tally.state)
        .all();
      const of = (state: State) => rows.find((row) => row.state === state)?.tickets ?? 0;
      const byState = { new: of("new"), open: of("open"), hold: of("hold"), closed: of("closed") };
      const late = drizzle
        .select({ number: ticket.number })
        .from(ticket)
        .where(
          and(
            ...conditions({ overdue: true, ...defined({ mailbox, assignee }) }, now),
            inMailboxes(ticket.mailbox, within),
          ),
        )
        .limit(1000)
        .all();
      return { byState, all: rows.reduce((sum, row) => sum + row.tickets, 0), overdue: late.length };
    },
  };
}

function conditions(filter: TicketFilter, now: number): readonly (SQL | undefined)[] {
  const { state, overdue, unfinished, assignee, group, mailbox, priority, category, tag, requester, number } =
    filter;
  return [
    state === undefined ? undefined : eq(ticket.state, state),
    overdue
      ? and(isNotNull(ticket.dueAt), lt(ticket.dueAt, now), ne(ticket.state, sql.raw("'closed'")))
      : undefined,
    // As a list, so that the indexes by state can be used.
    unfinished ? inArray(ticket.state, ["new", "open", "hold"]) : undefined,
    assignee === undefined
      ? undefined
      : assignee === ""
        ? isNull(ticket.assignee)
        : sql`${ticket.assignee} = ${assignee}`,
    group === undefined ? undefined : eq(ticket.team, group),
    mailbox === undefined ? undefined : eq(ticket.mailbox, mailbox),
    priority === undefined ? undefined : eq(ticket.priority, priority),
    category === undefined ? undefined : eq(ticket.category, category),
    tag === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 FROM json_each(${ticket.tags}) WHERE value = ${tag})`,
    requester === undefined ? undefined : eq(ticket.requesterAddress, requester),
    number === undefined ? undefined : sql`${ticket.number} = ${number}`,
  ];
}

function before(cursor: { updatedAt: number; number: number }): SQL | undefined {
  return or(
    lt(ticket.updatedAt, cursor.updatedAt),
    and(eq(ticket.updatedAt, cursor.updatedAt), sql`${ticket.number} < ${cursor.number}`),
  );
}

function readCursor(cursor: string | undefined): { updatedAt: number; number: number } | undefined {
  const [, updatedAt, number] = /^(\d{1,16})-(\d{1,16})$/.exec(cursor ?? "") ?? [];
  return updatedAt && number ? { updatedAt: Number(updatedAt), number: Number(number) } : undefined;
}

function defined(of: { mailbox?: string | undefined; assignee?: string | undefined }): TicketFilter {
  return {
    ...(of.mailbox === undefined ? {} : { mailbox: of.mailbox }),
    ...(of.assignee === undefined ? {} : { assignee: of.assignee }),
  };
}
