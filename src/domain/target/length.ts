/** How long a declared length of time is (T-3, T-4). Durations are milliseconds. */
import { type Calendar, MINUTES_OF_DAY, weekdays } from "../calendar/index.ts";
import type { ClockName, Length, Target } from "./types.ts";

const MINUTE = 60_000;
const WEEK = MINUTES_OF_DAY * weekdays.length;

/** A length of time within a calendar's hours. @param calendar null for all time */
export function lengthOf({ n, unit }: Length, calendar: Calendar | null): number {
  switch (unit) {
    case "minute":
      return n * MINUTE;
    case "hour":
      return n * 60 * MINUTE;
    case "day":
      return Math.round(n * dayOf(calendar)) * MINUTE;
    case "week":
      return Math.round(n * weekOf(calendar)) * MINUTE;
  }
}

/** The length of a promise and of its warning; null if the target does not make it. */
export function limitOf(
  { calendar, limits, warn }: Target,
  clock: ClockName,
): { readonly within: number; readonly warn: number } | null {
  const limit = limits[clock];
  if (limit === null) return null;
  const within = lengthOf(limit, calendar);
  return { within, warn: warn === null ? within / 4 : Math.min(within, lengthOf(warn, calendar)) };
}

/** Minutes of the longest day. */
function dayOf(calendar: Calendar | null): number {
  if (calendar === null) return MINUTES_OF_DAY;
  return Math.max(...weekdays.map((_, day) => minutes(calendar.hours.filter((one) => one.day === day))));
}

/** Minutes of a week without holidays. */
function weekOf(calendar: Calendar | null): number {
  if (calendar === null) return WEEK;
  const within = calendar.hours.map(({ day, from, to }) => ({
    from: day * MINUTES_OF_DAY + from,
    to: day * MINUTES_OF_DAY + to,
  }));
  // What goes on after Sunday is at the beginning of the next week, which is like this one.
  const over = within.flatMap(({ to }) => (to > WEEK ? [{ from: 0, to: to - WEEK }] : []));
  return minutes([...within.map(({ from, to }) => ({ from, to: Math.min(to, WEEK) })), ...over]);
}

/** Minutes of stretches, those of which several have only once (C-4). */
function minutes(stretches: readonly { readonly from: number; readonly to: number }[]): number {
  let sum = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return sum;
}
