import type { ClockName } from "../target/index.ts";

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
