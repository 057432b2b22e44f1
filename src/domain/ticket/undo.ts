import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Ticket, TicketEvent, TicketFields } from "./types.ts";

/**
 * Undoes a change of state and properties, unless they were changed again since. Only this makes a ticket new again.
 * @param events of the change, oldest first; others are left alone
 */
export function undoChange(
  ticket: Ticket,
  events: readonly TicketEvent[],
): Result<readonly TicketEvent[], Fault> {
  const undone: TicketEvent[] = [];
  for (const event of events.toReversed()) {
    if (event.type === "StateChanged") {
      if (ticket.state !== event.to) return refuse(fault("undo.changed"));
      undone.push({ type: "StateChanged", from: event.to, to: event.from, cause: { code: "agent" } });
    } else if (event.type === "Changed") {
      if (!isStill(ticket, event.changes)) return refuse(fault("undo.changed"));
      undone.push({ type: "Changed", changes: event.before, before: event.changes });
    }
  }
  return undone.length === 0 ? refuse(fault("undo.nothing")) : ok(undone);
}

/** Whether these properties have the values that were set. */
function isStill(ticket: Ticket, set: Partial<TicketFields>): boolean {
  const now = new Map<string, unknown>(Object.entries(ticket));
  return Object.entries(set).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(now.get(name)),
  );
}
