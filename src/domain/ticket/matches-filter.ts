import { isFinal, isOverdue, kindOf, type Lifecycle } from "../lifecycle/index.ts";
import type { TicketFilter } from "./filter.ts";
import type { Ticket } from "./types.ts";

/** What decides whether a ticket is overdue. Moments are milliseconds since 1970. */
export interface Due {
  readonly now: number;
  readonly lifecycle: Lifecycle;
  /** When it is due (T-22 of the targets' SPEC.md), not only by what people set; null if at no time. */
  readonly dueAt: number | null;
}

/** Whether a ticket matches the filter; the same as the record's own list of tickets. */
export function matchesFilter(ticket: Ticket, filter: TicketFilter, due: Due): boolean {
  const { now, lifecycle, dueAt } = due;
  const {
    state,
    waitingFor,
    overdue,
    unfinished,
    toDo,
    assignee,
    group,
    groups,
    mailbox,
    priority,
    category,
    tag,
    requester,
    number,
    openedBefore,
    changedSince,
    also = [],
  } = filter;
  const is = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;
  return (
    is(state, ticket.state) &&
    is(waitingFor, ticket.waitingFor) &&
    (!overdue || isOverdue(lifecycle, { state: ticket.state, dueAt }, now)) &&
    (!unfinished || !isFinal(lifecycle, ticket.state)) &&
    (!toDo || !["final", "waiting"].includes(kindOf(lifecycle, ticket.state))) &&
    is<string>(assignee, ticket.assignee ?? "") &&
    is<string | null>(group, ticket.group) &&
    (groups === undefined || (ticket.group !== null && groups.includes(ticket.group))) &&
    is(mailbox, ticket.mailbox) &&
    is(priority, ticket.priority) &&
    is<string | null>(category, ticket.category) &&
    (tag === undefined || ticket.tags.includes(tag)) &&
    is(requester, ticket.requester.address) &&
    is<number>(number, ticket.number) &&
    (openedBefore === undefined || ticket.createdAt < openedBefore) &&
    (changedSince === undefined || ticket.updatedAt >= changedSince) &&
    also.every(({ condition, without }) => matchesFilter(ticket, condition, due) !== without)
  );
}
