import fc from "fast-check";
import { expect, test } from "vitest";
import { createLimiter } from "./limiter.ts";

test("in any period at most the burst and the refill are allowed", () => {
  const waits = fc.array(fc.integer({ min: -50, max: 3000 }), { maxLength: 200 });
  fc.assert(
    fc.property(
      waits,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 20 }),
      (steps, perSecond, burst) => {
        const limit = createLimiter({ perSecond, burst });
        let now = 1_000_000;
        let newest = now;
        let granted = 0;
        for (const step of steps) {
          now += step;
          newest = Math.max(newest, now);
          if (limit("a", now) === null) granted += 1;
        }
        // A clock that is set back and forward again grants the time in between once more.
        const back = steps.filter((step) => step < 0).reduce((sum, step) => sum - step, 0);
        expect(granted).toBeLessThanOrEqual(burst + ((newest - 1_000_000 + back) / 1000) * perSecond + 1e-6);
      },
    ),
  );
});

test("a request after the stated wait is allowed", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
      (perSecond, burst) => {
        const limit = createLimiter({ perSecond, burst });
        for (let n = 0; n < burst; n++) expect(limit("a", 0)).toBeNull();
        const wait = limit("a", 0);
        expect(wait).toBeGreaterThanOrEqual(1);
        expect(limit("a", (wait ?? 0) * 1000)).toBeNull();
        expect(limit("b", 0)).toBeNull();
      },
    ),
  );
});

test("the number of remembered keys is limited", () => {
  const limit = createLimiter({ perSecond: 1, burst: 1 });
  expect(limit("first", 0)).toBeNull();
  expect(limit("first", 0)).toBe(1);
  for (let n = 0; n < 10_000; n++) limit(`key ${n}`, 0);
  expect(limit("first", 0)).toBeNull();
});
