import { type Fault, fault } from "../../base/fault.ts";
import type { TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { passes, type Ticket, type TicketQuery } from "../../domain/ticket/index.ts";
import type { Page } from "../../record/queries/page.ts";
import type { Record } from "../../record/record.ts";

interface Wanted {
  readonly now: number;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** One page of the tickets that a query means: by last change, or, with words in it, by the newest message found. */
export function findTickets(record: Record, query: TicketQuery, wanted: Wanted): Result<Page<Ticket>, Fault> {
  const { filter, terms } = query;
  const { now, limit, cursor } = wanted;
  if (terms.length === 0) {
    if (cursor !== undefined && !/^\d{1,16}-\d{1,16}$/.test(cursor)) return refuse(badCursor);
    return ok(record.queries.tickets(filter, { now, limit, cursor }));
  }
  if (terms.every((term) => term.without)) {
    return refuse(fault("search.words", { field: "q" }));
  }
  if (cursor !== undefined && !/^\d{1,16}$/.test(cursor)) return refuse(badCursor);
  const accept = (number: TicketNumber) => {
    const ticket = record.view.ticket(number);
    return ticket !== null && passes(ticket, filter, now);
  };
  const { found, next } = record.search.page(terms, {
    limit,
    ...(cursor === undefined ? {} : { before: Number(cursor) }),
    ...(Object.keys(filter).length === 0 ? {} : { accept }),
  });
  return ok({
    items: found.flatMap(({ ticket }) => record.view.ticket(ticket) ?? []),
    next: next === null ? null : String(next),
  });
}

const badCursor = fault("request.cursor", { field: "cursor" });
