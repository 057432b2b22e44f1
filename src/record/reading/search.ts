/** Search with a query as typed: words, phrases and filters. */
import { type Fault, fault } from "../../base/fault.ts";
import type { TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Recorded } from "../../domain/events.ts";
import { allStates } from "../../domain/lifecycle/index.ts";
import { type Alternative, parseQuery, type Term, type TicketQuery } from "../../domain/search/index.ts";
import { type ListOrder, matchesFilter, type Ticket, type TicketFilter } from "../../domain/ticket/index.ts";
import type { Counted } from "../queries/tickets.ts";
import type { RecordStore } from "../record.ts";
import type { Visibility } from "./scope.ts";

export interface SearchOptions {
  /** The user that `assignee:me` means; null if there is none. */
  readonly me: string | null;
  /** Milliseconds since 1970: the time for `is:overdue` and for days. */
  readonly now: number;
  /** The IANA zone that days begin in; the site's by default, so that a shared view means the same to everyone. */
  readonly zone?: string;
  readonly limit: number;
  /** The order of tickets that are found by filters alone; by last change if there is none. */
  readonly order?: ListOrder | undefined;
  /** `next` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface Found {
  readonly hits: readonly Hit[];
  /** What was searched in texts, without what is excluded. */
  readonly terms: readonly Term[];
  readonly next: string | null;
}

export interface Hit {
  readonly ticket: Ticket;
  /** Position of its newest message with the words; null for a query with filters only. */
  readonly position: number | null;
}

export interface SearchReading {
  /**
   * One page of the tickets that a line means: by last change, or, with words in it, by the newest message that has
   * them. An empty line means all tickets; one with signs only, none.
   * @returns a fault for an invalid filter, or an invalid cursor
   */
  find(line: string, options: SearchOptions): Result<Found, Fault>;
  /**
   * The number of messages with the words of a query, counted up to `most`. Null for a query that is invalid, has
   * filters or only excludes, and for callers who do not see everything: then each message would have to be checked.
   */
  count(line: string, most: number): number | null;
  /**
   * Counts the tickets that a line of filters means, up to `most`, and cheaply. Null for an invalid line and for one with
   * words.
   */
  countTickets(
    line: string,
    options: { readonly me: string; readonly now: number; readonly most: number },
  ): Counted | null;
  /** The found message; null if it is larger than this many bytes, or erased. */
  message(hit: Hit, bytes: number): Promise<Recorded | null>;
}

export function searchReading(
  { view, queries, search, journal }: RecordStore,
  seen: Visibility,
): SearchReading {
  const hit = (number: TicketNumber, position: number): readonly Hit[] => {
    const ticket = view.ticket(number);
    return ticket ? [{ ticket, position }] : [];
  };
  const byFilter = (
    { alternatives }: TicketQuery,
    { cursor, ...options }: SearchOptions,
  ): Result<Found, Fault> => {
    if (cursor !== undefined && !/^(?:\d-)?\d{1,16}-\d{1,16}$/.test(cursor)) return refuse(badCursor);
    const filters = alternatives.map(({ filter }) => filter);
    const { items, next } = queries.tickets(filters, { ...options, cursor, within: seen.within });
    return ok({ hits: items.map((ticket) => ({ ticket, position: null })), terms: [], next });
  };
  const accepting = (filter: TicketFilter, now: number) => {
    if (isEmpty(filter) && seen.everything) return undefined;
    return (number: TicketNumber) => {
      const ticket = view.ticket(number);
      if (ticket === null || !seen.mailbox(ticket.mailbox)) return false;
      const dueAt = view.ticketTimes(number)?.dueAt ?? null;
      return matchesFilter(ticket, filter, { now, lifecycle: view.lifecycle(), dueAt });
    };
  };
  const byWords = ({ alternatives, terms }: TicketQuery, options: SearchOptions): Result<Found, Fault> => {
    const { cursor, limit, now } = options;
    if (cursor !== undefined && !/^\d{1,16}$/.test(cursor)) return refuse(badCursor);
    const { found, next } = search.page(
      alternatives.map(({ filter, words }) => ({ words, accept: accepting(filter, now) })),
      { limit, ...(cursor === undefined ? {} : { before: Number(cursor) }) },
    );
    return ok({
      hits: found.flatMap(({ ticket, position }) => hit(ticket, position)),
      terms,
      next: next === null ? null : String(next),
    });
  };
  const parsed = (line: string, { me, now, zone }: Pick<SearchOptions, "me" | "now" | "zone">) =>
    parseQuery(line, {
      ...{ me, now, zone: zone ?? view.zone() ?? "UTC" },
      states: allStates(view.lifecycle()).map(({ name }) => name),
      groups: seen.user === null ? [] : view.groupsOf(seen.user),
    });
  return {
    find(line, options) {
      const query = parsed(line, options);
      if (!query.ok) return query;
      const { alternatives } = query.value;
      if (alternatives.length === 0) return ok({ hits: [], terms: [], next: null });
      return alternatives.some(hasWords) ? byWords(query.value, options) : byFilter(query.value, options);
    },
    count(line, most) {
      const query = parsed(line, { me: null, now: 0 });
      const [one, ...others] = query.ok ? query.value.alternatives : [];
      if (!one?.words || others.length > 0 || !isEmpty(one.filter) || !seen.everything) return null;
      return search.count(one.words, most);
    },
    countTickets(line, { me, now, most }) {
      const query = parsed(line, { me, now });
      const alternatives = query.ok ? query.value.alternatives : [];
      if (alternatives.length === 0 || alternatives.some(hasWords)) return null;
      const filters = alternatives.map(({ filter }) => filter);
      return queries.countTickets(filters, { now, most, within: seen.within });
    },
    message: async ({ ticket, position }, bytes) =>
      position !== null && seen.mailbox(ticket.mailbox) ? journal.eventWithin(position, bytes) : null,
  };
}

const hasWords = ({ words }: Alternative): boolean => words !== null;
const isEmpty = (filter: object): boolean => Object.keys(filter).length === 0;
const badCursor = fault("request.cursor", { field: "cursor" });
