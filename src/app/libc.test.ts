import { closeSync, openSync } from "node:fs";
import { expect, it } from "vitest";
import { libc } from "./libc.ts";

it("only a listening socket is one", () => {
  const file = openSync("/dev/null", "r");
  expect(libc().listening(file)).toBeNull();
  closeSync(file);
  expect(libc().listening(file)).toBeNull();
  expect(libc().duplicate(file)).toBe(-1);
});

it("a datagram without a receiver is not sent", () => {
  expect(libc().send("/nonexistent/notify", "READY=1")).toBe(false);
  expect(libc().send("@mailmanager-nobody", "READY=1")).toBe(false);
});
