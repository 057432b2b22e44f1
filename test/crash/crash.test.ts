/** Kills the executable at random moments: nothing that was accepted is lost or duplicated. */
import { expect, test } from "vitest";
import { crashRun } from "./rounds.ts";

const ROUNDS = 24;

test("it is killed under load, repeatedly", async () => {
  const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`CRASH_SEED=${seed}`);
  const found = await crashRun({ seed, goOn: (done) => done < ROUNDS, say: console.log });
  console.log(JSON.stringify(found));
  expect(found.problems).toEqual([]);
  expect(found.accepted).toBeGreaterThan(30);
  expect(found.answers).toBeGreaterThan(5);
});
