import { type Lifecycle, resumed, returnsOf } from "../lifecycle/index.ts";
import type { Ticket, TicketEvent } from "./types.ts";

/**
 * The move of a ticket whose time in its state is over: the one until which it is held (L-24), or else that of its lifecycle
 * (L-23). Null if it is not over, or the ticket was merged.
 * @param now milliseconds since 1970
 */
export function returned(
  lifecycle: Lifecycle,
  {
    state,
    stateSince,
    heldUntil,
    mergedInto,
  }: Pick<Ticket, "state" | "stateSince" | "heldUntil" | "mergedInto">,
  now: number,
): TicketEvent | null {
  if (mergedInto !== null) return null;
  const cause = { code: "time" } as const;
  if (heldUntil !== null) {
    const to = resumed(lifecycle, state);
    return heldUntil > now ? null : { type: "StateChanged", from: state, to, cause, was: heldUntil };
  }
  const returns = returnsOf(lifecycle, state);
  if (returns === null || stateSince + returns.after > now) return null;
  return { type: "StateChanged", from: state, to: returns.to, cause };
}
