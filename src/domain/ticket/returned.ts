import { type Lifecycle, returnsOf } from "../lifecycle/index.ts";
import type { Ticket, TicketEvent } from "./types.ts";

/**
 * The move of a ticket whose time in its state is over (L-23); null if it is not, or the ticket was merged.
 * @param now milliseconds since 1970
 */
export function returned(
  lifecycle: Lifecycle,
  { state, stateSince, mergedInto }: Pick<Ticket, "state" | "stateSince" | "mergedInto">,
  now: number,
): TicketEvent | null {
  const returns = returnsOf(lifecycle, state);
  if (returns === null || mergedInto !== null || stateSince + returns.after > now) return null;
  return { type: "StateChanged", from: state, to: returns.to, cause: { code: "time" } };
}
