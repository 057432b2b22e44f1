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

test("mails that come one by one are taken up at once", () => {
  expect(arrive(1000, 10)).toEqual(Array(1000).fill(0));
});

test("a burst is held back until it is over", () => {
  arrive(100, 1);
  expect(gate.wait()).toBeGreaterThan(0);
  time += 100;
  expect(gate.wait()).toBe(0);
});

test("a burst that goes on is held back for two seconds, and then not until all is taken up", () => {
  const waits = arrive(4000, 1);
  const held = waits.findIndex((wait) => wait > 0);
  expect(waits.slice(held, held + 1900).every((wait) => wait > 0)).toBe(true);
  expect(waits.slice(held + 2100)).toEqual(Array(4000 - held - 2100).fill(0));
  gate.caughtUp();
  expect(arrive(500, 1).every((wait) => wait > 0)).toBe(true);
});

test("a clock that is set back holds nothing up for longer", () => {
  arrive(100, 1);
  time -= 3_600_000;
  expect(gate.wait()).toBe(0);
  arrive(100, 1);
  time += 100;
  expect(gate.wait()).toBe(0);
});
