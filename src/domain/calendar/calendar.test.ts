import { describe, expect, test } from "vitest";
import { add, between, type Calendar, isDate, isZone } from "./index.ts";

const HOUR = 3_600_000;
const week = (days: readonly number[], from: number, to: number) => days.map((day) => ({ day, from, to }));

const calendar = (changes: Partial<Calendar> = {}): Calendar => ({
  ...{ name: "Office", zone: "Europe/London", hours: week([0, 1, 2, 3, 4], 540, 1050), holidays: [] },
  ...changes,
});
const always = (zone: string): Calendar => calendar({ zone, hours: week([0, 1, 2, 3, 4, 5, 6], 0, 1440) });
const nights = (changes: Partial<Calendar> = {}) =>
  calendar({ zone: "UTC", hours: week([4], 22 * 60, 30 * 60), ...changes });
const at = (text: string): number => Date.parse(text);
const hours = (one: Calendar | null, from: string, to: string): number =>
  between(one, at(from), at(to)) / HOUR;
const later = (one: Calendar | null, from: string, duration: number): string | null => {
  const found = add(one, at(from), duration);
  return found === null ? null : new Date(found).toISOString();
};

describe("hours", () => {
  test("C-1, C-2: a working day counts from its first minute to its last, on the clock of the zone", () => {
    expect(hours(calendar(), "2026-12-01T00:00Z", "2026-12-02T00:00Z")).toBe(8.5);
    expect(hours(calendar(), "2026-12-01T09:00Z", "2026-12-01T09:30Z")).toBe(0.5);
    expect(hours(calendar(), "2026-12-01T17:30Z", "2026-12-02T09:00Z")).toBe(0);
    // In summer, London is an hour ahead of UTC.
    expect(hours(calendar(), "2026-07-01T08:00Z", "2026-07-01T09:00Z")).toBe(1);
    expect(hours(calendar(), "2026-12-05T00:00Z", "2026-12-07T00:00Z")).toBe(0);
  });

  test("C-2: a day may have several hours", () => {
    const two = calendar({ hours: [...week([1], 540, 720), ...week([1], 780, 1020)] });
    expect(hours(two, "2026-12-01T00:00Z", "2026-12-02T00:00Z")).toBe(7);
    expect(hours(two, "2026-12-01T11:30Z", "2026-12-01T13:30Z")).toBe(1);
  });

  test("C-3: hours over midnight belong to the day on which they begin", () => {
    // 4 December 2026 is a Friday.
    expect(hours(nights(), "2026-12-04T00:00Z", "2026-12-07T00:00Z")).toBe(8);
    expect(hours(nights(), "2026-12-05T00:00Z", "2026-12-07T00:00Z")).toBe(6);
    const saturday = nights({ holidays: ["2026-12-05"] });
    expect(hours(saturday, "2026-12-04T00:00Z", "2026-12-07T00:00Z")).toBe(8);
    const friday = nights({ holidays: ["2026-12-04"] });
    expect(hours(friday, "2026-12-04T00:00Z", "2026-12-07T00:00Z")).toBe(0);
  });

  test("C-4: hours that overlap count once", () => {
    const both = nights({
      hours: [...week([4], 22 * 60, 30 * 60), ...week([5], 0, 480), ...week([5], 420, 500)],
    });
    expect(hours(both, "2026-12-04T00:00Z", "2026-12-07T00:00Z")).toBeCloseTo(2 + 500 / 60, 9);
  });

  test("C-5: nothing counts on a holiday", () => {
    const closed = calendar({ holidays: ["2026-12-25"] });
    expect(hours(closed, "2026-12-24T00:00Z", "2026-12-29T00:00Z")).toBe(2 * 8.5);
  });
});

