import { beforeEach, expect, test } from "vitest";
import { type BurstGate, createBurstGate } from "./burst-gate.ts";

let time: number;
let gate: BurstGate;

beforeEach(() => {
  time = 1_000_000;
  gate = createBurstGate(() => time);
});

/** Mails that arrive steadily, and how long each has to wait. */
function arrive(mails: number, each: number): number[] {
  return Array.from({ length: mails }, () => {
    time += each;
    gate.arrived();
    return gate.wait();
  });
}

test("mails that arrive one by one are processed at once", () => {
  expect(arrive(1000, 10)).toEqual(Array(1000).fill(0));
});

test("a burst is processed when it is over", () => {
  arrive(100, 1);
  expect(gate.wait()).toBeGreaterThan(0);
  time += 100;
  expect(gate.wait()).toBe(0);
});

test("a long burst waits for two seconds, and then not again until everything is processed", () => {
  const waits = arrive(4000, 1);
  const held = waits.findIndex((wait) => wait > 0);
  expect(waits.slice(held, held + 1900).every((wait) => wait > 0)).toBe(true);
  expect(waits.slice(held + 2100)).toEqual(Array(4000 - held - 2100).fill(0));
  gate.caughtUp();
  expect(arrive(500, 1).every((wait) => wait > 0)).toBe(true);
});

test("a clock that is set back causes no longer delay", () => {
  arrive(100, 1);
  time -= 3_600_000;
  expect(gate.wait()).toBe(0);
  arrive(100, 1);
  time += 100;
  expect(gate.wait()).toBe(0);
});
