/** Tickets that go on by themselves once their time in a state is over (L-23 of `domain/lifecycle/SPEC.md`), or once that is over
 *  until which they are held (L-24). */
import type { Now } from "../../base/clock.ts";
import type { TicketNumber } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { systemActor } from "../../domain/actor.ts";
import { returned } from "../../domain/ticket/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { settingsOf, ticketsOf } from "../depends.ts";
import { createDueWork, type DueWork } from "../due-work.ts";

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly log: Log;
}

/**
 * Moves tickets whose time is over. Since when a ticket is in its state is in the read model, so nothing is forgotten while
 * the program does not run, and the move itself ends that, so nothing is done twice.
 */
export function createReturns({ record, now, log }: Parts): DueWork {
  return createDueWork<TicketNumber>(
    { record, log, now },
    {
      begins: [
        ...(["StateChanged", "TicketOpened", "MessagesGiven", "MessagesTaken"] as const),
        "RulesetActivated",
        "RulesetDeactivated",
      ],
      due: dueReturns,
      next: nextReturn,
      id: String,
      line: (ticket) => ticket,
      give,
      what: "a return",
    },
  );

  async function give(number: TicketNumber): Promise<"done"> {
    await record.commit(systemActor("lifecycle"), (view, time) => {
      const ticket = view.ticket(number);
      const event = ticket && returned(view.lifecycle(), ticket, time);
      if (!event) return nothing(undefined);
      const events = [{ ticket: number, event }];
      return { events, dependsOn: [...ticketsOf(view, events), settingsOf(view)], value: undefined };
    });
    return "done";
  }
}

function dueReturns(view: View, now: number, limit: number): readonly TicketNumber[] {
  const found: TicketNumber[] = [...view.ticketsHeldUntil(now, limit)];
  for (const { name, returns } of view.lifecycle().states)
    if (returns !== null && found.length < limit)
      found.push(...view.ticketsInState(name, now - returns.after, limit - found.length));
  return found;
}

function nextReturn(view: View): number | null {
  const times = view.lifecycle().states.flatMap(({ name, returns }) => {
    const since = returns && view.firstInState(name);
    return returns === null || since === null ? [] : [since + returns.after];
  });
  const held = view.firstHeldUntil();
  const all = held === null ? times : [...times, held];
  return all.length === 0 ? null : Math.min(...all);
}
