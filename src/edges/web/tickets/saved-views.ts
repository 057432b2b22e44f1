/** Saved views: their entries in the left column, and the search that means the list at hand. */
import type { Read } from "../../../record/reading/index.ts";
import type { SavedEntry, TicketFilter } from "./view.ts";

/** The most tickets of a view that are counted. */
const MOST_COUNTED = 99;

/** The most views that are shown with the number of their tickets: each costs as much as a page of a list. */
const MOST_WITH_COUNTS = 20;

/** The views that the reader sees, with how many tickets the first of them have. */
export const savedEntries = (read: Read, me: string, now: number): readonly SavedEntry[] =>
  read.views.list().map(({ id, name, query, shared }, at) => ({
    ...{ id, name, shared },
    counted: at < MOST_WITH_COUNTS ? read.search.countTickets(query, { me, now, most: MOST_COUNTED }) : null,
  }));

/** The search that means a list, for saving it as a view. */
export function queryOf({ state, view, agent, mailbox }: TicketFilter): string {
  const parts = [
    state === "overdue" ? "is:overdue" : state === null ? "" : term("state", state),
    state === null && view === null ? "is:todo" : "",
    view === "mine" || view === "groups" || view === "unassigned" ? "is:unfinished" : "",
    view === "mine" ? "assignee:me" : view === "unassigned" ? "assignee:none" : "",
    view === "groups" ? "group:mine" : "",
    agent !== null && (view === null || view === "all" || view === "groups") ? term("assignee", agent) : "",
    mailbox === null ? "" : term("mailbox", mailbox),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

const term = (key: string, value: string): string =>
  /[\s"]/.test(value) ? `${key}:"${value.replaceAll('"', "")}"` : `${key}:${value}`;
