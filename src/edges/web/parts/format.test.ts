import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  age,
  bytes,
  count,
  dayTime,
  distance,
  exact,
  fromLocalInput,
  isZone,
  localInput,
  nearness,
} from "./format.ts";

const now = Date.UTC(2026, 10, 23, 14, 20);
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

describe("times", () => {
  test.each([
    [0, "now"],
    [59_999, "now"],
    [4 * minute, "4m"],
    [3 * hour, "3h"],
    [6 * day, "6d"],
    [12 * day, "11 Nov"],
    [400 * day, "19 Oct 2025"],
  ])("an age of %i ms", (past, expected) => expect(age(now - past, now, "UTC", "en")).toBe(expected));

  test.each([
    [20 * minute, "20m", "soon"],
    [5 * hour, "5h", "near"],
    [3 * day, "3d", "far"],
    [-hour, "1h", "late"],
  ] as const)("due in %i ms", (ahead, away, near) => {
    expect(distance(now + ahead, now, "en")).toBe(away);
    expect(nearness(now + ahead, now)).toBe(near);
  });

  test("exact times are in the reader's zone", () => {
    expect(exact(now, "Asia/Tokyo", "en")).toMatch(/23 November 2026.*23:20/);
    expect(exact(now, "America/New_York", "en")).toMatch(/09:20/);
  });

  test("a local time is read back as the time it was", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/St_Johns",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
    );
    const minutes = fc.integer({ min: 0, max: 60 * 24 * 365 * 60 });
    fc.assert(
      fc.property(zones, minutes, (zone, n) => {
        const text = localInput(n * minute, zone);
        const read = fromLocalInput(text, zone);
        // In the repeated hour the earlier time is meant; it is shown in the same way.
        expect(read !== null && localInput(read, zone)).toBe(text);
        expect(Math.abs((read ?? 0) - n * minute)).toBeLessThanOrEqual(hour);
      }),
    );
  });

  test("a time in an hour that a clock change skips is moved forward, not refused", () => {
    expect(fromLocalInput("2026-03-29T02:30", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 1, 30));
  });

  test.each(["", "2026-13-01T00:00", "2026-02-30T10:00", "2026-01-01T24:00", "2026-01-01", "x"])(
    "%j is not a time",
    (text) => expect(fromLocalInput(text, "UTC")).toBeNull(),
  );

  test("zones", () => {
    expect(isZone("Europe/Berlin")).toBe(true);
    expect(isZone("Europe/Atlantis")).toBe(false);
  });
});

describe("numbers", () => {
  test.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1.0 kB"],
    [18_204, "18 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [1_412_004, "1.4 MB"],
    [5e15, "5,000 TB"],
  ])("%i bytes", (n, expected) => expect(bytes(n, "en")).toBe(expected));
  test("thousands", () => expect(count(1283, "en")).toBe("1,283"));
  test("in another language", () => {
    expect(count(12_345, "de")).toBe("12.345");
    expect(bytes(1_412_004, "de")).toBe("1,4 MB");
    expect(dayTime(now, now, "UTC", "de")).toBe("23. Nov., 14:20");
  });
});
