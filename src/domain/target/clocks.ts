/** The clocks of a ticket, as its history and what is declared now make them (T-10 to T-23). */
import { add, between, type Calendar } from "../calendar/index.ts";
import { isFinal, kindOf, type Lifecycle } from "../lifecycle/index.ts";
import type { History } from "./history.ts";
import { lengthOf, limitOf } from "./length.ts";
import { type ClockName, clockNames, type DeclaredWait, type Target, type TimeWait } from "./types.ts";

/** What is declared now. */
export interface Declared {
  readonly lifecycle: Lifecycle;
  readonly targets: readonly Target[];
  /** Since when. */
  readonly since: number;
  /** The moments that rules wait for; absent for none. */
  readonly waits?: readonly DeclaredWait[];
}

/** All moments are milliseconds since 1970, durations milliseconds within the calendar's hours. */
export interface Clock {
  readonly name: ClockName;
  readonly startedAt: number;
  /** When it stopped; null if it has not. */
  readonly doneAt: number | null;
  /** What was promised. */
  readonly within: number;
  /** Null if it pauses before that, or stopped before it. */
  readonly warnAt: number | null;
  readonly dueAt: number | null;
  readonly paused: boolean;
  /** What counted until it was started the last time, or stopped. */
  readonly spent: number;
  /** Since when it has been running; null if it is not. */
  readonly runningSince: number | null;
}

/** The target of a ticket as it is declared; null if it has none, or one that is not declared (T-5). */
export const targetOf = ({ targets }: Declared, name: string | null): Target | null =>
  targets.find((one) => one.name === name) ?? null;

/** The clocks of a ticket, in the order first, next, resolved. That of the next answer only once there is one to give. */
export function clocksOf(history: History, declared: Declared): readonly Clock[] {
  const target = targetOf(declared, history.target);
  if (target === null) return [];
  const runs = runsOf(history, declared.lifecycle);
  return clockNames.flatMap((name) => {
    const limit = limitOf(target, name);
    const span = limit && spanOf(name, history, declared.lifecycle);
    return limit === null || span === null
      ? []
      : [clock(name, span, { ...limit, calendar: target.calendar, runs })];
  });
}

/**
 * When a clock that has not stopped comes to a moment before or after it is due; null if it does not. A time before that is
 * longer than what was promised begins with the clock, as for warnings (T-4).
 */
export function momentIn(
  history: History,
  declared: Declared,
  { clock: name, side, length }: Extract<TimeWait, { on: "clock" }>,
): { readonly startedAt: number; readonly at: number } | null {
  const target = targetOf(declared, history.target);
  const limit = target && limitOf(target, name);
  const span = limit && spanOf(name, history, declared.lifecycle);
  if (!target || !limit || !span || span.done !== null) return null;
  const { within } = limit;
  const away = length === null ? 0 : lengthOf(length, target.calendar);
  const warn = side === "before" ? Math.min(within, away) : -away;
  const runs = runsOf(history, declared.lifecycle);
  const { startedAt, warnAt } = clock(name, span, { within, warn, calendar: target.calendar, runs });
  return warnAt === null ? null : { startedAt, at: warnAt };
}

interface Span {
  readonly from: number;
  readonly done: number | null;
}

/** From when to when a clock goes; null if it does not. */
function spanOf(name: ClockName, history: History, lifecycle: Lifecycle): Span | null {
  const { openedAt, turns } = history;
  if (name === "first")
    return { from: openedAt, done: turns.find(({ answer }) => answer !== null)?.at ?? null };
  if (name === "resolved") {
    return { from: openedAt, done: finalSince(history, lifecycle) };
  }
  const asked = turns.findLastIndex(({ answer }) => answer === null);
  const from = turns[asked];
  if (from === undefined) return null;
  return { from: from.at, done: turns.slice(asked + 1).find(({ answer }) => answer !== null)?.at ?? null };
}

/** Since when a ticket has been in final states; null if it is not. */
export function finalSince({ stays }: History, lifecycle: Lifecycle): number | null {
  const open = stays.findLastIndex(([state]) => !isFinal(lifecycle, state));
  return stays[open + 1]?.[1] ?? null;
}

/** When the clocks ran (T-13); the end is null for a run that goes on. */
type Run = readonly [from: number, to: number | null];

function runsOf({ stays }: History, lifecycle: Lifecycle): readonly Run[] {
  const runs: Run[] = [];
  for (const [n, [state, from]] of stays.entries()) {
    const kind = kindOf(lifecycle, state);
    if (kind === "waiting" || kind === "final") continue;
    const to = stays[n + 1]?.[1] ?? null;
    const last = runs.at(-1);
    if (last?.[1] === from) runs[runs.length - 1] = [last[0], to];
    else runs.push([from, to]);
  }
  return runs;
}

interface Counting {
  readonly within: number;
  readonly warn: number;
  readonly calendar: Calendar | null;
  readonly runs: readonly Run[];
}

function clock(name: ClockName, { from, done }: Span, { within, warn, calendar, runs }: Counting): Clock {
  let spent = 0;
  let runningSince: number | null = null;
  let warnAt: number | null = null;
  let dueAt: number | null = null;
  for (const [began, ended] of runs) {
    const start = Math.max(began, from);
    const end = ended === null ? done : Math.min(ended, done ?? ended);
    if (end !== null && end <= start) continue;
    const reached = (limit: number) => {
      if (limit < spent) return null;
      const at = add(calendar, start, limit - spent);
      return at !== null && (end === null || at <= end) ? at : null;
    };
    warnAt ??= reached(within - warn);
    dueAt ??= reached(within);
    if (end === null) runningSince = start;
    else spent += between(calendar, start, end);
  }
  const paused = done === null && runningSince === null;
  return { name, startedAt: from, doneAt: done, within, warnAt, dueAt, paused, spent, runningSince };
}

/** What is left of a clock's time, negative if it has been exceeded. @param now milliseconds since 1970 */
export function leftOf(
  { within, spent, runningSince }: Clock,
  calendar: Calendar | null,
  now: number,
): number {
  return within - spent - (runningSince === null ? 0 : between(calendar, runningSince, now));
}

/** Whether a clock was not kept (T-21). @param now milliseconds since 1970 */
export const isMissed = ({ dueAt, doneAt }: Clock, now: number): boolean =>
  dueAt !== null && dueAt < (doneAt ?? now);

/** When a ticket is due, and from when on it is due soon (T-22, T-23); null if it is not. */
export interface Moments {
  readonly dueAt: number | null;
  readonly soonAt: number | null;
}

export function momentsOf(history: History, declared: Declared): Moments {
  const open = clocksOf(history, declared).filter(({ doneAt }) => doneAt === null);
  return {
    dueAt: earliest([history.dueAt, ...open.map(({ dueAt }) => dueAt)]),
    soonAt: earliest(open.map(({ warnAt }) => warnAt)),
  };
}

/** The earliest of some moments; null if there is none. */
export function earliest(moments: readonly (number | null)[]): number | null {
  let least: number | null = null;
  for (const one of moments) if (one !== null && (least === null || one < least)) least = one;
  return least;
}
