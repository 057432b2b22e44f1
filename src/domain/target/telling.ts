/** What is to be told of a ticket's clocks, and when (T-30 to T-33). */
import { type Clock, clocksOf, type Declared, earliest, finalSince } from "./clocks.ts";
import type { History, Told } from "./history.ts";

/** Something to tell of a clock, and the moment at which it was so, in milliseconds since 1970. */
export interface Tell extends Told {
  readonly at: number;
}

/** All that is to be told of a ticket and has not been, whenever it is so; the earliest first. */
export function untold(history: History, declared: Declared): readonly Tell[] {
  const { target, merged, told } = history;
  if (target === null || merged) return [];
  const since = Math.max(history.since, declared.since);
  const final = finalSince(history, declared.lifecycle);
  const isTold = (of: Told["of"], { name, startedAt }: Clock) =>
    told.some(
      (one) => one.of === of && one.clock === name && one.startedAt === startedAt && one.target === target,
    );
  return clocksOf(history, declared)
    .flatMap((clock): readonly Tell[] => {
      const { name, startedAt, warnAt, dueAt, doneAt } = clock;
      const stoppedAt = doneAt ?? final;
      if ((stoppedAt !== null && stoppedAt <= since) || isTold("missed", clock)) return [];
      const about = { clock: name, target, startedAt };
      const tells: Tell[] = [];
      if (stoppedAt === null && warnAt !== null && warnAt !== dueAt && !isTold("warned", clock))
        tells.push({ ...about, of: "warned", at: warnAt });
      if (dueAt !== null && (doneAt === null || dueAt < doneAt))
        tells.push({ ...about, of: "missed", at: dueAt });
      return tells;
    })
    .sort((a, b) => a.at - b.at);
}

/** When there is something to tell next; null if there is nothing. */
export const tellAt = (history: History, declared: Declared): number | null =>
  earliest(untold(history, declared).map(fromWhen));

/** A clock that stops when it is due has been kept. */
const fromWhen = ({ of, at }: Tell): number => (of === "missed" ? at + 1 : at);

/** What is to be told by now (T-31). @param now milliseconds since 1970 */
export function tellNow(history: History, declared: Declared, now: number): readonly Tell[] {
  const all = untold(history, declared).filter((one) => fromWhen(one) <= now);
  const missed = new Set(all.flatMap(({ of, clock }) => (of === "missed" ? [clock] : [])));
  return all.filter(({ of, clock }) => of === "missed" || !missed.has(clock));
}
