/** Reads the calendars that a ruleset declares. */
import { type Calendar, type Hours, isZone, MINUTES_OF_DAY, weekdays } from "../calendar/index.ts";
import type { Cursor } from "./cursor.ts";
import { LONGEST_NAME, named } from "./read-action.ts";

/** Limits of R-142. */
const MOST = { hours: 200, holidays: 2_000 } as const;

const dayWords: ReadonlyMap<string, number> = new Map(
  [
    ...["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].entries(),
    ...weekdays.entries(),
  ].map(([day, word]) => [word, day]),
);

/** Reads a line from its first word on. */
export function readCalendar(cursor: Cursor): Calendar {
  cursor.takes("calendar");
  const name = named(cursor, LONGEST_NAME);
  const hours: Hours[] = [];
  const holidays = new Set<string>();
  let zone: string | null = null;
  do {
    if (daysNext(cursor) !== null) hours.push(...readHours(cursor));
    else if (cursor.takes("except")) readHolidays(cursor, holidays);
    else if (hours.length === 0) noDay(cursor);
    else if (zone === null) zone = readZone(cursor);
    else noDay(cursor, "except");
  } while (cursor.takesMark(","));
  if (hours.length === 0) return cursor.stuck("no-hours");
  if (zone === null) return cursor.stuck("no-zone");
  if (hours.length > MOST.hours) return cursor.stuck("too-many", { of: "hours", most: MOST.hours });
  return { name, zone, hours: inOrder(hours), holidays: [...holidays].sort() };
}

const noDay = (cursor: Cursor, ...also: readonly string[]): never =>
  cursor.peek() === undefined
    ? cursor.stuck("no-hours")
    : cursor.oneOf(new Map<string, never>(), [...weekdays, ...also]);

/** The days that the next words name, and how many words these are; null if they name none. */
function daysNext(cursor: Cursor): { readonly days: readonly number[]; readonly words: number } | null {
  const first = cursor.peek();
  if (first?.kind !== "word") return null;
  if (first.value === "daily") return { days: [...weekdays.keys()], words: 1 };
  const [from, to, more] = first.value.split("-");
  const start = dayWords.get(from ?? "");
  if (start === undefined || more !== undefined) return null;
  if (to !== undefined) {
    const end = dayWords.get(to);
    return end === undefined ? null : { days: daysFrom(start, end), words: 1 };
  }
  const between = cursor.peek(1);
  const last = cursor.peek(2);
  const isRange =
    (between?.kind === "mark" && between.value === "-") ||
    (between?.kind === "word" && between.value === "to");
  const end = isRange && last?.kind === "word" ? dayWords.get(last.value) : undefined;
  return end === undefined ? { days: [start], words: 1 } : { days: daysFrom(start, end), words: 3 };
}

/** From one day to another, also over the end of the week. */
const daysFrom = (from: number, to: number): readonly number[] =>
  Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, n) => (from + n) % 7);

/** "Mon-Wed, Fri 09:00-12:00 and 13:00-17:00". */
function readHours(cursor: Cursor): readonly Hours[] {
  const days = new Set<number>();
  do {
    const next = daysNext(cursor);
    if (next === null) return noDay(cursor);
    for (const day of next.days) days.add(day);
    cursor.skip(next.words);
  } while (cursor.takesMark(","));
  const hours: Hours[] = [];
  do {
    const at = cursor.peek();
    const from = cursor.time();
    if (!(cursor.takesMark("-") || cursor.takes("to"))) cursor.oneOf(new Map<string, never>(), ["-"]);
    const to = cursor.time();
    if (from === to || from === MINUTES_OF_DAY) cursor.stuck("hours", {}, at);
    for (const day of days) hours.push({ day, from, to: to > from ? to : to + MINUTES_OF_DAY });
  } while (cursor.takes("and"));
  return hours;
}

function readHolidays(cursor: Cursor, holidays: Set<string>): void {
  do holidays.add(cursor.date());
  while (cursor.peek(1)?.kind === "date" && cursor.takesMark(","));
  if (holidays.size > MOST.holidays) cursor.stuck("too-many", { of: "holidays", most: MOST.holidays });
}

/** A zone by its name, with or without quotes. */
function readZone(cursor: Cursor): string {
  const token = cursor.peek();
  if (token === undefined) return cursor.stuck("no-zone");
  if (token.kind !== "word" && token.kind !== "text") return cursor.stuck("zone", { found: "" });
  const written = token.kind === "word" ? token.written : token.value;
  if (!isZone(written)) return cursor.stuck("zone", { found: written.slice(0, 40) });
  cursor.skip(1);
  return zones.get(written.toLowerCase()) ?? written;
}

/** As they are usually written, by their names in lower case. */
const zones: ReadonlyMap<string, string> = new Map(
  ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => [zone.toLowerCase(), zone]),
);

/** By day and time, none twice. */
const inOrder = (hours: readonly Hours[]): readonly Hours[] =>
  [...new Map(hours.map((one) => [`${one.day} ${one.from} ${one.to}`, one])).values()].sort(
    (a, b) => a.day - b.day || a.from - b.from || a.to - b.to,
  );
