/** View models of lists of tickets: the left column, the filter, the rows. */
import type { Fault } from "../../../base/fault.ts";
import { ok, type Result } from "../../../base/result.ts";
import { isOverdue, kindOf, type NamedState } from "../../../domain/lifecycle/index.ts";
import {
  isErasedTicket,
  type ListOrder,
  type Ticket,
  type TicketFilter as Wanted,
} from "../../../domain/ticket/index.ts";
import type { SavedView } from "../../../domain/views/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import type { Person } from "../view.ts";
import { savedEntries } from "./saved-views.ts";
import {
  type DueView,
  listNames,
  type TicketCounts,
  type TicketFilter,
  type TicketNav,
  type TicketRow,
} from "./view.ts";

/** The filter in a query string, without invalid values. @param states those that a ticket can be in */
export function readFilter(
  query: (name: string) => string | undefined,
  states: readonly NamedState[],
): TicketFilter {
  const wanted = query("state") ?? "";
  const known = wanted === "overdue" || states.some(({ name }) => name === wanted);
  const state = known ? wanted : null;
  const view = state === null ? (query("view") ?? "") : "";
  const saved = query("saved")?.slice(0, 40) || null;
  return {
    state,
    view: listNames.find((one) => one === view) ?? null,
    ...(saved === null ? {} : { saved }),
    agent: query("agent")?.slice(0, 100) || null,
    mailbox: query("mailbox")?.slice(0, 320) || null,
  };
}

/** Whose lists they are. */
export interface Whose {
  readonly me: string;
  readonly groups: readonly string[];
}

/** The reader, and the groups that they are in. */
export const whoseOf = (read: Read, me: string): Whose => ({
  me,
  groups: read.views.groups(),
});

/** The filter for the record's query. */
export function wantedTickets(filter: TicketFilter, { me, groups }: Whose): Wanted {
  const { state, view, agent, mailbox } = filter;
  const assignee = view === "mine" ? me : view === "unassigned" ? "" : agent;
  return {
    ...(state === "overdue" ? { overdue: true } : state === null ? {} : { state }),
    ...(view === null ? (state === null ? { toDo: true } : {}) : view === "all" ? {} : { unfinished: true }),
    ...(view === "groups" ? { groups } : {}),
    ...(assignee === null ? {} : { assignee }),
    ...(mailbox === null ? {} : { mailbox }),
  };
}

const all: TicketFilter = { state: null, view: null, agent: null, mailbox: null };

/** The left column; its counts respect the filters by agent and mailbox. */
export function ticketNav(read: Read, me: string, now: number, filter: TicketFilter = all): TicketNav {
  const whose = whoseOf(read, me);
  return {
    filter,
    counts: countsOf(read, whose, now, filter),
    inGroup: whose.groups.length > 0,
    saved: savedEntries(read, me, now),
    agents: agentsOf(read),
    mailboxes: read.settings.mailboxes().map(({ address, name }) => ({ address, name })),
  };
}

function countsOf(
  read: Read,
  { me, groups }: Whose,
  now: number,
  { agent, mailbox }: TicketFilter,
): TicketCounts {
  const inMailbox = mailbox === null ? {} : { mailbox };
  const shown = read.tickets.counts({ ...inMailbox, ...(agent === null ? {} : { assignee: agent }) }, now);
  const byState = [...shown.byState].map(([state, n]) => ({ state, n }));
  const lifecycle = read.tickets.lifecycle();
  const toDo = byState.filter(({ state }) => !["waiting", "final"].includes(kindOf(lifecycle, state)));
  return {
    byState,
    todo: toDo.reduce((sum, { n }) => sum + n, 0),
    overdue: shown.overdue,
    all: shown.all,
    mine: read.tickets.unfinished({ ...inMailbox, assignee: me }),
    groups: read.tickets.unfinished({ ...inMailbox, groups }),
    unassigned: read.tickets.unfinished({ ...inMailbox, assignee: "" }),
  };
}

/** Everyone to whom a ticket can be assigned. */
export const agentsOf = (read: Read): readonly Person[] =>
  read.people
    .users()
    .filter((user) => !user.disabled)
    .map((user) => ({ user: user.name, name: user.fullName }));

/** Finds the full name for a user name; an unknown one is returned unchanged. */
export function personFinder(read: Read): (user: string) => Person {
  const names = new Map<string, string>(read.people.users().map((user) => [user.name, user.fullName]));
  return (user) => ({ user, name: names.get(user) ?? user });
}

/** Marks a ticket whose first event was erased: it has no subject, unless someone has set one. */
export const erasedMark = (ticket: Ticket): { readonly erased?: true } =>
  isErasedTicket(ticket) ? { erased: true } : {};

interface Asked {
  readonly me: string;
  readonly now: number;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly order: ListOrder;
}

/**
 * A page of a list, or of a saved view; with words in its conditions, by the newest message that has them.
 * @returns a fault for a cursor of another list, and for conditions that are no longer valid
 */
export function pageOfList(
  read: Read,
  filter: TicketFilter,
  saved: SavedView | null,
  { me, ...asked }: Asked,
): Result<{ readonly items: readonly Ticket[]; readonly next: string | null }, Fault> {
  if (saved === null) return ok(read.tickets.list(wantedTickets(filter, whoseOf(read, me)), asked));
  const found = read.search.find(saved.query, { ...asked, me });
  return found.ok
    ? ok({ items: found.value.hits.map(({ ticket }) => ticket), next: found.value.next })
    : found;
}

/** A ticket as a row of a list. */
export function ticketRow(
  ticket: Ticket,
  { person, due }: { readonly person: (user: string) => Person; readonly due: (ticket: Ticket) => DueView },
): TicketRow {
  return {
    number: ticket.number,
    version: ticket.version,
    waitingFor: ticket.waitingFor,
    subject: ticket.subject,
    ...erasedMark(ticket),
    preview: ticket.preview,
    state: ticket.state,
    requester: ticket.requester,
    assignee: ticket.assignee === null ? null : person(ticket.assignee),
    mailbox: ticket.mailbox,
    group: ticket.group,
    priority: ticket.priority,
    category: ticket.category,
    tags: ticket.tags,
    createdAt: ticket.createdAt,
    updatedAt: ticket.updatedAt,
    ...due(ticket),
    messages: ticket.messages,
    undelivered: ticket.undelivered,
  };
}

/** Tells when tickets are due, by what people set and by their targets. */
export function dueFinder(read: Read, now: number): (ticket: Ticket) => DueView {
  const lifecycle = read.tickets.lifecycle();
  return (ticket) => {
    const { state } = ticket;
    const { dueAt, soonAt } = read.tickets.moments(ticket);
    const overdue = isOverdue(lifecycle, { state, dueAt }, now);
    return { dueAt, overdue, dueSoon: !overdue && soonAt !== null && soonAt <= now };
  };
}
