/** Merging, splitting and moving conversations. Each is one commit over both tickets; later mail is added accordingly. */
import { type Fault, fault } from "../../base/fault.ts";
import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  followMerges,
  merge,
  moveMessages,
  type Ticket,
  tokenFrom,
  unmerge,
} from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import { conflictSince } from "./find.ts";
import type { CommandParts, Commands, Commit, Done, Options } from "./types.ts";

export function createThreads(
  { randomBytes }: CommandParts,
  commit: Commit,
): Pick<Commands, "merge" | "unmerge" | "split" | "move"> {
  return {
    merge: (caller, number, into, options) =>
      change(caller, options, (view) => {
        const tickets = both(view, number, into, options, caller);
        if (!tickets.ok) return tickets;
        const [ticket, target] = tickets.value;
        const handed = merge(ticket, target, view.messagesIn(number));
        if (!handed.ok) return handed;
        return ok(handOver(ticket, target, handed.value));
      }),

    unmerge: (caller, number, options) =>
      change(caller, options, (view) => {
        const into = view.ticket(number)?.mergedInto;
        if (!into) return refuse(fault("ticket.not-merged", { params: { number } }));
        const tickets = both(view, number, into, options, caller);
        if (!tickets.ok) return tickets;
        const [ticket, first] = tickets.value;
        // The ticket it was merged into may have been merged as well since.
        const target = followMerges(first, view.ticket);
        const back = view.mergedMessages(number, target.number);
        const handed = unmerge(ticket, target, back);
        if (!handed.ok) return handed;
        const { events } = handOver(target, ticket, handed.value);
        return ok({ events, done: doneOf(ticket, 1) });
      }),

    move: (caller, number, messages, to, options) =>
      change(caller, options, (view) => {
        const tickets = both(view, number, to, options, caller);
        if (!tickets.ok) return tickets;
        const [ticket, target] = tickets.value;
        if (target.mergedInto !== null) {
          return refuse(fault("ticket.merged", { params: { number: to, into: target.mergedInto } }));
        }
        const handed = moveMessages(ticket, to, messages, view.messagesIn(number));
        if (!handed.ok) return handed;
        return ok(handOver(ticket, target, handed.value));
      }),

    split: (caller, number, messages, subject, options) => {
      const token = tokenFrom(randomBytes(15));
      return change(caller, options, (view) => {
        const ticket = view.ticket(number);
        if (!ticket) return refuse(noTicket(number));
        const moved = conflictSince(view, ticket, options, caller);
        if (moved) return refuse(moved);
        const next = view.nextTicketNumber();
        const handed = moveMessages(ticket, next, messages, view.messagesIn(number));
        if (!handed.ok) return handed;
        const { mailbox, requester, group } = ticket;
        const first = authorOf(view, messages) ?? requester;
        const title = subject?.trim() || ticket.subject;
        const via = caller.actor.kind === "token" ? "api" : "web";
        return ok({
          events: [
            {
              ticket: next,
              event: {
                type: "TicketOpened",
                number: next,
                token,
                mailbox,
                subject: title,
                requester: first,
                group,
                via,
              },
            },
            { ticket: number, event: handed.value.given },
            { ticket: next, event: handed.value.taken },
          ],
          done: { ticket: next, version: 2 },
        });
      });
    },
  };

  function change(
    caller: Caller,
    options: Options | undefined,
    decide: (view: View) => Result<{ events: readonly NewEvent[]; done: Done }, Fault>,
  ): Promise<Result<Done, Fault>> {
    return commit<Done>(caller, "tickets.write", options, decide);
  }
}

/** Both tickets, if they exist and the first has the version that the caller saw. */
function both(
  view: View,
  number: TicketNumber,
  other: TicketNumber,
  options: Options | undefined,
  caller: Caller,
): Result<readonly [Ticket, Ticket], Fault> {
  const [ticket, target] = [view.ticket(number), view.ticket(other)];
  if (!ticket) return refuse(noTicket(number));
  if (!target) return refuse(noTicket(other));
  const moved = conflictSince(view, ticket, options, caller);
  return moved ? refuse(moved) : ok([ticket, target]);
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

const noTicket = (number: TicketNumber) => fault("ticket.unknown", { params: { number } });

/** The author of the first received message among these. */
function authorOf(view: View, messages: readonly MessageKey[]) {
  for (const key of messages) {
    const event = view.message(key)?.event;
    if (event?.type === "MessageReceived") return event.from;
  }
  return null;
}
