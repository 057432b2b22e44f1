import { expect, it } from "vitest";
import { isPassword, newHash, passwordsBusy } from "./passwords.ts";

it("refuses log-ins while many passwords wait to be hashed", async () => {
  // Costs next to nothing: only the waiting is tested here.
  const stored = `$argon2id$v=19$m=8,t=1,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;
  const many = Array.from({ length: 102 }, () => isPassword("a wrong password", stored));
  expect(passwordsBusy()).toBe(true);
  expect(new Set(await Promise.all(many))).toEqual(new Set([false]));
  expect(passwordsBusy()).toBe(false);
});

it("does not hash passwords that are too long", async () => {
  const hash = await newHash("correct horse battery", (bytes) => new Uint8Array(bytes));
  expect(await isPassword("correct horse battery", hash)).toBe(true);
  expect(await isPassword("x".repeat(10_000_000), hash)).toBe(false);
});
