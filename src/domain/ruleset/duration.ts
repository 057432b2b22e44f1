/** Durations as they stand in a ruleset: "3 days". */
import type { Cursor } from "./cursor.ts";

const MINUTE = 60_000;
const units: ReadonlyMap<string, number> = new Map([
  ...(
    [
      ["minute", MINUTE],
      ["hour", 60 * MINUTE],
      ["day", 1440 * MINUTE],
      ["week", 7 * 1440 * MINUTE],
    ] as const
  ).flatMap(([unit, length]) => [[unit, length] as const, [`${unit}s`, length] as const]),
]);
/** Ten years. */
const LONGEST = 3650 * 1440 * MINUTE;

/** Reads a number and a unit, in milliseconds. */
export function readDuration(cursor: Cursor): number {
  const at = cursor.peek();
  const duration = cursor.number() * cursor.oneOf(units);
  const fits = Number.isInteger(duration / MINUTE) && duration > 0 && duration <= LONGEST;
  return fits ? duration : cursor.stuck("duration", {}, at);
}

/** In the largest unit of which it is a whole number, up to days. @param duration milliseconds */
export function durationText(duration: number): string {
  const minutes = duration / MINUTE;
  const [unit, n] =
    minutes % 1440 === 0
      ? ["day", minutes / 1440]
      : minutes % 60 === 0
        ? ["hour", minutes / 60]
        : ["minute", minutes];
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}
