import type { ClockName, TimeWait } from "../target/index.ts";

/**
 * Time ran out for what a target promises: it is nearly over, or it was exceeded (T-30 of the targets' SPEC.md). It happened at
 * `at`, also if it was recorded later. All moments are milliseconds since 1970.
 */
export type ClockTold = {
  readonly type: "TargetWarned" | "TargetMissed";
  /** The name of the target. */
  readonly target: string;
  readonly clock: ClockName;
  /** When the clock started: each start is told of once. */
  readonly startedAt: number;
  readonly at: number;
};

/**
 * A ticket came to a moment that rules wait for (R-160 of the ruleset's SPEC.md), at `at`, also if it was recorded later. All
 * moments are milliseconds since 1970.
 */
export type TimeReached = {
  readonly type: "TimeReached";
  readonly wait: TimeWait;
  /** When the clock, or the stay in the state, started: each start comes to it once. */
  readonly startedAt: number;
  readonly at: number;
};
