/**
 * Tells of the clocks of tickets: that time is nearly over, or was exceeded (T-30 to T-33 of `domain/target/SPEC.md`); and that
 * tickets came to a moment that rules wait for (R-160 of `domain/ruleset/SPEC.md`).
 */
import type { Now } from "../../base/clock.ts";
import type { TicketNumber } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { systemActor } from "../../domain/actor.ts";
import { reachedBy, tellNow } from "../../domain/target/index.ts";
import { clockTold, timeReached } from "../../domain/ticket/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import { settingsOf, ticketsOf } from "../depends.ts";
import { createDueWork, type DueWork } from "../due-work.ts";

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly log: Log;
}

/**
 * Records what is to be told. When that is, is in the read model, so nothing is forgotten while the program does not run, and the
 * event itself ends it, so nothing is told twice.
 */
export function createTargets({ record, now, log }: Parts): DueWork {
  return createDueWork<TicketNumber>(
    { record, log, now },
    {
      begins: [
        ...(["TicketOpened", "Changed", "StateChanged", "MessageReceived", "ReplyWritten"] as const),
        ...([
          "RepliedElsewhere",
          "ReplyTakenBack",
          "ReplyWithheld",
          "RulesetActivated",
          "RulesetDeactivated",
        ] as const),
        ...(["MessagesGiven", "MessagesTaken"] as const),
      ],
      due: (view, at, limit) => view.ticketsToTell(at, limit),
      next: (view) => view.nextToTell(),
      id: String,
      line: (ticket) => ticket,
      give,
      what: "a target",
    },
  );

  async function give(number: TicketNumber): Promise<"done"> {
    await record.commit(systemActor("targets"), (view, time) => {
      const times = view.ticketTimes(number);
      if (times === null) return nothing(undefined);
      const declared = view.declared();
      const told = [
        ...tellNow(times.history, declared, time).map(clockTold),
        ...reachedBy(times.history, declared, time).map(timeReached),
      ];
      if (told.length === 0) return nothing(undefined);
      const events = told.map((event) => ({ ticket: number, event }));
      return { events, dependsOn: [...ticketsOf(view, events), settingsOf(view)], value: undefined };
    });
    return "done";
  }
}
