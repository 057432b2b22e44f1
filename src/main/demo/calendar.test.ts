import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCalendar } from "./calendar.ts";

const HOUR = 3_600_000;
/** A Wednesday at 15:20, local time. */
const wednesday = new Date(2026, 5, 17, 15, 20).getTime();

describe("calendar", () => {
  it("ends where it is told to, and never goes back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 1, max: 50_000 }),
        fc.array(fc.float({ min: 0, max: 60_000, noNaN: true }), { maxLength: 20 }),
        (hours, length, moments) => {
          const end = wednesday + hours * HOUR;
          const calendar = createCalendar(end, length);
          expect(Math.abs(calendar.at(length) - end)).toBeLessThan(2);
          const ascending = [...moments].sort((a, b) => a - b).map(calendar.at);
          expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
          expect(calendar.at(0)).toBeLessThan(end);
        },
      ),
    );
  });

  it("a busy minute is a minute of a working day", () => {
    const { at } = createCalendar(wednesday, 1000);
    expect((wednesday - at(900)) / 60_000).toBeGreaterThan(99);
    expect((wednesday - at(900)) / 60_000).toBeLessThan(120);
  });

  it("most happens in working hours, little at night and on Sundays", () => {
    const { at } = createCalendar(wednesday, 20_000);
    const moments = Array.from({ length: 20_000 }, (_, minute) => new Date(at(minute)));
    const share = (of: (moment: Date) => boolean) => moments.filter(of).length / moments.length;
    expect(share((moment) => moment.getHours() >= 8 && moment.getHours() < 18)).toBeGreaterThan(0.85);
    expect(share((moment) => moment.getHours() < 6)).toBeLessThan(0.01);
    expect(share((moment) => moment.getDay() === 0)).toBeLessThan(0.03);
  });
});
