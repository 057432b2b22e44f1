/**
 * Parses a Date header (RFC 5322 section 3.3, with the obsolete forms of 4.3 and some that never were legal).
 * @returns milliseconds since 1970, or null
 */
export function readDate(text: string): number | null {
  const plain = text
    .slice(0, 200)
    .replace(/\([^()]*\)/g, " ")
    .replace(/[,\s]+/g, " ")
    .replace(/ ?: ?/g, ":")
    .trim();
  const match =
    // bounded: at most 200 characters, cut above
    /^(?:[A-Za-z]+\.? )?(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*\.?[ -](\d{2,4}) (\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?: ?(am|pm))?(?: ?([+-]\d{1,2}:?\d{2}|[A-Za-z]{1,5}(?:[+-]\d{4})?))?/i.exec(
      plain,
    );
  if (match !== null) {
    const [, day, month, year, hour, minute, second, half, zone] = match;
    return moment(
      fullYear(year ?? ""),
      monthOf(month ?? ""),
      Number(day),
      [hour, minute, second, half],
      zone,
    );
  }
  // The order of ctime(3): Fri Nov 21 09:55:06 2025, with a zone before or after the year.
  const ctime =
    /^[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([A-Za-z]{2,5}|[+-]\d{4}))? (\d{4})(?: ([A-Za-z]{2,5}|[+-]\d{4}))?/.exec(
      plain,
    );
  if (ctime !== null) {
    const [, month, day, hour, minute, second, before, year, after] = ctime;
    return moment(Number(year), monthOf(month ?? ""), Number(day), [hour, minute, second], before ?? after);
  }
  const iso =
    /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?/i.exec(plain);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, zone] = iso;
    return moment(Number(year), Number(month) - 1, Number(day), [hour, minute, second], zone);
  }
  return null;
}

type Clock = readonly (string | undefined)[];

function moment(
  year: number,
  month: number,
  day: number,
  clock: Clock,
  zone: string | undefined,
): number | null {
  const [hour, minute, second, half] = clock;
  let h = Number(hour);
  if (half !== undefined) h = (h % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  const m = Number(minute);
  const s = Number(second ?? 0);
  if (month < 0 || month > 11 || day < 1 || day > 31 || h > 24 || m > 59 || s > 61) return null;
  const time = Date.UTC(year, month, day, h, m, s) - offset(zone) * 60_000;
  // An absurd date is treated as missing.
  return year >= 1970 && year <= 2200 ? time : null;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthOf = (text: string): number => months.indexOf(text.slice(0, 3).toLowerCase());

/** RFC 5322 section 4.3: two digits below 50 are of this century, three digits count from 1900. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

/** Minutes east of UTC; an unknown zone counts as UTC (RFC 5322 section 4.3). */
function offset(zone: string | undefined): number {
  if (zone === undefined) return 0;
  const match = /([+-])(\d{1,2}):?(\d{2})$/.exec(zone);
  if (match !== null) {
    const minutes = Number(match[2]) * 60 + Number(match[3]);
    return minutes > 24 * 60 ? 0 : match[1] === "-" ? -minutes : minutes;
  }
  return (zones[zone.toUpperCase()] ?? 0) * 60;
}

const zones: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  MET: 1,
  CEST: 2,
  MEST: 2,
  EET: 2,
  EEST: 3,
  BST: 1,
  MSK: 3,
  JST: 9,
  KST: 9,
  HKT: 8,
  SGT: 8,
};
