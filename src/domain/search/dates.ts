import { spansOf } from "../calendar/index.ts";

const DAY = 86_400_000;

/** How far back "7d" and the like are; a month is taken as 30 days, a year as 365. */
const lengths = { h: DAY / 24, d: DAY, w: 7 * DAY, m: 30 * DAY, y: 365 * DAY } as const;

/**
 * The moment that a date means: the beginning of 2026-03-01, 2026-03 or 2026, of `today` or `yesterday`, or, for 7d, seven
 * days ago (h, d, w, m and y).
 * @param now milliseconds since 1970
 * @param zone the IANA zone that days begin in
 * @returns milliseconds since 1970; null for what is no date
 */
export function momentOf(text: string, now: number, zone: string): number | null {
  const value = text.toLowerCase();
  if (value === "today") return beginningOf(zone, dayOf(zone, now));
  if (value === "yesterday") return beginningOf(zone, dayOf(zone, now) - DAY);
  const [, ago, unit] = /^(\d{1,4})([hdwmy])$/.exec(value) ?? [];
  if (ago !== undefined && isUnit(unit)) return now - Number(ago) * lengths[unit];
  const [, year, month = "01", day = "01"] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(value) ?? [];
  if (year === undefined || Number(year) < 1970) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return exists ? beginningOf(zone, date.getTime()) : null;
}

const isUnit = (unit: string | undefined): unit is keyof typeof lengths =>
  unit !== undefined && unit in lengths;

/** The day that clocks show at a moment, as its midnight in UTC. */
function dayOf(zone: string, at: number): number {
  const [span] = spansOf(zone, at, at + 1);
  return Math.floor((at + (span?.offset ?? 0)) / DAY) * DAY;
}

/** The first moment at which clocks show that day, or, where they skip its midnight, what comes after it. */
function beginningOf(zone: string, midnight: number): number {
  for (const { from, to, offset } of spansOf(zone, midnight - DAY, midnight + DAY)) {
    const at = Math.max(from, midnight - offset);
    if (at < to) return at;
  }
  return midnight;
}
