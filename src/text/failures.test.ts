import { expect, test } from "vitest";
import { fault } from "../base/fault.ts";
import { failure, failureText } from "./index.ts";

test("a failure is one line: what is wrong, and what to do about it", () => {
  const held = failure(fault("data-folder.held", { params: { path: "/data" } }));
  expect(failureText("en", held)).toBe("/data is held by another process; stop that one first");
  expect(held.message).toBe(failureText("en", held));
});

test("what it is about stands before it, as a name or in words", () => {
  const email = fault("user.email", { params: { address: "x" } });
  expect(failure(email, { subject: "--email" }).message).toBe('--email: "x" is not a valid email address');
  const line = fault("configuration.line", { params: { file: "a.toml", line: 7 } });
  const unknown = fault("configuration.misspelt", { params: { name: "htpp", known: "http" } });
  expect(failure(unknown, { subject: line }).message).toBe(
    'a.toml, line 7: unknown setting "htpp"; did you mean "http"?',
  );
});

test("the cause is kept for the log", () => {
  const cause = new Error("disk I/O error");
  const params = { file: "a.db", problem: cause.message, path: "/data" };
  expect(failure(fault("data-folder.unusable", { params, cause })).cause).toBe(cause);
  expect(failure(fault("backup.running"))).not.toHaveProperty("cause");
});
