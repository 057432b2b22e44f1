/** Undoing what someone has just changed on a ticket. */
import { actorText } from "../../domain/actor.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { isTicketEvent, type Ticket, type TicketEvent, undoChange } from "../../domain/ticket/index.ts";
import type { PastEvents } from "../past.ts";
import type { Commands, OnTicket } from "./types.ts";

export const createUndo = (onTicket: OnTicket): Pick<Commands, "undo"> => ({
  undo: (caller, number, version, options) =>
    onTicket(caller, number, options, (ticket, _view, _now, past) =>
      undoChange(ticket, changeAt(past, ticket, version, caller)),
    ),
});

/** A change has at most two events, of the properties and then of the state, with one time. */
const LONGEST = 2;

/** The events of the caller's own change that gave the ticket this version. */
function changeAt(past: PastEvents, ticket: Ticket, version: number, caller: Caller): readonly TicketEvent[] {
  const changes = past.changes(ticket, Math.max(0, version - LONGEST), LONGEST);
  const [before, last] = past.at(changes.map(({ position }) => position));
  if (!before || !last || actorText(last.actor) !== actorText(caller.actor) || !isTicketEvent(last))
    return [];
  const together =
    before.event.type === "Changed" &&
    last.event.type === "StateChanged" &&
    before.time === last.time &&
    actorText(before.actor) === actorText(last.actor);
  return together ? [before.event, last.event] : [last.event];
}
