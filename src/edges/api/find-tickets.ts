import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isOverdue, type Ticket, type TicketFilter, type TicketQuery } from "../../domain/ticket/index.ts";
import type { Page } from "../../record/queries/index.ts";
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
    const text = "A search needs at least one word that is to be found";
    return refuse(fault("request.invalid", { field: "q", text }));
  }
  if (cursor !== undefined && !/^\d{1,16}$/.test(cursor)) return refuse(badCursor);
  const all = Object.keys(filter).length === 0;
  const found = record.search.find(terms, {
    limit: limit + 1,
    ...(cursor === undefined ? {} : { before: Number(cursor) }),
    ...(all ? {} : { accept: (number) => passes(record.view.ticket(number), filter, now) }),
  });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return ok({
    items: shown.flatMap(({ ticket }) => record.view.ticket(ticket) ?? []),
    next: found.length > limit && last ? String(last.position) : null,
  });
}

/** Whether a ticket passes the filter: what TicketQueries asks the database, asked of one ticket at hand. */
function passes(ticket: Ticket | null, filter: TicketFilter, now: number): boolean {
  if (!ticket) return false;
  const { state, overdue, assignee, group, mailbox, priority, category, tag, requester, number } = filter;
  return (
    (state === undefined || ticket.state === state) &&
    (!overdue || isOverdue(ticket, now)) &&
    (assignee === undefined || (ticket.assignee ?? "") === assignee) &&
    (group === undefined || ticket.group === group) &&
    (mailbox === undefined || ticket.mailbox === mailbox) &&
    (priority === undefined || ticket.priority === priority) &&
    (category === undefined || ticket.category === category) &&
    (tag === undefined || ticket.tags.includes(tag)) &&
    (requester === undefined || ticket.requester.address === requester) &&
    (number === undefined || ticket.number === number)
  );
}

const badCursor = fault("request.invalid", {
  field: "cursor",
  text: '"cursor" is what the page before gave as "next"',
});
