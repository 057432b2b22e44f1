/** Counting time by looking at the clock again and again: slow, and so simple that it is right. */
import type { Calendar } from "./index.ts";

const DAY = 1440;

/**
 * For each step of time, whether the clock on the wall shows a time within hours.
 * @param step minutes; hours and shifts have to be multiples of it
 */
export function openSteps(calendar: Calendar, from: number, to: number, step: number): readonly boolean[] {
  const clock = new Intl.DateTimeFormat("en-GB", {
    ...({ timeZone: calendar.zone, hourCycle: "h23", weekday: "short" } as const),
    ...({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const),
  });
  const steps: boolean[] = [];
  for (let at = from; at < to; at += step * 60_000) {
    // Such as "Thu, 29/12/2011, 10:30".
    const [weekday = "", date = "", time = ""] = clock.format(at).split(", ");
    const [day = "", month = "", year = ""] = date.split("/");
    const [hour, minute] = time.split(":").map(Number);
    steps.push(
      isOpen(calendar, days.indexOf(weekday), `${year}-${month}-${day}`, Number(hour) * 60 + Number(minute)),
    );
  }
  return steps;
}

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function isOpen({ hours, holidays }: Calendar, day: number, date: string, minute: number): boolean {
  const today = hours.some((one) => one.day === day && minute >= one.from && minute < one.to);
  if (today && !holidays.includes(date)) return true;
  const late = hours.some((one) => one.day === (day + 6) % 7 && minute + DAY < one.to);
  return late && !holidays.includes(dayBefore(date));
}

const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** A random number generator that gives the same numbers for the same seed: each from 0 to below n. */
export function randomFrom(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** A calendar with hours on several days, some of them over midnight or overlapping, and some holidays in a year. */
export function randomCalendar(
  pick: (n: number) => number,
  zone: string,
  year: number,
  step: number,
): Calendar {
  const hours = Array.from({ length: 3 + pick(8) }, () => {
    const from = pick(DAY / step) * step;
    return { day: pick(7), from, to: from + step * (1 + pick(DAY / step)) };
  });
  const holidays = Array.from({ length: pick(20) }, () =>
    new Date(Date.UTC(year, 0, 1 + pick(365))).toISOString().slice(0, 10),
  );
  return { name: "Random", zone, hours, holidays };
}

/** What `between` and `add` give, compared with the steps: the first difference, or null. */
export function difference(
  { add, between }: typeof import("./index.ts"),
  {
    calendar,
    from,
    steps,
    step,
    pick,
  }: {
    readonly calendar: Calendar;
    readonly from: number;
    readonly steps: readonly boolean[];
    readonly step: number;
    readonly pick: (n: number) => number;
  },
): string | null {
  const length = step * 60_000;
  // How many steps before each one are open.
  const sums = [0];
  for (const open of steps) sums.push((sums.at(-1) ?? 0) + (open ? 1 : 0));
  const sumAt = (n: number): number => sums[n] ?? 0;
  for (let tried = 0; tried < 40; tried++) {
    const a = pick(steps.length);
    const b = a + 1 + pick(steps.length - a);
    const [start, end] = [from + a * length, from + b * length];
    const wanted = (sumAt(b) - sumAt(a)) * length;
    const counted = between(calendar, start, end);
    const where = `${calendar.zone}, ${new Date(start).toISOString()} to ${new Date(end).toISOString()}`;
    if (counted !== wanted) return `${where}: ${counted} instead of ${wanted}`;
    if (wanted === 0) continue;
    // The earliest moment by which all of it has passed is the end of the last open step.
    const last = steps.lastIndexOf(true, b - 1);
    const reached = add(calendar, start, wanted);
    if (reached !== from + (last + 1) * length) return `${where}, adding ${wanted}: ${reached}`;
  }
  return null;
}
