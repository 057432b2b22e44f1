/** Time within the hours of a calendar (C-10 to C-14). All moments are milliseconds since 1970, durations milliseconds. */
import { type Calendar, MINUTES_OF_DAY, weekdays } from "./calendar.ts";
import { type Span, spansOf } from "./zone.ts";

const MINUTE = 60_000;
const DAY = MINUTES_OF_DAY * MINUTE;
/** The longest that adding looks ahead (C-13): 50 years. */
const FURTHEST = 50 * 365.25 * DAY;

/** How much time within hours lies between two moments (C-11). @param calendar null for all time */
export function between(calendar: Calendar | null, from: number, to: number): number {
  if (to <= from) return 0;
  if (calendar === null) return to - from;
  let sum = 0;
  for (const [start, end] of openBetween(calendar, from, to)) sum += end - start;
  return sum;
}

/**
 * The moment by which so much time within hours has passed (C-12).
 * @param calendar null for all time
 * @returns null if that takes more than 50 years (C-13)
 */
export function add(calendar: Calendar | null, from: number, duration: number): number | null {
  if (calendar === null || duration <= 0) return from + Math.max(0, duration);
  let left = duration;
  for (const [start, end] of openBetween(calendar, from, from + FURTHEST)) {
    if (end - start >= left) return start + left;
    left -= end - start;
  }
  return null;
}

type Stretch = readonly [from: number, to: number];

/** The stretches within hours between two moments, in order. */
function* openBetween(calendar: Calendar, from: number, to: number): Generator<Stretch> {
  const week = weekOf(calendar);
  const holidays = new Set(calendar.holidays.map((date) => Date.parse(`${date}T00:00:00Z`) / DAY));
  for (const { offset, ...span } of spansOf(calendar.zone, from, to))
    for (const [start, end] of openOnClock(week, holidays, {
      from: span.from + offset,
      to: span.to + offset,
    }))
      yield [start - offset, end - offset];
}

type Week = readonly (readonly Stretch[])[];

/** For each day, its hours in milliseconds from its midnight, in order. */
const weekOf = ({ hours }: Calendar): Week =>
  weekdays.map((_, day) =>
    hours
      .filter((one) => one.day === day)
      .map((one) => [one.from * MINUTE, one.to * MINUTE] as const)
      .sort(([a], [b]) => a - b),
  );

/** The same on a clock that does not shift: moments are what it shows. */
function* openOnClock(
  week: Week,
  holidays: ReadonlySet<number>,
  { from, to }: Pick<Span, "from" | "to">,
): Generator<Stretch> {
  // Hours overlap where one begins before another has ended (C-4): nothing before `reached` counts again.
  let reached = from;
  // The day before may have hours that end on this one (C-3).
  for (let day = Math.floor(from / DAY) - 1; day * DAY < to; day++) {
    if (holidays.has(day)) continue;
    for (const [start, end] of week[weekdayOf(day)] ?? []) {
      const stretch: Stretch = [Math.max(day * DAY + start, reached), Math.min(day * DAY + end, to)];
      if (stretch[0] >= stretch[1]) continue;
      yield stretch;
      [, reached] = stretch;
    }
  }
}

/** 1 January 1970 was a Thursday. @param day days since then */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
