import type { State } from "../lifecycle/index.ts";
import type { StateCause, Ticket, TicketEvent } from "./types.ts";

/**
 * The move of a ticket to a state, as an event that can be undone: it says until when the ticket was held before.
 * @param until until when it is held there, in milliseconds since 1970; null for no such time
 */
export const movedTo = (
  { state, heldUntil }: Pick<Ticket, "state" | "heldUntil">,
  to: State,
  cause: StateCause,
  until: number | null = null,
): TicketEvent => ({
  ...{ type: "StateChanged", from: state, to, cause },
  ...(until === null ? {} : { until }),
  ...(heldUntil === null ? {} : { was: heldUntil }),
});
