/** A time as people say it: "tomorrow 9", "in 3 days", "mon 14:00", "24.12.", "2027-01-31 8:30". */

const units = ["minute", "hour", "day", "week", "month"] as const;
type Unit = (typeof units)[number];

/** The words of a language, all in lower case. */
export interface WhenWords {
  readonly in: readonly string[];
  /** "a" in "in a week". */
  readonly one: readonly string[];
  /** Words that change nothing, such as "at" and "next". */
  readonly skipped: readonly string[];
  readonly today: readonly string[];
  readonly tomorrow: readonly string[];
  readonly units: { readonly [U in Unit]: readonly string[] };
  /** Monday first. Three letters of a name are enough. */
  readonly weekdays: readonly string[];
  /** January first. Three letters of a name are enough. */
  readonly months: readonly string[];
  readonly morning: readonly string[];
  readonly afternoon: readonly string[];
}

/** A time on the clock on the wall, as YYYY-MM-DDTHH:MM, or milliseconds from now. */
export type When = { readonly at: string } | { readonly after: number };

/** The hour that is meant where none is said. */
const MORNING = 9;
/** Characters of what is said. */
const LONGEST = 100;
/** The most days or other units that can be said. */
const MOST_UNITS = 1_000;
/** Milliseconds. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}
interface Clock {
  readonly hour: number;
  readonly minute: number;
}

/**
 * What a text means.
 * @param now the time on the wall, as YYYY-MM-DDTHH:MM
 * @returns null if it means nothing; what it means may be over
 */
export function whenIn(text: string, now: string, words: WhenWords): When | null {
  if (text.length > LONGEST) return null;
  const tokens = text
    .toLowerCase()
    .replaceAll(",", " ")
    .split(/[\s\u00a0]+/)
    .filter((token) => token !== "" && !words.skipped.includes(token));
  const length = lengthIn(tokens, words);
  if (length !== null && length.rest.length === 0) {
    if (length.unit === "minute") return { after: length.n * MINUTE };
    if (length.unit === "hour") return { after: length.n * HOUR };
  }
  const today = dayOf(now);
  const clockNow = { hour: Number(now.slice(11, 13)), minute: Number(now.slice(14, 16)) };
  if (length !== null) {
    const day = later(today, length);
    if (day === null) return null;
    const clock = length.rest.length === 0 ? clockNow : clockIn(length.rest, words);
    return clock && at(day, clock);
  }
  // "9", "14:00": the next time that it is that late.
  const alone = clockIn(tokens, words);
  if (alone !== null) return at(isBefore(clockNow, alone) ? today : plus(today, 1), alone);
  const named = dayIn(tokens, today, words);
  if (named === null) return null;
  const clock = named.rest.length === 0 ? { hour: MORNING, minute: 0 } : clockIn(named.rest, words);
  if (clock === null) return null;
  const over =
    named.weekday && same(named.day, today) && !(named.rest.length > 0 && isBefore(clockNow, clock));
  return at(over ? plus(named.day, 7) : named.day, clock);
}

/** "in 3 days", "3 days", "3d". */
function lengthIn(
  tokens: readonly string[],
  words: WhenWords,
): { readonly n: number; readonly unit: Unit; readonly rest: readonly string[] } | null {
  const rest = words.in.includes(tokens[0] ?? "") ? tokens.slice(1) : tokens;
  const [first = "", second = ""] = rest;
  const found = /^(\d{1,4})(\D*)$/.exec(words.one.includes(first) ? "1" : first);
  if (found === null) return null;
  const [, digits = "", glued = ""] = found;
  const unit = units.find((one) => words.units[one].includes(glued === "" ? second : glued));
  const n = Number(digits);
  return unit && n <= MOST_UNITS ? { n, unit, rest: rest.slice(glued === "" ? 2 : 1) } : null;
}

function later(from: Day, { n, unit }: { readonly n: number; readonly unit: Unit }): Day | null {
  if (unit === "day") return plus(from, n);
  if (unit === "week") return plus(from, 7 * n);
  if (unit !== "month") return null;
  const month = from.month - 1 + n;
  const last = new Date(Date.UTC(from.year, month + 1, 0));
  return {
    year: last.getUTCFullYear(),
    month: last.getUTCMonth() + 1,
    day: Math.min(from.day, last.getUTCDate()),
  };
}

/** "9", "9:30", "9.30", "14h", "9am", "9 pm". */
function clockIn(tokens: readonly string[], { morning, afternoon }: WhenWords): Clock | null {
  const found = /^(\d{1,2})(?:[:.h](\d{2}))?(\D*)$/.exec(tokens.join(""));
  if (found === null) return null;
  const [, hours = "", minutes = "0", suffix = ""] = found;
  const half = morning.includes(suffix) ? 0 : afternoon.includes(suffix) ? 12 : null;
  if (half === null && suffix !== "" && suffix !== "h") return null;
  const said = Number(hours);
  const minute = Number(minutes);
  if (half !== null && (said < 1 || said > 12)) return null;
  const hour = half === null ? said : (said % 12) + half;
  return hour > 23 || minute > 59 ? null : { hour, minute };
}

