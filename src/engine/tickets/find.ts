import { type Fault, fault } from "../../base/fault.ts";
import type { TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { MOST_CHANGES, missedSince, movedSince, type Ticket } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import type { PastEvents } from "../past.ts";
import { ifAllowed } from "../people/caller.ts";
import { movedBy } from "./moved.ts";
import type { Options } from "./types.ts";

/** The ticket that a command is about: it exists within its caller's scope, is still as they saw it, and was not merged. */
export function findTicket(
  view: View,
  past: PastEvents,
  number: TicketNumber,
  options: Options | undefined,
  caller: Caller,
): Result<Ticket, Fault> {
  const ticket = ticketFor(view, number, caller);
  if (!ticket.ok) return ticket;
  const moved = conflictSince(view, past, ticket.value, options, caller);
  if (moved) return refuse(moved);
  const { mergedInto: into } = ticket.value;
  return into === null ? ticket : refuse(fault("ticket.merged", { params: { number, into } }));
}

/** A ticket that the caller may change, if it exists within their scope; ticket.unknown otherwise. */
export function ticketFor(view: View, number: TicketNumber, caller: Caller): Result<Ticket, Fault> {
  const ticket = ifAllowed(caller, "tickets.write", view.ticket(number));
  return ticket ? ok(ticket) : refuse(fault("ticket.unknown", { params: { number } }));
}

/** What happened to a ticket since the version that the caller saw, as a refusal; null if nothing that matters. */
export function conflictSince(
  view: View,
  past: PastEvents,
  ticket: Ticket,
  options: Options | undefined,
  caller: Caller,
): Fault | null {
  const seen = options?.ifVersion;
  const missed = missedSince(ticket, seen);
  if (seen === undefined || missed === "nothing") return null;
  if (missed === "too-much") return fault("thing.moved-on");
  const { own = false, mails = false } = options?.allow ?? {};
  const since = past.changes(ticket, seen, MOST_CHANGES);
  const moved = movedSince(since, own ? caller.actor : null, !mails);
  const [event] = moved === null ? [] : past.at([moved.position]);
  return event ? movedBy(view, event) : null;
}
