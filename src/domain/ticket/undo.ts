import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Actor, actorText } from "../actor.ts";
import type { Recorded } from "../events.ts";
import { movedTo } from "./move-event.ts";
import { isTicketEvent } from "./recorded.ts";
import type { Ticket, TicketEvent, TicketFields } from "./types.ts";

/** The most events of a change: one of the properties and then one of the state, with one time. */
export const LONGEST_CHANGE = 2;

/**
 * Undoes one's own change of state and properties, unless they were changed again since. Only this makes a ticket new again.
 * @param recent the ticket's events up to the change's last one, oldest first: as many as a change has at most
 */
export function undoChange(
  ticket: Ticket,
  recent: readonly Recorded[],
  by: Actor,
): Result<readonly TicketEvent[], Fault> {
  const undone: TicketEvent[] = [];
  for (const event of ownChange(recent, by).toReversed()) {
    if (event.type === "StateChanged") {
      const same = ticket.state === event.to && ticket.heldUntil === (event.until ?? null);
      if (!same) return refuse(fault("undo.changed"));
      undone.push(movedTo(ticket, event.from, { code: "agent" }, event.was));
    } else if (event.type === "Changed") {
      if (!isStill(ticket, event.changes)) return refuse(fault("undo.changed"));
      undone.push({ type: "Changed", changes: event.before, before: event.changes });
    }
  }
  return undone.length === 0 ? refuse(fault("undo.nothing")) : ok(undone);
}

/** The last event, and the one before if both are one change; none if it was somebody else's. */
function ownChange(recent: readonly Recorded[], by: Actor): readonly TicketEvent[] {
  const [before, last] = recent;
  if (!before || !last || actorText(last.actor) !== actorText(by) || !isTicketEvent(last)) return [];
  const together =
    before.event.type === "Changed" &&
    last.event.type === "StateChanged" &&
    before.time === last.time &&
    actorText(before.actor) === actorText(last.actor);
  return together ? [before.event, last.event] : [last.event];
}

/** Whether these properties have the values that were set. */
export function isStill(ticket: Partial<TicketFields>, set: Partial<TicketFields>): boolean {
  const now = new Map<string, unknown>(Object.entries(ticket));
  return Object.entries(set).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(now.get(name)),
  );
}
