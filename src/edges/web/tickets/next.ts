/** The tickets after and before one in the list that the reader came from. */
import { wholeNumber } from "../../../base/numbers.ts";
import type { NamedState } from "../../../domain/lifecycle/index.ts";
import { type ListOrder, matchesFilter, type Ticket } from "../../../domain/ticket/index.ts";
import { cursorAfter, type Read } from "../../../record/reading/index.ts";
import { MOST_SELECTED } from "./bulk.ts";
import { readFilter, wantedTickets, whoseOf } from "./list-model.ts";

interface Around {
  /** The reader's user name. */
  readonly me: string;
  readonly now: number;
  readonly states: readonly NamedState[];
}

/** Pages of a list that are read for one ticket: where several filters match few tickets, a page may be empty. */
const MOST_PAGES = 5;
/** The results on a page of a search. */
const SEARCHED = 25;

/**
 * The number of the ticket after this one in a list; null at its end, and if this one is not in it.
 * @param list the list's path with its query, as `backOf` gives it
 * @param ticket as it is before it is closed
 */
export function nextInList(read: Read, list: string, ticket: Ticket, around: Around): number | null {
  const { pathname, searchParams } = new URL(list, "http://list");
  const query = (name: string) => searchParams.get(name) ?? undefined;
  if (pathname === "/search") return besideFound(read, query, ticket, around, 1);
  return pathname === "/tickets" ? nextListed(read, query, ticket, around) : null;
}

/**
 * The number of the ticket before this one, as far as both are on the page that the reader came from; null if it is the first
 * one there, and if it is not there any more.
 * @param list as for `nextInList`
 */
export function previousInList(read: Read, list: string, ticket: Ticket, around: Around): number | null {
  const { pathname, searchParams } = new URL(list, "http://list");
  const query = (name: string) => searchParams.get(name) ?? undefined;
  if (pathname === "/search") return besideFound(read, query, ticket, around, -1);
  if (pathname !== "/tickets") return null;
  const { me, now, states } = around;
  const cursor = query("cursor");
  const saved = read.views.find(query("saved") ?? "");
  if (saved) return besideOnPage(read, saved.query, cursor, ticket, { ...around, order: saved.order }, -1);
  const wanted = wantedTickets(readFilter(query, states), whoseOf(read, me));
  const { order } = read.views.choice();
  const { items } = read.tickets.list(wanted, { now, limit: MOST_SELECTED, cursor, order });
  return beside(items, ticket, -1);
}

type Query = (name: string) => string | undefined;

function nextListed(read: Read, query: Query, ticket: Ticket, around: Around): number | null {
  const { me, now, states } = around;
  const saved = read.views.find(query("saved") ?? "");
  if (saved) {
    const inOrder = { ...around, order: saved.order };
    return besideOnPage(read, saved.query, query("cursor"), ticket, inOrder, 1);
  }
  const wanted = wantedTickets(readFilter(query, states), whoseOf(read, me));
  const { dueAt } = read.tickets.moments(ticket);
  if (!matchesFilter(ticket, wanted, { now, lifecycle: read.tickets.lifecycle(), dueAt })) return null;
  const { order } = read.views.choice();
  let cursor: string | null = cursorAfter(ticket, order, wanted, dueAt);
  for (let page = 0; page < MOST_PAGES && cursor !== null; page += 1) {
    const { items, next } = read.tickets.list(wanted, { now, limit: 1, cursor, order });
    const [first] = items;
    if (first) return first.number;
    cursor = next;
  }
  return null;
}

/** In a search, as far as both are on the page that the reader came from. */
function besideFound(read: Read, query: Query, ticket: Ticket, around: Around, step: 1 | -1): number | null {
  const words = (query("q") ?? "").trim();
  if (words === "" || wholeNumber(words) !== null) return null;
  return besideOnPage(read, words, query("cursor"), ticket, around, step);
}

function besideOnPage(
  read: Read,
  words: string,
  cursor: string | undefined,
  ticket: Ticket,
  { me, now, order }: Around & { readonly order?: ListOrder },
  step: 1 | -1,
): number | null {
  const limit = order === undefined ? SEARCHED : MOST_SELECTED;
  const found = read.search.find(words, { me, now, limit, cursor, order });
  if (!found.ok) return null;
  return beside(
    found.value.hits.map((hit) => hit.ticket),
    ticket,
    step,
  );
}

/** The one that many places after another one; null if there is none, or the other one is not there. */
function beside(tickets: readonly Pick<Ticket, "number">[], { number }: Ticket, step: 1 | -1): number | null {
  const at = tickets.findIndex((one) => one.number === number);
  return at < 0 ? null : (tickets[at + step]?.number ?? null);
}
