/** Clocks against counting step by step, over random histories (T-10 to T-22). */
import { expect, test } from "vitest";
import { randomCalendar, randomFrom } from "../calendar/testing.ts";
import { clocksOf, type Target } from "./index.ts";
import { countedBySteps, declaring, type Happening, historyOf } from "./testing.ts";

const STEP = 15;
const length = STEP * 60_000;
const DAY = (24 * 60) / STEP;
const odd = ["Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "Europe/London", "UTC"];
const seed = Number(process.env.SEED ?? Math.floor(Date.now() / 86_400_000));

function randomHappenings(pick: (n: number) => number): readonly Happening[] {
  const all: Happening[] = [];
  for (let at = pick(DAY); at < 8 * DAY; at += 1 + pick(DAY)) {
    const kind = pick(4);
    if (kind === 0) all.push({ is: "heard", at });
    else if (kind === 1) all.push({ is: "answer", at, goneAt: pick(3) === 0 ? at + 1 + pick(DAY) : null });
    else all.push({ is: "state", at, to: ["open", "hold", "closed", "open"][pick(4)] ?? "open" });
  }
  return all;
}

test(`T-10 to T-22: counting step by step gives the same (SEED=${seed})`, () => {
  const pick = randomFrom(seed);
  const zones = Intl.supportedValuesOf("timeZone");
  let [due, paused, kept] = [0, 0, 0];
  for (let n = 0; n < 60; n++) {
    const zone = n % 2 === 0 ? (odd[pick(odd.length)] ?? "UTC") : (zones[pick(zones.length)] ?? "UTC");
    const year = 1995 + pick(45);
    const calendar = pick(6) === 0 ? null : randomCalendar(pick, zone, year, STEP);
    // A week before clocks usually shift.
    const openedAt = Date.UTC(year, pick(2) === 0 ? 2 : 9, 18 + pick(10)) + pick(DAY) * length;
    const happenings = randomHappenings(pick);
    const hours = { first: 1 + pick(20), next: 1 + pick(20), resolved: 1 + pick(60) };
    const warn = pick(2) === 0 ? null : { n: STEP * (1 + pick(40)), unit: "minute" as const };
    const limit = (n: number) => ({ n, unit: "hour" as const });
    const target: Target = {
      ...{ name: "T", calendar, warn },
      limits: { first: limit(hours.first), next: limit(hours.next), resolved: limit(hours.resolved) },
    };
    const steps = (n: number): readonly [number, number] => {
      const within = (n * 60) / STEP;
      return [within, warn === null ? within / 4 : Math.min(within, warn.n / STEP)];
    };
    const counted = countedBySteps(
      openedAt,
      happenings,
      {
        calendar,
        limits: { first: steps(hours.first), next: steps(hours.next), resolved: steps(hours.resolved) },
      },
      { length, steps: 30 * DAY },
    );
    const horizon = openedAt + 30 * DAY * length;
    const within = (at: number | null) => (at !== null && at < horizon ? at : null);
    const clocks = clocksOf(historyOf(openedAt, "T", happenings, length), declaring(target)).map(
      ({ name, startedAt, doneAt, warnAt, dueAt }) => ({
        ...{ name, startedAt, doneAt, warnAt: within(warnAt), dueAt: within(dueAt) },
      }),
    );
    expect(clocks, `${n}: ${zone} ${new Date(openedAt).toISOString()}`).toEqual(counted);
    for (const one of counted) {
      if (one.dueAt !== null) due += 1;
      else if (one.doneAt === null) paused += 1;
      else kept += 1;
    }
  }
  expect(Math.min(due, paused, kept)).toBeGreaterThan(5);
});
