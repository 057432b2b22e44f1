/** Lengths of time as targets and rules declare them: how long a day is depends on the calendar. */
import { type Length, type LengthUnit, lengthUnits } from "../target/index.ts";
import type { Cursor } from "./cursor.ts";

const units: ReadonlyMap<string, LengthUnit> = new Map(
  lengthUnits.flatMap((unit) => [
    [unit, unit],
    [`${unit}s`, unit],
  ]),
);
const minutesOf: Readonly<Record<LengthUnit, number>> = { minute: 1, hour: 60, day: 1440, week: 10_080 };
/** Ten years, in minutes. */
const LONGEST = 3650 * 1440;

/** Reads a number and a unit. */
export function readLength(cursor: Cursor): Length {
  const at = cursor.peek();
  const n = cursor.number();
  const unit = cursor.oneOf(units);
  const minutes = n * minutesOf[unit];
  const fits = Number.isInteger(minutes) && minutes > 0 && minutes <= LONGEST;
  return fits ? { n, unit } : cursor.stuck("duration", {}, at);
}

/** As it is printed. */
export const lengthText = ({ n, unit }: Length): string => `${n} ${unit}${n === 1 ? "" : "s"}`;
