/** What a ticket's clocks depend on, moved on by its events (T-10 to T-16 of the targets' SPEC.md). */
import type { Recorded } from "../events.ts";
import {
  answeredIn,
  type History,
  heard,
  type Moment,
  movedTo,
  openedHistory,
  promised,
  type Tell,
  waitKey,
  withoutAnswers,
  withReached,
  withTold,
} from "../target/index.ts";
import type { ClockTold, TimeReached } from "./clock-told.ts";
import { isOfMachine } from "./people.ts";
import type { TicketEvent } from "./types.ts";
import { writtenAt } from "./waiting.ts";

/** The history after an event; the same value if it does not matter for clocks. @param history null before the first event */
export function timesAfter(history: History | null, { event, time }: Recorded<TicketEvent>): History {
  if (event.type === "TicketOpened") return openedHistory(event.state ?? "new", time);
  if (history === null) throw new Error(`${event.type} comes before its ticket`);
  switch (event.type) {
    case "MessageReceived": {
      if (event.answered) return history;
      const at = writtenAt(event, time);
      if (event.sent) return answeredIn(history, event.message, at);
      return isOfMachine(event.automatic) ? history : heard(history, at);
    }
    case "ReplyWritten":
      return event.automatic ? history : answeredIn(history, event.message, time);
    case "RepliedElsewhere":
      return answeredIn(history, event.message, time);
    case "ReplyTakenBack":
    case "ReplyWithheld":
      return withoutAnswers(history, [event.message]);
    case "StateChanged":
      return movedTo(history, event.to, time);
    case "Changed":
      return event.changes.target === undefined && event.changes.dueAt === undefined
        ? history
        : promised(history, event.changes, time);
    case "MessagesGiven": {
      const left = withoutAnswers(history, event.messages);
      return event.merge ? { ...movedTo(left, event.state ?? "closed", time), merged: true } : left;
    }
    case "MessagesTaken": {
      const asked = event.asks ? heard(history, time) : history;
      return event.unmerge ? { ...movedTo(asked, event.state ?? "open", time), merged: false } : asked;
    }
    case "TargetWarned":
    case "TargetMissed": {
      const { clock, target, startedAt } = event;
      const of = event.type === "TargetWarned" ? "warned" : "missed";
      return withTold(history, { of, clock, target, startedAt });
    }
    case "TimeReached":
      return withReached(history, { key: waitKey(event.wait), startedAt: event.startedAt });
    default:
      return history;
  }
}

/** What is to be told of a clock, as the event that records it. */
export const clockTold = ({ of, clock, target, startedAt, at }: Tell): ClockTold => ({
  type: of === "warned" ? "TargetWarned" : "TargetMissed",
  ...{ target, clock, startedAt, at },
});

/** A moment that rules wait for, as the event that records it. */
export function timeReached({ wait, startedAt, at }: Moment): TimeReached {
  if (wait.on === "clock") return { type: "TimeReached", wait, startedAt, at };
  const { hours: _, ...named } = wait;
  return { type: "TimeReached", wait: named, startedAt, at };
}
