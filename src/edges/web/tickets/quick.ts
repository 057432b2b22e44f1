/** What the buttons of a ticket do at once, of one or of several selected in a list. */
import { type Fault, fault } from "../../../base/fault.ts";
import { isFinal, kindOf, type Lifecycle } from "../../../domain/lifecycle/index.ts";
import type { Change, Ticket } from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import type { TicketDone } from "../server/flash.ts";
import type { Properties } from "./view.ts";

/** What a button does, or why the reader cannot; null if there is no such button. */
export function quickChange(
  what: string,
  me: Ticket["assignee"],
  read: Read,
  ticket: Ticket,
): { readonly change: Change; readonly done: TicketDone } | { readonly refused: Fault } | null {
  if (what === "take") return { change: { assignee: me }, done: "taken" };
  const lifecycle = read.tickets.lifecycle();
  const closed = isFinal(lifecycle, ticket.state);
  const { to, close, reopen } = read.tickets.moves(ticket);
  const { state: from } = ticket;
  if (what === "close") {
    // One that is closed stays so: somebody else was faster.
    const state = closed ? from : close;
    return state === null
      ? { refused: fault("ticket.no-close", { params: { from } }) }
      : { change: { state }, done: "closed" };
  }
  if (what !== "reopen") return null;
  const state = closed ? reopen : from;
  return state === null
    ? { refused: fault("ticket.no-way", { params: { from, to: "", values: to.join(", ") } }) }
    : { change: { state }, done: "reopened" };
}

/** What a change to a state comes to, for those who made it. @param before the ticket before it */
export function stateDone(lifecycle: Lifecycle, state: Properties["state"], before: Ticket): TicketDone {
  const kind = kindOf(lifecycle, state);
  if (kind === "final") return "closed";
  if (kind === "waiting") return "held";
  return isFinal(lifecycle, before.state) ? "reopened" : "state";
}