describe("shifts of the clock", () => {
  test("C-10: an hour that is skipped does not count, one that is repeated counts twice", () => {
    expect(hours(always("Europe/London"), "2026-03-29T00:00Z", "2026-03-29T23:00Z")).toBe(23);
    const early = calendar({ hours: week([6], 30, 150) });
    // From 00:30 to 02:30: on 29 March the clock skips 01:00 to 02:00, on 25 October it repeats it.
    expect(hours(early, "2026-03-28T12:00Z", "2026-03-29T12:00Z")).toBe(1);
    expect(hours(early, "2026-10-24T12:00Z", "2026-10-25T12:00Z")).toBe(3);
  });

  test("C-10: Lord Howe Island shifts by half an hour", () => {
    const early = calendar({ zone: "Australia/Lord_Howe", hours: week([6], 60, 180) });
    expect(hours(early, "2026-04-04T00:00Z", "2026-04-06T00:00Z")).toBe(2.5);
    expect(hours(early, "2026-10-03T00:00Z", "2026-10-05T00:00Z")).toBe(1.5);
  });

  test("C-10: Samoa skipped 30 December 2011", () => {
    const samoa = calendar({ zone: "Pacific/Apia", hours: week([3, 4, 5], 540, 1020) });
    // Thursday the 29th and Saturday the 31st; there was no Friday.
    expect(hours(samoa, "2011-12-29T10:00Z", "2012-01-01T10:00Z")).toBe(16);
    expect(later(samoa, "2011-12-29T19:00Z", 16 * HOUR)).toBe("2011-12-31T03:00:00.000Z");
  });

  test("C-15: shifts are found to the second", () => {
    // Liberia was 44 minutes and 30 seconds behind UTC until 7 January 1972.
    const liberia = calendar({ zone: "Africa/Monrovia", hours: week([3, 4], 0, 60) });
    expect(between(liberia, at("1972-01-06T00:00Z"), at("1972-01-07T00:44:30Z"))).toBe(HOUR);
    expect(between(liberia, at("1972-01-06T00:44:30Z"), at("1972-01-06T00:45:00Z"))).toBe(30_000);
  });
});

describe("counting and adding", () => {
  test("C-11: nothing lies before a moment, and all of it to the millisecond", () => {
    expect(hours(calendar(), "2026-12-02T00:00Z", "2026-12-01T00:00Z")).toBe(0);
    expect(between(calendar(), at("2026-12-01T16:59:59.999Z"), at("2026-12-01T17:00:00.001Z"))).toBe(2);
  });

  test("C-12: adding gives the earliest moment", () => {
    expect(later(calendar(), "2026-12-01T16:30Z", HOUR)).toBe("2026-12-01T17:30:00.000Z");
    expect(later(calendar(), "2026-12-04T17:00Z", HOUR)).toBe("2026-12-07T09:30:00.000Z");
    expect(later(calendar(), "2026-12-05T12:00Z", 0)).toBe("2026-12-05T12:00:00.000Z");
  });

  test("C-13: there is none more than 50 years ahead", () => {
    const minute = calendar({ hours: week([0], 540, 541) });
    expect(later(minute, "2026-12-01T00:00Z", 2_000 * 60_000)).toMatch(/^206/);
    expect(later(minute, "2026-12-01T00:00Z", 3_000 * 60_000)).toBeNull();
  });

  test("C-14: without a calendar, all time counts", () => {
    expect(hours(null, "2026-12-05T00:00Z", "2026-12-06T00:00Z")).toBe(24);
    expect(later(null, "2026-12-05T00:00Z", HOUR)).toBe("2026-12-05T01:00:00.000Z");
  });
});

test("dates and zones are known", () => {
  expect(["2026-12-25", "2024-02-29", "2026-02-29", "2026-13-01", "25.12.2026"].map(isDate)).toEqual([
    ...[true, true, false, false, false],
  ]);
  expect(["Europe/London", "UTC", "Europe/Nowhere", "+02:00", ""].map(isZone)).toEqual([
    ...[true, true, false, false, false],
  ]);
});
