/** Moments that rules wait for (R-160 to R-163 of the ruleset's SPEC.md), and which of them a ticket has come to. */
import { add } from "../calendar/index.ts";
import { isFinal } from "../lifecycle/index.ts";
import { type Declared, earliest, momentIn } from "./clocks.ts";
import type { History } from "./history.ts";
import { lengthOf } from "./length.ts";
import type { TimeWait } from "./types.ts";

/** A moment that was waited for: of a clock or a stay in a state that began at `startedAt`. Milliseconds since 1970. */
export interface Moment {
  readonly wait: TimeWait;
  readonly startedAt: number;
  readonly at: number;
}

/** What tells one wait from another: the same one in two rules is one. */
export function waitKey(wait: TimeWait): string {
  const { length } = wait;
  const time = length === null ? "0" : `${length.n} ${length.unit}`;
  return wait.on === "clock"
    ? `clock ${wait.clock} ${wait.side} ${time}`
    : `stay ${JSON.stringify([wait.state, wait.calendar])} ${time}`;
}

/** When the ticket comes to a moment next; null if it does not. */
export const reachesAt = (history: History, declared: Declared): number | null =>
  earliest(untold(history, declared).map(fromWhen));

/** The moments that the ticket has come to and that have not been recorded, the earliest first. @param now milliseconds since 1970 */
export const reachedBy = (history: History, declared: Declared, now: number): readonly Moment[] =>
  untold(history, declared)
    .filter((one) => fromWhen(one) <= now)
    .toSorted((a, b) => a.at - b.at);

/** An answer that is given when it is due is in time. */
const fromWhen = ({ wait, at }: Moment): number =>
  wait.on === "clock" && wait.side === "after" ? at + 1 : at;

function untold(history: History, declared: Declared): readonly Moment[] {
  if (history.merged) return [];
  return (declared.waits ?? []).flatMap(({ wait, since }): readonly Moment[] => {
    const moment = wait.on === "clock" ? ofClock(wait, history, declared) : ofStay(wait, history);
    // What was over when the rule took effect is not caught up on.
    if (moment === null || moment.at <= since || moment.at < history.since) return [];
    const key = waitKey(wait);
    const isTold = history.reached?.some((one) => one.key === key && one.startedAt === moment.startedAt);
    return isTold ? [] : [moment];
  });
}

function ofClock(
  wait: Extract<TimeWait, { on: "clock" }>,
  history: History,
  declared: Declared,
): Moment | null {
  const [inState = ""] = history.stays.at(-1) ?? [];
  if (isFinal(declared.lifecycle, inState)) return null;
  const found = momentIn(history, declared, wait);
  return found && { wait, ...found };
}

function ofStay(wait: Extract<TimeWait, { on: "stay" }>, { stays }: History): Moment | null {
  const [state, startedAt = 0] = stays.at(-1) ?? [];
  if (state !== wait.state) return null;
  const hours = wait.hours ?? null;
  const at = add(hours, startedAt, lengthOf(wait.length, hours));
  return at === null ? null : { wait, startedAt, at };
}
