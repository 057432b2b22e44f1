/** Undoing what someone has just changed on a ticket. */
import type { TicketNumber } from "../../base/ids.ts";
import { actorText } from "../../domain/actor.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { isTicketEvent, type TicketEvent, undoChange } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import type { Commands, OnTicket } from "./types.ts";

export const createUndo = (onTicket: OnTicket): Pick<Commands, "undo"> => ({
  undo: (caller, number, version, options) =>
    onTicket(caller, number, options, (ticket, view) =>
      undoChange(ticket, changeAt(view, number, version, caller)),
    ),
});

/** A change has at most two events, of the properties and then of the state, with one time. */
const LONGEST = 2;

/** The events of the caller's own change that gave the ticket this version. */
function changeAt(view: View, number: TicketNumber, version: number, caller: Caller): readonly TicketEvent[] {
  const [before, last] = view
    .changesSince(number, Math.max(0, version - LONGEST), LONGEST)
    .flatMap(({ position }) => view.event(position) ?? []);
  if (!before || !last || actorText(last.actor) !== actorText(caller.actor) || !isTicketEvent(last))
    return [];
  const together =
    before.event.type === "Changed" &&
    last.event.type === "StateChanged" &&
    before.time === last.time &&
    actorText(before.actor) === actorText(last.actor);
  return together ? [before.event, last.event] : [last.event];
}
