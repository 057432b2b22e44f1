import { expect, test } from "vitest";
import * as calendars from "../../src/domain/calendar/index.ts";
import { difference, openSteps, randomCalendar, randomFrom } from "../../src/domain/calendar/testing.ts";

const seed = Number(process.env.SEED ?? Math.floor(Date.now() / 86_400_000));

/** Minutes: every shift of a clock since 1990 is a multiple of it. */
const STEP = 15;

test(`C-10 to C-12: in every zone, all of the months in which clocks shift (SEED=${seed})`, () => {
  const pick = randomFrom(seed);
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const year = 1990 + pick(50);
    for (const month of [2, 8]) {
      const calendar = randomCalendar(pick, zone, year, STEP);
      // March and April; September and October.
      const from = Date.UTC(year, month, 1);
      const steps = openSteps(calendar, from, Date.UTC(year, month + 2, 1), STEP);
      expect(difference(calendars, { calendar, from, steps, step: STEP, pick })).toBeNull();
    }
  }
});
