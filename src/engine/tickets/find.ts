import { type Fault, fault } from "../../base/fault.ts";
import type { TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { movedSince, type Ticket } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import { movedFault } from "./moved.ts";
import type { Options } from "./types.ts";

/** The most events looked at since a version; so many changes matter in any case. */
const LOOKED_AT = 500;

/** The ticket that a command is about: it exists, is still as its caller saw it, and was not merged. */
export function findTicket(
  view: View,
  number: TicketNumber,
  options: Options | undefined,
  caller: Caller,
): Result<Ticket, Fault> {
  const ticket = view.ticket(number);
  if (!ticket) return refuse(fault("ticket.unknown", { params: { number } }));
  const moved = conflictSince(view, ticket, options, caller);
  if (moved) return refuse(moved);
  if (ticket.mergedInto !== null) {
    return refuse(fault("ticket.merged", { params: { number, into: ticket.mergedInto } }));
  }
  return ok(ticket);
}

/** What happened to a ticket since the version that the caller saw, as a refusal; null if nothing that matters. */
export function conflictSince(
  view: View,
  ticket: Ticket,
  options: Options | undefined,
  caller: Caller,
): Fault | null {
  const seen = options?.ifVersion;
  if (seen === undefined || seen === ticket.version) return null;
  const since = view.changesSince(ticket.number, seen, LOOKED_AT);
  // There is no such version of this ticket, or it is too old.
  if (seen > ticket.version || since.length === LOOKED_AT) return fault("thing.moved-on");
  const { own = false, mails = false } = options?.allow ?? {};
  const moved = movedSince(since, own ? caller.actor : null, !mails);
  const event = moved && view.event(moved.position);
  return event && movedFault(view, event);
}
