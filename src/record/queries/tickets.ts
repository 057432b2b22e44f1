import { type TicketNumber, ticketNumber } from "../../base/ids.ts";
import { allStates, isFinal } from "../../domain/lifecycle/index.ts";
import {
  type ListOrder,
  matchesFilter,
  type State,
  type Ticket,
  type TicketFilter,
  usualOrder,
} from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { ticketLoader } from "../model/ticket-row.ts";
import { lifecycleReader } from "../view/lifecycle.ts";
import {
  type Begins,
  beginning,
  cursorOf,
  inOrder,
  isByNumber,
  type Place,
  readCursor,
  type Segment,
  segmentsOf,
  type Way,
} from "./list-ways.ts";
import { mergedPage, type Page, type Part } from "./page.ts";
import { ticketPlaces } from "./ticket-places.ts";
import type { Within } from "./within.ts";

export interface TicketQueries {
  /**
   * Tickets that match the filter, last changed first or in another order. An unreadable cursor gives the first page. Where few tickets match
   * several filters, a page may have fewer than `limit` of them, even none, and still have a next one.
   * @param wanted a filter, or several: then tickets that match one of them
   */
  tickets(
    wanted: Wanted,
    options: {
      now: number;
      limit: number;
      cursor?: string | undefined;
      order?: ListOrder | undefined;
      within?: Within;
    },
  ): Page<Ticket>;
  /** Counts the tickets that match the filter, up to `most`, and cheaply: few of them are looked at one by one. */
  countTickets(wanted: Wanted, options: { now: number; most: number; within?: Within }): Counted;
  /** The categories in use in a mailbox, in code point order, at most that many. */
  categories(mailbox: string, limit: number): readonly string[];
  /** Number of tickets in each state, in total or for one mailbox or assignee ("" for unassigned). */
  counts(of: CountedBy, now: number, within?: Within): Counts;
  /** The number of those that are not closed; of groups, for all assignees and counted up to 1,000. */
  unfinished(of: UnfinishedBy, within?: Within): number;
}

type Wanted = TicketFilter | readonly TicketFilter[];

/** A number of tickets, and whether there may be more. */
export interface Counted {
  readonly n: number;
  readonly more: boolean;
}

/** The most tickets that are looked at one by one for a page, and to count some. */
const CHECKED = 5000;
const CHECKED_TO_COUNT = 300;
/** The fewest that are looked at for one of several filters. */
const FEWEST_CHECKED = 50;

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
    tickets(wanted, { now, limit, cursor, order = usualOrder, within = null }) {
      const asked = { now, limit, within, checked: CHECKED };
      const { shown, next } = page(filtersOf(wanted), order, asked, readCursor(cursor));
      const items = shown.flatMap(({ number }) => load(ticketNumber(number)) ?? []);
      return { items, next: next && cursorOf(next) };
    },
    countTickets(wanted, { now, most, within = null }) {
      const asked = { now, limit: most, within, checked: CHECKED_TO_COUNT };
      const { shown, next } = page(filtersOf(wanted), usualOrder, asked, null);
      return { n: shown.length, more: next !== null };
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

  type Asked = {
    readonly now: number;
    readonly limit: number;
    readonly within: Within;
    /** The most tickets that are looked at one by one. */
    readonly checked: number;
  };
  type Shown = { readonly shown: readonly Place[]; readonly next: Begins | null };

  /** A page, from as many segments of the list as it takes. */
  function page(
    filters: readonly TicketFilter[],
    order: ListOrder,
    asked: Asked,
    begins: Begins | null,
  ): Shown {
    const [first = {}, ...others] = filters;
    const segments = segmentsOf(order, others.length === 0 ? first : {});
    const shown: Place[] = [];
    for (const [at, segment] of segments.entries()) {
      if (at < (begins?.segment ?? 0)) continue;
      const { way } = segment;
      const after = begins?.segment === at ? begins.after : beginning(way);
      const left = asked.limit - shown.length;
      // Whether there is more is known once something of it was found.
      const found = pageOf(filters, segment, { ...asked, limit: Math.max(1, left) }, after);
      if (left === 0 && (found.places.length > 0 || found.next !== null))
        return { shown, next: { segment: at, after } };
      if (left > 0) shown.push(...found.places);
      if (found.next !== null) return { shown, next: { segment: at, after: found.next } };
    }
    return { shown, next: null };
  }

  function pageOf(filters: readonly TicketFilter[], { way, only }: Segment, asked: Asked, after: Place) {
    const checked = Math.max(FEWEST_CHECKED, Math.ceil(asked.checked / Math.max(1, filters.length)));
    const parts = filters.flatMap((filter) => {
      // What is of one priority is in one segment alone.
      if (only.priority !== undefined && (filter.priority ?? only.priority) !== only.priority) return [];
      const wanted = { ...filter, ...only };
      if (wanted.number !== undefined)
        return [theOne(ticketNumber(wanted.number), wanted, way, asked, after)];
      return places.parts(wanted, way, { ...asked, checked, after });
    });
    return mergedPage(parts, asked.limit, inOrder(way));
  }

  /** One ticket is a part of its own. */
  function theOne(
    number: TicketNumber,
    { undue, ...filter }: Segment["only"],
    way: Way,
    { now, within }: Asked,
    after: Place,
  ): Part<Place> {
    const ticket = load(number);
    const due = dueAt.get(number) ?? null;
    const is =
      ticket !== null &&
      (within === null || within.includes(ticket.mailbox)) &&
      !(undue && due !== null) &&
      matchesFilter(ticket, filter, { now, lifecycle: lifecycle(), dueAt: due });
    if (!is || (way === "due" && due === null)) return { found: [], end: null };
    const place = { at: way === "due" ? (due ?? 0) : isByNumber(way) ? number : ticket.updatedAt, number };
    return { found: inOrder(way)(place, after) > 0 ? [place] : [], end: null };
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

const filtersOf = (wanted: Wanted): readonly TicketFilter[] => ("length" in wanted ? wanted : [wanted]);
