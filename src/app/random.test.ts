import { expect, it } from "vitest";
import { pooledRandomBytes } from "./random.ts";

it("returns each byte once, any number of them", () => {
  const bytes = pooledRandomBytes(64);
  const seen = new Set<string>();
  for (let i = 0; i < 500; i++) {
    const some = bytes(10 + (i % 3) * 40);
    expect(some).toHaveLength(10 + (i % 3) * 40);
    seen.add(Buffer.from(some).subarray(0, 10).toString("hex"));
  }
  expect(seen.size).toBe(500);
});

it("returned bytes do not change afterwards", () => {
  const bytes = pooledRandomBytes(32);
  const first = bytes(16);
  const copy = Buffer.from(first);
  for (let i = 0; i < 20; i++) bytes(16);
  expect(copy.equals(first)).toBe(true);
});
