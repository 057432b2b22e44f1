import { type TicketNumber, ticketNumber } from "../../base/ids.ts";
import { allStates, isFinal } from "../../domain/lifecycle/index.ts";
import { matchesFilter, type State, type Ticket, type TicketFilter } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { ticketLoader } from "../model/ticket-row.ts";
import { lifecycleReader } from "../view/lifecycle.ts";
import { mergedPage, type Page } from "./page.ts";
import { beginning, inOrder, type Place, ticketPlaces } from "./ticket-places.ts";
import type { Within } from "./within.ts";

export interface TicketQueries {
  /**
   * Tickets that match the filter, last changed first. An unreadable cursor gives the first page. Where few tickets match
   * several filters, a page may have fewer than `limit` of them, even none, and still have a next one.
   */
  tickets(
    filter: TicketFilter,
    options: { now: number; limit: number; cursor?: string | undefined; within?: Within },
  ): Page<Ticket>;
  /** The categories in use in a mailbox, in code point order, at most that many. */
  categories(mailbox: string, limit: number): readonly string[];
  /** Number of tickets in each state, in total or for one mailbox or assignee ("" for unassigned). */
  counts(of: CountedBy, now: number, within?: Within): Counts;
  /** The number of those that are not closed; of groups, whoever they are assigned to and counted up to 1,000. */
  unfinished(of: UnfinishedBy, within?: Within): number;
}

/** Which tickets are counted: all, or those of one mailbox or assignee. */
export interface CountedBy {
  readonly mailbox?: string;
  readonly assignee?: string;
}

/** The same for tickets that are not closed, or those of some groups. */
export interface UnfinishedBy extends CountedBy {
  readonly groups?: readonly string[];
}

export interface Counts {
  /** In the lifecycle's order, then states that it does not have any more and some ticket is in. */
  readonly byState: ReadonlyMap<State, number>;
  readonly all: number;
  /** Counted up to 1,000. */
  readonly overdue: number;
}

export function ticketQueries(db: Database): TicketQueries {
  const { sqlite } = db;
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
  type By = { mailbox: string | null; assignee: string | null; within: string | null };
  const byState = sqlite.prepare<[By], { state: State; n: number }>(
    `SELECT state, sum(tickets) AS n FROM tally
     WHERE (@mailbox IS NULL OR mailbox = @mailbox) AND (@assignee IS NULL OR assignee = @assignee)
       AND (@within IS NULL OR mailbox IN (SELECT value FROM json_each(@within)))
     GROUP BY state`,
  );
  const load = ticketLoader(db);
  const dueAt = sqlite
    .prepare<[number], number | null>("SELECT falls_due FROM ticket_time WHERE ticket = ?")
    .pluck();
  const lifecycle = lifecycleReader(db);
  const places = ticketPlaces(db, lifecycle);
  return {
    categories: (mailbox, limit) => categories.all({ mailbox, limit }),
    tickets(filter, { now, limit, cursor, within = null }) {
      const after = readCursor(cursor);
      if (filter.number !== undefined) return theOne(ticketNumber(filter.number), filter, now, after, within);
      const parts = places.parts(filter, { now, limit, after, within });
      const { places: shown, next } = mergedPage(parts, limit, inOrder);
      const items = shown.flatMap(({ number }) => load(ticketNumber(number)) ?? []);
      return { items, next: next && cursorAt(next) };
    },
    counts(of, now, within = null) {
      const counted = countByState(of, within);
      const all = sum([...counted.values()]);
      return { byState: counted, all, overdue: places.overdue(of, now, within) };
    },
    unfinished({ groups, ...of }, within = null) {
      if (groups !== undefined) return places.ofGroups(groups, of.mailbox, within);
      const now = lifecycle();
      const counted = [...countByState(of, within)];
      return sum(counted.map(([state, n]) => (isFinal(now, state) ? 0 : n)));
    },
  };

  function theOne(
    number: TicketNumber,
    filter: TicketFilter,
    now: number,
    after: Place,
    within: Within,
  ): Page<Ticket> {
    const ticket = load(number);
    const is =
      ticket !== null &&
      (within === null || within.includes(ticket.mailbox)) &&
      matchesFilter(ticket, filter, { now, lifecycle: lifecycle(), dueAt: dueAt.get(number) ?? null }) &&
      inOrder({ at: ticket.updatedAt, number }, after) > 0;
    return { items: is ? [ticket] : [], next: null };
  }

  function countByState({ mailbox, assignee }: CountedBy, within: Within): Counts["byState"] {
    const rows = byState.all({
      mailbox: mailbox ?? null,
      assignee: assignee ?? null,
      within: within && JSON.stringify(within),
    });
    const found = new Map(rows.map(({ state, n }) => [state, n]));
    const { states } = lifecycle();
    const now = states.map(({ name }) => [name, found.get(name) ?? 0] as const);
    const gone = allStates(lifecycle())
      .slice(states.length)
      .flatMap(({ name }) => (found.get(name) ? [[name, found.get(name) ?? 0] as const] : []));
    return new Map([...now, ...gone]);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** The cursor of the page of a list that begins after this ticket. */
export const cursorAfter = ({ updatedAt, number }: Pick<Ticket, "updatedAt" | "number">): string =>
  cursorAt({ at: updatedAt, number });

const cursorAt = ({ at, number }: Place): string => `${at}-${number}`;

function readCursor(cursor: string | undefined): Place {
  const [, at, number] = /^(\d{1,16})-(\d{1,16})$/.exec(cursor ?? "") ?? [];
  return at && number ? { at: Number(at), number: Number(number) } : beginning;
}