interface NamedDay {
  readonly day: Day;
  readonly weekday: boolean;
  readonly rest: readonly string[];
}

function dayIn(tokens: readonly string[], today: Day, words: WhenWords): NamedDay | null {
  const [first = "", ...rest] = tokens;
  const day = (found: Day | null): NamedDay | null => found && { day: found, weekday: false, rest };
  if (words.today.includes(first)) return day(today);
  if (words.tomorrow.includes(first)) return day(plus(today, 1));
  const weekday = placeOf(first, words.weekdays);
  if (weekday !== null) {
    const ahead = (weekday - weekdayOf(today) + 7) % 7;
    return { day: plus(today, ahead), weekday: true, rest };
  }
  return words.units.week.includes(first)
    ? { day: plus(today, 7 - weekdayOf(today)), weekday: false, rest }
    : (numericDay(first, rest, today) ?? namedMonth(tokens, today, words));
}

/** "2026-12-24", "24.12.", "24.12.2026", "24/12". */
function numericDay(first: string, rest: readonly string[], today: Day): NamedDay | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:t(\d{2}:\d{2}))?$/.exec(first);
  if (iso !== null) {
    const [year, month, date] = iso.slice(1, 4).map(Number);
    const day = valid(year, month, date);
    return day && { day, weekday: false, rest: iso[4] === undefined ? rest : [iso[4], ...rest] };
  }
  const found = /^(\d{1,2})([./])(\d{1,2})(?:\2(\d{4})?)?$/.exec(first);
  if (found === null) return null;
  const [date, month] = [Number(found[1]), Number(found[3])];
  return withYear(date, month, found[4] === undefined ? null : Number(found[4]), rest, today);
}

/** "24 dec", "dec 24", "24. december 2027". */
function namedMonth(tokens: readonly string[], today: Day, { months }: WhenWords): NamedDay | null {
  const [one = "", two = "", ...rest] = tokens;
  const dayFirst = placeOf(two, months);
  const month = dayFirst ?? placeOf(one, months);
  const date = /^(\d{1,2})\.?(?:st|nd|rd|th)?$/.exec(dayFirst === null ? two : one);
  if (month === null || date === null) return null;
  const [next = ""] = rest;
  const year = /^\d{4}$/.test(next) ? Number(next) : null;
  return withYear(Number(date[1]), month + 1, year, year === null ? rest : rest.slice(1), today);
}

/** A day without its year is the next one. */
function withYear(
  date: number,
  month: number,
  year: number | null,
  rest: readonly string[],
  today: Day,
): NamedDay | null {
  const day = valid(year ?? today.year, month, date);
  if (day === null) return null;
  const over = year === null && text(day) < text(today);
  const next = over ? valid(today.year + 1, month, date) : day;
  return next && { day: next, weekday: false, rest };
}

/** The place of a word in names, by at least three of its letters. */
function placeOf(word: string, names: readonly string[]): number | null {
  const plain = word.endsWith(".") ? word.slice(0, -1) : word;
  const place = plain.length < 3 ? -1 : names.findIndex((name) => name.startsWith(plain));
  return place < 0 ? null : place;
}

function valid(year = Number.NaN, month = Number.NaN, date = Number.NaN): Day | null {
  const time = new Date(Date.UTC(year, month - 1, date));
  const same =
    time.getUTCFullYear() === year && time.getUTCMonth() === month - 1 && time.getUTCDate() === date;
  return same ? { year, month, day: date } : null;
}

const dayOf = (now: string): Day => ({
  year: Number(now.slice(0, 4)),
  month: Number(now.slice(5, 7)),
  day: Number(now.slice(8, 10)),
});

function plus({ year, month, day }: Day, days: number): Day {
  const time = new Date(Date.UTC(year, month - 1, day + days));
  return { year: time.getUTCFullYear(), month: time.getUTCMonth() + 1, day: time.getUTCDate() };
}

/** Monday is 0. */
const weekdayOf = ({ year, month, day }: Day): number =>
  (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;

const two = (n: number): string => String(n).padStart(2, "0");
const text = ({ year, month, day }: Day): string =>
  `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
const same = (one: Day, other: Day): boolean => text(one) === text(other);
const isBefore = (one: Clock, other: Clock): boolean =>
  one.hour * 60 + one.minute < other.hour * 60 + other.minute;
const at = (day: Day, { hour, minute }: Clock): When => ({ at: `${text(day)}T${two(hour)}:${two(minute)}` });
