import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageKey } from "../../base/ids.ts";
import type { DeliveryResult } from "../ticket/index.ts";
import { type AttemptFacts, decideAttempt } from "./attempt.ts";

const HOUR = 3_600_000;
const message = messageKey("m".repeat(26));
const rita = "rita@customer.example";
const eve = "eve@customer.example";

const result = (recipient: string, outcome: DeliveryResult["outcome"]): DeliveryResult => ({
  ...{ recipient, outcome, response: "said" },
});

const attempt = (facts: Partial<AttemptFacts>) =>
  decideAttempt({
    ...{ message, deliveries: [{ recipient: rita, attempts: 0 }], queuedAt: 0, server: "next:25", now: 0 },
    ...{ results: [result(rita, "deferred")], random: new Uint8Array(4) },
    ...facts,
  });

describe("an attempt", () => {
  test("is followed by another only if a recipient is deferred", () => {
    const deliveries = [rita, eve].map((recipient) => ({ recipient, attempts: 2 }));
    const of = (...results: readonly DeliveryResult[]) => attempt({ deliveries, results });
    expect(of(result(rita, "delivered"), result(eve, "failed")).nextAt).toBeNull();
    expect(of(result(rita, "delivered"), result(eve, "deferred"))).toMatchObject({
      ...{ type: "DeliveryAttempted", message, attempt: 3, server: "next:25" },
      nextAt: expect.any(Number),
    });
  });

  test("counts for the recipients that were tried, and are the mail's", () => {
    const deliveries = [
      { recipient: rita, attempts: 1 },
      { recipient: eve, attempts: 7 },
    ];
    const results = [result(rita, "delivered"), result("other@customer.example", "delivered")];
    const { attempt: number, results: kept } = attempt({ deliveries, results });
    expect(number).toBe(2);
    expect(kept).toEqual([result(rita, "delivered")]);
  });
});

describe("the next attempt", () => {
  const random = fc.uint8Array({ minLength: 4, maxLength: 4 });
  const next = (attempts: number, bytes: Uint8Array) =>
    attempt({ deliveries: [{ recipient: rita, attempts: attempts - 1 }], random: bytes }).nextAt;

  test("is in the future, within five hours, and differs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), random, (attempts, bytes) => {
        const at = next(attempts, bytes);
        expect(at).toBeGreaterThan(30_000);
        expect(at).toBeLessThan(5 * HOUR);
      }),
    );
    expect(next(3, new Uint8Array(4))).not.toBe(next(3, new Uint8Array(4).fill(255)));
  });

  test("follows for five days", () => {
    expect(attempt({ now: 4 * 24 * HOUR }).nextAt).toBeGreaterThan(4 * 24 * HOUR);
    expect(attempt({ now: 5 * 24 * HOUR }).nextAt).toBeNull();
  });
});
