/** Merging, splitting and moving conversations. Each is one commit over both tickets; later mail is added accordingly. */
import type { Fault } from "../../base/fault.ts";
import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import { addressesOf } from "../../domain/mail/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  followMerges,
  type MoveFacts,
  merge,
  moveMessages,
  split,
  type Ticket,
  tokenFrom,
  unmerge,
} from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import type { PastEvents } from "../past.ts";
import { accountsOf, peopleOfMessages } from "./accounts.ts";
import { conflictSince, ticketFor } from "./find.ts";
import type { CommandParts, Commands, Commit, Done, Options } from "./types.ts";

export function createThreads(
  { randomBytes }: CommandParts,
  commit: Commit,
): Pick<Commands, "merge" | "unmerge" | "split" | "move"> {
  return {
    merge: (caller, number, into, options) =>
      change(caller, options, (view, past) => {
        const tickets = both(view, past, number, into, options, caller);
        if (!tickets.ok) return tickets;
        const [ticket, target] = tickets.value;
        const handed = merge(ticket, target, view.messagesIn(number), view.lifecycle());
        if (!handed.ok) return handed;
        return ok(handOver(ticket, target, handed.value));
      }),

    unmerge: (caller, number, options) =>
      change(caller, options, (view, past) => {
        const merged = ticketFor(view, number, caller);
        if (!merged.ok) return merged;
        const into = merged.value.mergedInto;
        const first = into === null ? null : view.ticket(into);
        // The ticket it was merged into may have been merged as well since.
        const from = first ? followMerges(first, view.ticket).number : number;
        const tickets = both(view, past, number, from, options, caller);
        if (!tickets.ok) return tickets;
        const [ticket, target] = tickets.value;
        const messages = view.mergedMessages(number, target.number);
        const handed = unmerge(ticket, target, {
          messages,
          was: view.stateBeforeMerge(number),
          people: peopleOfMessages(view, past, messages),
          left: accountsOf(view, past, target, without(view.messagesIn(target.number), messages), number),
          back: accountsOf(view, past, ticket, [...view.messagesIn(number), ...messages]),
        });
        if (!handed.ok) return handed;
        const { events } = handOver(target, ticket, handed.value);
        return ok({ events, done: doneOf(ticket, 1) });
      }),

    move: (caller, number, messages, to, options) =>
      change(caller, options, (view, past) => {
        const tickets = both(view, past, number, to, options, caller);
        if (!tickets.ok) return tickets;
        const [ticket, target] = tickets.value;
        const handed = moveMessages(ticket, target, messages, moveFacts(view, past, ticket, messages));
        if (!handed.ok) return handed;
        return ok(handOver(ticket, target, handed.value));
      }),

    split: (caller, number, messages, subject, options) => {
      const token = tokenFrom(randomBytes(15));
      return change(caller, options, (view, past) => {
        const found = ticketFor(view, number, caller);
        if (!found.ok) return found;
        const ticket = found.value;
        const moved = conflictSince(view, past, ticket, options, caller);
        if (moved) return refuse(moved);
        const next = view.nextTicketNumber();
        const facts = {
          ...{ number: next, token, written: writtenIn(view, past, messages), by: caller.actor },
          ...{ own: addressesOf(view.mailboxes()), lifecycle: view.lifecycle() },
          ...moveFacts(view, past, ticket, messages),
        };
        const apart = split(ticket, messages, subject, facts);
        if (!apart.ok) return apart;
        const { opened, given, taken } = apart.value;
        return ok({
          events: [
            { ticket: next, event: opened },
            { ticket: number, event: given },
            { ticket: next, event: taken },
          ],
          done: { ticket: next, version: 2 },
        });
      });
    },
  };

  function change(
    caller: Caller,
    options: Options | undefined,
    decide: (view: View, past: PastEvents) => Result<{ events: readonly NewEvent[]; done: Done }, Fault>,
  ): Promise<Result<Done, Fault>> {
    return commit<Done>(caller, "tickets.write", options, (view, _, past) => decide(view, past));
  }
}

/** Both tickets, if they exist within the caller's scope and the first has the version that the caller saw. */
function both(
  view: View,
  past: PastEvents,
  number: TicketNumber,
  other: TicketNumber,
  options: Options | undefined,
  caller: Caller,
): Result<readonly [Ticket, Ticket], Fault> {
  const ticket = ticketFor(view, number, caller);
  if (!ticket.ok) return ticket;
  const target = ticketFor(view, other, caller);
  if (!target.ok) return target;
  const moved = conflictSince(view, past, ticket.value, options, caller);
  return moved ? refuse(moved) : ok([ticket.value, target.value]);
}

/** The facts for moving messages out of a ticket. */
function moveFacts(view: View, past: PastEvents, ticket: Ticket, messages: readonly MessageKey[]): MoveFacts {
  const present = view.messagesIn(ticket.number);
  return {
    present,
    people: peopleOfMessages(view, past, messages),
    left: accountsOf(view, past, ticket, without(present, messages)),
  };
}

function without(all: readonly MessageKey[], some: readonly MessageKey[]): readonly MessageKey[] {
  const out = new Set(some);
  return all.filter((key) => !out.has(key));
}

function handOver(
  from: Ticket,
  to: Ticket,
  { given, taken }: { given: NewEvent["event"]; taken: NewEvent["event"] },
) {
  return {
    events: [
      { ticket: from.number, event: given },
      { ticket: to.number, event: taken },
    ],
    done: doneOf(to, 1),
  };
}

const doneOf = (ticket: Ticket, events: number): Done => ({
  ticket: ticket.number,
  version: ticket.version + events,
});

/** Messages as they are recorded, in the order given. */
const writtenIn = (view: View, past: PastEvents, messages: readonly MessageKey[]) =>
  past.at(messages.flatMap((key) => view.positionOf(key) ?? [])).map(({ event }) => event);
