/** Clocks against counting step by step, over random histories (T-10 to T-22). */
import { expect, test } from "vitest";
import { randomFrom } from "../calendar/testing.ts";
import { comparedOver } from "./testing.ts";

const odd = ["Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "Europe/London", "UTC"];
const seed = Number(process.env.SEED ?? Math.floor(Date.now() / 86_400_000));

test(`T-10 to T-22: counting step by step gives the same (SEED=${seed})`, () => {
  const pick = randomFrom(seed);
  const zones = Intl.supportedValuesOf("timeZone");
  let [due, open, kept] = [0, 0, 0];
  for (let n = 0; n < 60; n++) {
    const zone = n % 2 === 0 ? (odd[pick(odd.length)] ?? "UTC") : (zones[pick(zones.length)] ?? "UTC");
    const { clocks, counted, what } = comparedOver(pick, zone, pick(2) === 0 ? 2 : 9);
    expect(clocks, what).toEqual(counted);
    for (const one of counted) {
      if (one.dueAt !== null) due += 1;
      else if (one.doneAt === null) open += 1;
      else kept += 1;
    }
  }
  expect(Math.min(due, open, kept)).toBeGreaterThan(5);
});
