import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

test("the same key waits its turn, even after a failure; another key does not", async () => {
  const inTurn = createTurns();
  const seen: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = inTurn("a", async () => {
    seen.push("first begins");
    await held;
    seen.push("first ends");
    throw new Error("first failed");
  });
  const second = inTurn("a", async () => {
    seen.push("second");
    return 2;
  });
  await inTurn("b", async () => {
    seen.push("other");
  });
  expect(seen).toEqual(["first begins", "other"]);
  release();
  await expect(first).rejects.toThrow("first failed");
  expect(await second).toBe(2);
  expect(await inTurn("a", async () => 3)).toBe(3);
  expect(seen).toEqual(["first begins", "other", "first ends", "second"]);
});
