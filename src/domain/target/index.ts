/** Targets: by when tickets are to be answered and resolved. Pure; the meaning is in SPEC.md. */
export {
  type Clock,
  clocksOf,
  type Declared,
  earliest,
  isMissed,
  leftOf,
  type Moments,
  momentsOf,
  targetOf,
} from "./clocks.ts";
export * from "./history.ts";
export { lengthOf } from "./length.ts";
export {
  type Moment,
  reachedBy,
  reachesAt,
  waitKey,
} from "./reached.ts";
export { type Tell, tellAt, tellNow, untold } from "./telling.ts";
export * from "./types.ts";
