import { describe, expect, test } from "vitest";
import { type AttemptFacts, decideHookAttempt, isTrusted } from "./attempt.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const well = { failures: 0, failingSince: null, nextAt: 0 };
// In the middle: neither more nor less than the step.
const random = Uint8Array.from([0x7f, 0xff]);
const facts = (more: Partial<AttemptFacts>): AttemptFacts => ({
  ...{ status: 500, retryAfter: null, attempts: 0, createdAt: 0, repeats: true, lane: well, now: 0, random },
  ...more,
});
const about = (milliseconds: number) => (given: number | null) =>
  given !== null && Math.abs(given - milliseconds) <= 1 + milliseconds / 1000;

describe("a call that fails", () => {
  test("is tried again over days, then it has failed", () => {
    const waits = [0.0014, 0.0833, 0.5, 2, 5, 10, 14, 20, 24];
    let [now, attempts] = [0, 0];
    for (const hours of waits) {
      const { state, nextAt } = decideHookAttempt(facts({ now, attempts }));
      expect(state).toBe("waiting");
      expect(((nextAt ?? 0) - now) / HOUR).toBeCloseTo(hours, 2);
      now = nextAt ?? 0;
      attempts += 1;
    }
    expect(now / HOUR).toBeGreaterThan(75);
    expect(decideHookAttempt(facts({ now: now + HOUR, attempts }))).toMatchObject({
      state: "failed",
      nextAt: null,
    });
  });

  test("waits a little more or less than others", () => {
    const [least, most] = [Uint8Array.from([0, 0]), Uint8Array.from([255, 255])].map(
      (random) => decideHookAttempt(facts({ random, attempts: 1 })).nextAt ?? 0,
    );
    expect([least, most]).toEqual([4.5 * MINUTE, 5.5 * MINUTE]);
  });

  test("waits as long as its server asks, and no longer than a day", () => {
    expect(decideHookAttempt(facts({ status: 429, retryAfter: 900 }))).toMatchObject({
      ...{ nextAt: 15 * MINUTE, lane: { nextAt: 15 * MINUTE } },
    });
    expect(decideHookAttempt(facts({ status: 503, retryAfter: 1e9 })).nextAt).toBe(24 * HOUR);
  });

  test("is not tried again if its server is gone, or if someone tried it by hand", () => {
    expect(decideHookAttempt(facts({ status: 410 }))).toMatchObject({
      state: "failed",
      nextAt: null,
      gone: true,
    });
    const byHand = decideHookAttempt(facts({ repeats: false }));
    expect(byHand).toMatchObject({ state: "failed", nextAt: null, gone: false, lane: well });
  });
});

test("after five failures in a row an endpoint is tried with one call at a time, until it works", () => {
  let lane: AttemptFacts["lane"] = well;
  const pauses: number[] = [];
  for (let n = 1; n <= 9; n++) {
    ({ lane } = decideHookAttempt(facts({ lane, now: n, attempts: n })));
    expect([lane.failures, lane.failingSince, isTrusted(lane)]).toEqual([n, 1, n < 5]);
    pauses.push(lane.nextAt - n);
  }
  const expected = [0, 0, 0, 0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, HOUR];
  expect(pauses.every((pause, n) => about(expected[n] ?? 0)(pause))).toBe(true);
  const fine = decideHookAttempt(facts({ status: 204, lane, now: 50 }));
  expect(fine).toEqual({
    ...{ state: "delivered", nextAt: null, recovered: true, gone: false },
    lane: { failures: 0, failingSince: null, nextAt: 50 },
  });
});

test.each([200, 201, 204, 299])("status %d is success", (status) => {
  expect(decideHookAttempt(facts({ status })).state).toBe("delivered");
});

test.each([null, 199, 300, 302, 400, 404, 429, 500])("status %s is not", (status) => {
  expect(decideHookAttempt(facts({ status })).state).toBe("waiting");
});
