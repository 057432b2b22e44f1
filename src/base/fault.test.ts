import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fault, faultCodes, faultKind } from "./fault.ts";

const sources = globSync("src/**/*.{ts,tsx}")
  .filter((file) => !file.endsWith("base/fault-codes.ts") && !/\.test\.|testing/.test(file))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }));

test.each(faultCodes)("%s is used", (code) => {
  expect(sources.filter(({ text }) => text.includes(`"${code}"`)).length).toBeGreaterThan(0);
});

test.each(faultCodes)("%s says the same in SMTP, HTTP and kind", (code) => {
  const { kind, smtp, http } = faultKind(code);
  const [reply, enhanced] = smtp;
  expect(enhanced.startsWith(`${Math.floor(reply / 100)}.`)).toBe(true);
  expect(Math.floor(reply / 100)).toBe(kind === "permanent" ? 5 : 4);
  expect(http).toBeGreaterThanOrEqual(kind === "bug" ? 500 : 400);
});

test("a reason stands for its code", () => {
  expect(fault("ticket.unknown", { params: { number: 7 }, field: "number" })).toEqual({
    code: "thing.not-found",
    reason: "ticket.unknown",
    params: { number: 7 },
    field: "number",
  });
  expect(fault("thing.not-found")).toEqual({ code: "thing.not-found" });
});
