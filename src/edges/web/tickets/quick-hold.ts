import { kindOf } from "../../../domain/lifecycle/index.ts";
import type { Change, Ticket } from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";

/** The change that puts a ticket on hold: it stays where it is if that is a waiting state. @param until null without a date */
export function quickHold(read: Read, ticket: Ticket, until: number | null): Change {
  const lifecycle = read.tickets.lifecycle();
  const waiting = (state: string) => kindOf(lifecycle, state) === "waiting";
  const state = [ticket.state, ...read.tickets.moves(ticket).to].find(waiting);
  return { ...(state === undefined ? {} : { state }), heldUntil: until };
}
