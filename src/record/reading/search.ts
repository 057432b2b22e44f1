/** Search by the line that people type: words, phrases and filters. */
import { type Fault, fault } from "../../base/fault.ts";
import type { TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Recorded } from "../../domain/events.ts";
import { parseQuery, passes, type Ticket, type TicketQuery } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../record.ts";
import type { Seen } from "./scope.ts";

export interface SearchOptions {
  /** Whom `assignee:me` means; null where nobody in particular asks. */
  readonly me: string | null;
  /** Milliseconds since 1970: what is overdue by then. */
  readonly now: number;
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

export interface Found {
  readonly hits: readonly Hit[];
  /** The words that were looked for, without those to leave out. */
  readonly words: readonly string[];
  readonly next: string | null;
}

export interface Hit {
  readonly ticket: Ticket;
  /** Position of its newest message that has the words; null where only filters were asked for. */
  readonly position: number | null;
}

export interface SearchReading {
  /**
   * One page of the tickets that a line means: by last change, or, with words in it, by the newest message that has
   * them. An empty line means all tickets; one with signs only, none.
   * @returns a fault for a filter that cannot be read, a line with only words to leave out, or a bad cursor
   */
  find(line: string, options: SearchOptions): Result<Found, Fault>;
  /**
   * How many messages have the words of a line, counted up to `most`. Null for a line that cannot be read or has
   * filters, and for callers who do not see everything: that could only be told by looking at each.
   */
  count(line: string, most: number): number | null;
  /** The message that was found; null where it has more than so many bytes, or was erased. */
  message(hit: Hit, bytes: number): Promise<Recorded | null>;
}

export function searchReading({ view, queries, search }: RecordStore, seen: Seen): SearchReading {
  const hit = (number: TicketNumber, position: number): readonly Hit[] => {
    const ticket = view.ticket(number);
    return ticket ? [{ ticket, position }] : [];
  };
  const byFilter = ({ filter }: TicketQuery, { cursor, ...options }: SearchOptions): Result<Found, Fault> => {
    if (cursor !== undefined && !/^\d{1,16}-\d{1,16}$/.test(cursor)) return refuse(badCursor);
    const { items, next } = queries.tickets(filter, { ...options, cursor, within: seen.within });
    return ok({ hits: items.map((ticket) => ({ ticket, position: null })), words: [], next });
  };
  const byWords = (query: TicketQuery, options: SearchOptions): Result<Found, Fault> => {
    const { filter, terms } = query;
    const { cursor, limit, now } = options;
    if (cursor !== undefined && !/^\d{1,16}$/.test(cursor)) return refuse(badCursor);
    const accept = (number: TicketNumber) => {
      const ticket = view.ticket(number);
      return ticket !== null && seen.mailbox(ticket.mailbox) && passes(ticket, filter, now);
    };
    const { found, next } = search.page(terms, {
      limit,
      ...(cursor === undefined ? {} : { before: Number(cursor) }),
      ...(isEmpty(filter) && seen.everything ? {} : { accept }),
    });
    return ok({
      hits: found.flatMap(({ ticket, position }) => hit(ticket, position)),
      words: wordsOf(query),
      next: next === null ? null : String(next),
    });
  };
  return {
    find(line, options) {
      const query = parseQuery(line, options.me);
      if (!query.ok) return query;
      const { terms, hopeless } = query.value;
      if (hopeless) return ok({ hits: [], words: [], next: null });
      if (terms.length === 0) return byFilter(query.value, options);
      if (wordsOf(query.value).length === 0) return refuse(fault("search.words", { field: "q" }));
      return byWords(query.value, options);
    },
    count(line, most) {
      const query = parseQuery(line, null);
      if (!query.ok || !isEmpty(query.value.filter) || !seen.everything) return null;
      return search.count(query.value.terms, most);
    },
    message: async ({ ticket, position }, bytes) =>
      position !== null && seen.mailbox(ticket.mailbox) ? queries.eventWithin(position, bytes) : null,
  };
}

const wordsOf = ({ terms }: TicketQuery): readonly string[] =>
  terms.filter((term) => !term.without).map((term) => term.text);
const isEmpty = (filter: object): boolean => Object.keys(filter).length === 0;
const badCursor = fault("request.cursor", { field: "cursor" });
