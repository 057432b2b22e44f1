/** Targets as values, as they are recorded. */
import type { Calendar } from "../calendar/index.ts";
import type { State } from "../lifecycle/index.ts";

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

/** A moment that rules can wait for. */
export type TimeWait =
  /** A time before or after a clock is due; null for just when it is due. */
  | {
      readonly on: "clock";
      readonly clock: ClockName;
      readonly side: "before" | "after";
      readonly length: Length | null;
    }
  /** A ticket has been in a state for so long. */
  | {
      readonly on: "stay";
      readonly state: State;
      readonly length: Length;
      /** The name of a calendar, within whose hours time counts; null for all time. */
      readonly calendar: string | null;
      /** That calendar, where it is recorded what is waited for. */
      readonly hours?: Calendar;
    };

/** A wait, since when it is declared, in milliseconds since 1970. */
export interface DeclaredWait {
  readonly wait: TimeWait;
  readonly since: number;
}
