/** Targets as values, as they are recorded. */
import type { Calendar } from "../calendar/index.ts";

/** What a target can promise (T-1). */
export const clockNames = ["first", "next", "resolved"] as const;
export type ClockName = (typeof clockNames)[number];

export const lengthUnits = ["minute", "hour", "day", "week"] as const;
export type LengthUnit = (typeof lengthUnits)[number];

/** A length of time as it is declared: how long a day or a week is depends on the calendar (T-3). */
export interface Length {
  readonly n: number;
  readonly unit: LengthUnit;
}

export interface Target {
  readonly name: string;
  /** Null for all time. */
  readonly calendar: Calendar | null;
  /** Within what time; null for no such promise. At least one is not null. */
  readonly limits: Readonly<Record<ClockName, Length | null>>;
  /** How long before a moment is due people are warned; null if it does not say (T-4). */
  readonly warn: Length | null;
}
