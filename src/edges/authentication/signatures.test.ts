import { expect, test } from "vitest";
import { withBoundedHeader } from "./signatures.ts";

const bounded = (...lines: readonly string[]): string[] =>
  withBoundedHeader(Buffer.from(lines.join("\r\n")))
    .raw.toString()
    .split("\r\n");

test("an ordinary mail is unchanged", () => {
  const to = `To: ${Array.from({ length: 1_000 }, (_, i) => `a${i}@customer.example`).join(",\r\n ")}`;
  const mail = Buffer.from(`From: ann@customer.example\r\n${to}\r\n\r\nHello\r\n${"x".repeat(300_000)}`);
  expect(withBoundedHeader(mail)).toEqual({ raw: mail, lostFrom: false });
});

test("eight signatures stay, from the top", () => {
  const signatures = Array.from({ length: 12 }, (_, i) => `DKIM-Signature: v=1; s=${i}`);
  const kept = bounded(...signatures, "From: ann@customer.example", "", "DKIM-Signature: in the body");
  expect(kept).toEqual([
    ...signatures.slice(0, 8),
    "From: ann@customer.example",
    "",
    "DKIM-Signature: in the body",
  ]);
});

test.each([
  ["a signature of many blanks", `DKIM-Signature: v=1;${" ".repeat(9_000)}`],
  ["an author's field of many blanks", `From: ${" ".repeat(9_000)}`],
  ["a field of many lines", `Subject: a${"\r\n ".repeat(3_000)}`],
  ["a very long field", `X-Long: ${"x".repeat(300_000)}`],
])("%s are removed", (_, field) => {
  expect(bounded("To: support@desk.example", field, "Date: today", "", "Hello")).toEqual([
    "To: support@desk.example",
    "Date: today",
    "",
    "Hello",
  ]);
});

test.each([
  ["From", true],
  ["FROM  ", true],
  ["From-Nobody", false],
  ["Authentication-Results", false],
])("whether a From was removed is known: %s", (name, lostFrom) => {
  const lines = [`${name}: ${" ".repeat(9_000)}`, "From: ann@customer.example", "", "Hello"];
  expect(withBoundedHeader(Buffer.from(lines.join("\r\n"))).lostFrom).toBe(lostFrom);
});

test("fields after the first thousands are removed", () => {
  const kept = bounded(...Array.from({ length: 6_000 }, (_, i) => `X-${i}: a`), "", "Hello");
  expect(kept).toHaveLength(5_002);
  expect(kept.slice(-3)).toEqual(["X-4999: a", "", "Hello"]);
});
