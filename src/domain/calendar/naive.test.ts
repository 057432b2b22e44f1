import { expect, test } from "vitest";
import * as calendars from "./index.ts";
import { difference, openSteps, randomCalendar, randomFrom } from "./testing.ts";

/** The zones that a run looks at minute by minute; which ones changes from day to day. */
const ZONES = 6;
const odd = ["Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"];

const seed = Number(process.env.SEED ?? Math.floor(Date.now() / 86_400_000));

test(`C-10 to C-12: counting minute by minute gives the same (SEED=${seed})`, () => {
  const pick = randomFrom(seed);
  const all = Intl.supportedValuesOf("timeZone");
  const zones = [...odd, ...Array.from({ length: ZONES }, () => all[pick(all.length)] ?? "UTC")];
  for (const zone of zones) {
    const year = 1990 + pick(50);
    for (const month of [2, 9]) {
      const calendar = randomCalendar(pick, zone, year, 1);
      const from = Date.UTC(year, month, 1);
      const steps = openSteps(calendar, from, Date.UTC(year, month + 1, 8), 1);
      expect(difference(calendars, { calendar, from, steps, step: 1, pick })).toBeNull();
    }
  }
});

test("C-10: the comparison notices an hour that is lost", () => {
  const pick = randomFrom(1);
  const calendar = { ...randomCalendar(pick, "Europe/London", 2026, 1), zone: "Europe/London" };
  const from = Date.UTC(2026, 9, 20);
  const steps = openSteps(calendar, from, Date.UTC(2026, 9, 30), 1);
  const wrong = {
    ...calendars,
    between: (...given: Parameters<typeof calendars.between>) =>
      calendars.between({ ...calendar, zone: "UTC" }, given[1], given[2]),
  };
  expect(difference(wrong, { calendar, from, steps, step: 1, pick })).toContain("instead of");
});
