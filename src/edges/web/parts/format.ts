/** Formats numbers, sizes and times; all pure, times in milliseconds since 1970. */

import { wholeNumber } from "../../../base/numbers.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long ago, short: "now", "4m", "3h", "2d", then the date ("12 Mar", with the year if it is not the current one).
 */
export function age(at: number, now: number, zone: string, language: string): string {
  const past = now - at;
  if (past < minute)
    return new Intl.RelativeTimeFormat(regional(language), { numeric: "auto" }).format(0, "second");
  if (past < hour) return units(language, "minute").format(Math.floor(past / minute));
  if (past < day) return units(language, "hour").format(Math.floor(past / hour));
  if (past < 7 * day) return units(language, "day").format(Math.floor(past / day));
  return shortDate(at, now, zone, language);
}

/** The distance in time, either way: "25m", "3h", "2d". */
export function distance(at: number, now: number, language: string): string {
  const away = Math.abs(at - now);
  if (away < hour) return units(language, "minute").format(Math.max(1, Math.round(away / minute)));
  if (away < 2 * day) return units(language, "hour").format(Math.round(away / hour));
  return units(language, "day").format(Math.round(away / day));
}

/** A length of time that does not depend on days: "51h 5m". */
export function hours(length: number, language: string): string {
  const minutes = Math.floor(length / minute);
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [
    ...(whole > 0 ? [units(language, "hour").format(whole)] : []),
    ...(rest > 0 || whole === 0 ? [units(language, "minute").format(rest)] : []),
  ];
  return parts.join(" ");
}

/** How close a due time is: "late", "soon" (within four hours), "near" (within a day), "far". */
export function nearness(at: number, now: number): "late" | "soon" | "near" | "far" {
  if (at < now) return "late";
  if (at - now < 4 * hour) return "soon";
  return at - now < day ? "near" : "far";
}

/** The full date and time with its zone, for titles: "Mon, 23 November 2026, 18:46 GMT+1". */
export function exact(at: number, zone: string, language: string): string {
  return formatter(language, zone, "exact", {
    weekday: "short",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).format(at);
}

/** Day and time without zone: "23 Nov, 18:46", with the year if it is not the current one. */
export function dayTime(at: number, now: number, zone: string, language: string): string {
  const time = formatter(language, zone, "time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${shortDate(at, now, zone, language)}, ${time.format(at)}`;
}

/** RFC 3339 in UTC, for the datetime attribute. */
export const iso = (at: number): string => new Date(at).toISOString();

/** Bytes with one digit at most after the point, in steps of 1000 (as disks and mail programs count): "1.4 MB". */
export function bytes(n: number, language: string): string {
  let value = n;
  let unit: ByteUnit = "byte";
  for (const next of byteUnits) {
    if (value < (unit === "byte" ? 1000 : 999.5)) break;
    value /= 1000;
    unit = next;
  }
  const digits = unit === "byte" || value >= 9.95 ? 0 : 1;
  return numbers(language, unit, digits).format(value);
}

const byteUnits = ["kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
type ByteUnit = "byte" | (typeof byteUnits)[number];

/** A number with thousands separators. */
export const count = (n: number, language: string): string => numbers(language).format(n);

/** The value for an input of type datetime-local, in the reader's zone: "2026-11-23T18:46". */
export function localInput(at: number, zone: string): string {
  const part = parts(at, zone);
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/**
 * Reads the value of an input of type datetime-local as a time in the reader's zone.
 * @returns milliseconds since 1970, or null if the text is not valid. In the hour that a clock change repeats,
 *   the earlier time is meant; a time in the skipped hour is moved forward by the change.
 */
export function fromLocalInput(text: string, zone: string): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/.exec(text);
  if (!found) return null;
  const [year = 0, month = 0, dayOfMonth = 0, hours = 0, minutes = 0] = found.slice(1).map(Number);
  const asUtc = Date.UTC(year, month - 1, dayOfMonth, hours, minutes);
  if (new Date(asUtc).getUTCMonth() !== month - 1 || hours > 23 || minutes > 59) return null;
  const before = asUtc - offset(asUtc - day, zone);
  const after = asUtc - offset(asUtc + day, zone);
  const reads = (at: number) => localInput(at, zone) === text.slice(0, 16);
  return !reads(before) && reads(after) ? after : before;
}

/** Whether this is a known zone. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function shortDate(at: number, now: number, zone: string, language: string): string {
  const sameYear = parts(at, zone).year === parts(now, zone).year;
  return formatter(language, zone, sameYear ? "date" : "date+year", {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** Milliseconds by which the zone is ahead of UTC at that time. */
function offset(at: number, zone: string): number {
  const p = parts(at, zone);
  const number = (text: string) => wholeNumber(text) ?? Number.NaN;
  const [month, date] = [number(p.month) - 1, number(p.day)];
  const local = Date.UTC(number(p.year), month, date, number(p.hour), number(p.minute), 0);
  return local - Math.floor(at / minute) * minute;
}

function parts(at: number, zone: string) {
  const found = { year: "", month: "", day: "", hour: "", minute: "" };
  const all = formatter("en", zone, "parts", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  for (const { type, value } of all) {
    if (type === "year") found.year = value.padStart(4, "0");
    else if (type === "month" || type === "day" || type === "hour" || type === "minute") found[type] = value;
  }
  return found;
}

// Creating a formatter costs far more than using it. There are few keys: language, zone and format.
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(language: string, zone: string, shape: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language} ${zone} ${shape}`;
  let found = formatters.get(key);
  if (!found) {
    if (formatters.size > 500) formatters.clear();
    found = new Intl.DateTimeFormat(regional(language), { ...options, timeZone: zone });
    formatters.set(key, found);
  }
  return found;
}

const numberFormats = new Map<string, Intl.NumberFormat>();
function numbers(language: string, unit: string | null = null, digits = 0) {
  const key = `${language} ${unit} ${digits}`;
  let found = numberFormats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(regional(language), unit === null ? {} : inUnit(unit, digits));
    numberFormats.set(key, found);
  }
  return found;
}

/** Times are as short as can be; sizes have a space before the unit, and bytes are spelt out. */
const inUnit = (unit: string, digits: number): Intl.NumberFormatOptions => ({
  ...{ style: "unit", unit, minimumFractionDigits: digits, maximumFractionDigits: digits },
  unitDisplay: unit === "byte" ? "long" : unit.endsWith("byte") ? "short" : "narrow",
});
const units = (language: string, unit: "minute" | "hour" | "day") => numbers(language, unit);

/** English dates have the day first, as in most of the world. */
const regional = (language: string) => (language === "en" ? "en-GB" : language);
