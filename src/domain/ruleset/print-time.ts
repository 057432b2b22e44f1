/** Calendars and targets in their canonical text (R-8). */
import { type Calendar, type Hours, MINUTES_OF_DAY, weekdays } from "../calendar/index.ts";
import { type ClockName, clockNames } from "../target/index.ts";
import { clockText } from "./clock-text.ts";
import { lengthText } from "./read-length.ts";
import type { DeclaredTarget } from "./read-target.ts";
import { quoted } from "./tokens.ts";

/** Holidays on a line. */
const HOLIDAYS = 8;

export function calendarLines(calendar: Calendar): readonly string[] {
  const { name, zone, holidays } = calendar;
  const lines: string[] = [];
  for (let n = 0; n < holidays.length; n += HOLIDAYS)
    lines.push(`  ${n === 0 ? "except " : "       "}${holidays.slice(n, n + HOLIDAYS).join(", ")}`);
  const first = `calendar ${quoted(name)} ${[...hoursTexts(calendar), zoneText(zone)].join(", ")}`;
  const all = [first, ...lines];
  return all.map((line, n) => (n < all.length - 1 ? `${line},` : line));
}

const zoneText = (zone: string): string =>
  /^\p{L}[\p{L}\p{N}_-]*(?:\/[\p{L}\p{N}_+-]+)*$/u.test(zone) ? zone : quoted(zone);

/** The hours of a calendar in words: "Mon-Fri 09:00-17:30". */
export function hoursTexts({ hours }: Pick<Calendar, "hours">): readonly string[] {
  const texts = weekdays.map((_, day) => rangesText(hours.filter((one) => one.day === day)));
  const found: string[] = [];
  for (let day = 0; day < texts.length; ) {
    let last = day;
    while (texts[last + 1] === texts[day]) last += 1;
    if (texts[day] !== "") found.push(`${daysText(day, last)} ${texts[day]}`);
    day = last + 1;
  }
  return found;
}

const daysText = (first: number, last: number): string =>
  first === last ? dayName(first) : `${dayName(first)}-${dayName(last)}`;

const dayName = (day: number): string =>
  (weekdays[day] ?? "").replace(/^./, (letter) => letter.toUpperCase());

const rangesText = (hours: readonly Hours[]): string =>
  hours.map(({ from, to }) => `${clockText(from)}-${clockText(endOf(to))}`).join(" and ");

const endOf = (to: number): number => (to > MINUTES_OF_DAY ? to - MINUTES_OF_DAY : to);

const promiseWords: Readonly<Record<ClockName, string>> = {
  first: "first answer within",
  next: "next answer within",
  resolved: "resolved within",
};

export function targetLines({ name, limits, warn, calendar }: DeclaredTarget): readonly string[] {
  const promises = clockNames.flatMap((clock) => {
    const limit = limits[clock];
    return limit === null ? [] : [`${promiseWords[clock]} ${lengthText(limit)}`];
  });
  const all = [...promises, ...(warn === null ? [] : [`warn ${lengthText(warn)} before`])].join(", ");
  return [`target ${quoted(name)} ${all}${calendar === null ? "" : ` in ${quoted(calendar.name)}`}`];
}
