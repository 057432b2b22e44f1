/** Results of a search: tickets by words and filters, with the place where the words were found. */
import type { Fault } from "../../../base/fault.ts";
import type { Recorded } from "../../../domain/events.ts";
import {
  parseQuery,
  passes,
  type Term,
  type Ticket,
  type TicketFilter,
} from "../../../domain/ticket/index.ts";
import type { Record } from "../../../record/record.ts";
import { short } from "../bounds.ts";
import { erasedMark, personFinder } from "../tickets/list-model.ts";
import type { Person } from "../view.ts";
import { mark, snippetOf } from "./snippet.ts";
import type { SearchHit, SearchView } from "./view.ts";

const PAGE = 25;
const COUNTED = 1000;
/** Bytes of an event of which the place of the words is shown: a larger one is not read for that. */
const MOST_READ = 256 * 1024;

export type SearchResult =
  | { readonly ok: true; readonly value: Pick<SearchView, "hits" | "count" | "next"> }
  | { readonly ok: false; readonly error: Fault };

/**
 * Tickets that the words ask for, the newest message with them first.
 * @param cursor `next` of the page before
 */
export function search(
  record: Record,
  words: string,
  options: { readonly me: string; readonly now: number; readonly cursor: string | undefined },
): SearchResult {
  const query = parseQuery(words, options.me);
  if (!query.ok) return query;
  const { filter, terms } = query.value;
  const person = personFinder(record);
  const found = terms.some((term) => !term.without)
    ? byWords(record, terms, filter, options, person)
    : byFilter(record, filter, options, person);
  return { ok: true, value: found };
}

type Options = { readonly now: number; readonly cursor: string | undefined };
type Found = Pick<SearchView, "hits" | "count" | "next">;

function byWords(
  record: Record,
  terms: readonly Term[],
  filter: TicketFilter,
  { now, cursor }: Options,
  person: (user: string) => Person,
): Found {
  const before = /^\d{1,15}$/.test(cursor ?? "") ? { before: Number(cursor) } : {};
  const filtered = Object.keys(filter).length > 0;
  const accept = (number: Ticket["number"]) => {
    const ticket = record.view.ticket(number);
    return ticket !== null && passes(ticket, filter, now);
  };
  const { found, next } = record.search.page(terms, {
    limit: PAGE,
    ...before,
    ...(filtered ? { accept } : {}),
  });
  const wanted = terms.filter((term) => !term.without).map((term) => term.text);
  const counted = filtered || cursor !== undefined ? null : record.search.count(terms, COUNTED);
  return {
    hits: found.flatMap(({ ticket, position }) => {
      const whole = record.view.ticket(ticket);
      return whole ? hitOf(whole, record.queries.eventWithin(position, MOST_READ), wanted, person) : [];
    }),
    count: counted === null ? null : { n: counted, more: counted >= COUNTED },
    next: next === null ? null : String(next),
  };
}

function byFilter(
  record: Record,
  filter: TicketFilter,
  { now, cursor }: Options,
  person: (user: string) => Person,
): Found {
  if (Object.keys(filter).length === 0) return { hits: [], count: null, next: null };
  const { items, next } = record.queries.tickets(filter, { now, limit: PAGE, cursor });
  return { hits: items.flatMap((ticket) => hitOf(ticket, null, [], person)), count: null, next };
}

function hitOf(
  ticket: Ticket,
  found: Recorded | null,
  words: readonly string[],
  person: (user: string) => Person,
): readonly SearchHit[] {
  const text = found && textOf(found);
  return [
    {
      number: ticket.number,
      subject: mark(short(ticket.subject, 300), words),
      ...erasedMark(ticket),
      snippet: text ? snippetOf(text, words) : [{ text: short(ticket.preview, 300), hit: false }],
      state: ticket.state,
      requester: ticket.requester,
      assignee: ticket.assignee === null ? null : person(ticket.assignee),
      updatedAt: ticket.updatedAt,
    },
  ];
}

function textOf({ event }: Recorded): string | null {
  switch (event.type) {
    case "MessageReceived":
      return event.reply ?? event.text;
    case "ReplyWritten":
    case "NoteAdded":
      return event.text;
    default:
      return null;
  }
}
