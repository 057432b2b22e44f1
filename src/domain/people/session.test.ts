import { expect, test } from "vitest";
import { isExpired, sessionLimits } from "./session.ts";

const { idle, absolute } = sessionLimits;

test("a session ends after a time without requests, and after a time in any case", () => {
  expect(isExpired({ createdAt: 0, seenAt: 0 }, idle)).toBe(false);
  expect(isExpired({ createdAt: 0, seenAt: 0 }, idle + 1)).toBe(true);
  expect(isExpired({ createdAt: 0, seenAt: absolute }, absolute)).toBe(false);
  expect(isExpired({ createdAt: 0, seenAt: absolute }, absolute + 1)).toBe(true);
});
