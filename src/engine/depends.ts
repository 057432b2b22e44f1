import type { Fault } from "../base/fault.ts";
import { type Result, refuse } from "../base/result.ts";
import type { Dependency } from "../domain/dependency.ts";
import type { NewEvent } from "../domain/events.ts";
import { Moved } from "../record/decision.ts";
import type { View } from "../record/view.ts";

/** What events of tickets depend on: each of their tickets as it is, and the number of a new one. */
export function ticketsOf(view: View, events: readonly NewEvent[]): readonly Dependency[] {
  const tickets = new Map<number, Dependency>();
  for (const { ticket, event } of events) {
    if (ticket === null || tickets.has(ticket)) continue;
    const version = view.ticketVersion(ticket) ?? 0;
    tickets.set(
      ticket,
      event.type === "TicketOpened"
        ? { on: "next-ticket", number: ticket }
        : { on: "ticket", ticket, version },
    );
  }
  return [...tickets.values()];
}

/** All settings as they are. */
export const settingsOf = (view: View): Dependency => ({ on: "settings", changed: view.settingsChanged() });

/** All people as they are. */
export const peopleOf = (view: View): Dependency => ({ on: "people", changed: view.peopleChanged() });

/** The result of a commit, or a refusal if what it depends on has changed in the meantime. */
export async function unlessMoved<T>(
  commit: Promise<Result<T, Fault>>,
  moved: Fault,
): Promise<Result<T, Fault>> {
  try {
    return await commit;
  } catch (cause) {
    if (cause instanceof Moved) return refuse(moved);
    throw cause;
  }
}
