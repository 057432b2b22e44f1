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

/** A change has at most two events: of the properties, then of the state. */
const LONGEST = 2;

/** The events of the caller's own change that gave the ticket this version. */
function changeAt(view: View, number: TicketNumber, version: number, caller: Caller): readonly TicketEvent[] {
  const events = view
    .changesSince(number, Math.max(0, version - LONGEST), LONGEST)
    .flatMap(({ position }) => view.event(position) ?? []);
  const last = events.at(-1);
  return events.flatMap((recorded) => {
    const own = actorText(recorded.actor) === actorText(caller.actor) && recorded.time === last?.time;
    return own && isTicketEvent(recorded) ? [recorded.event] : [];
  });
}
