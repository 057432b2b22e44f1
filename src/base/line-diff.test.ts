import fc from "fast-check";
import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";

test("names the lines that were removed and added", () => {
  expect(lineDiff("a\nb\nc\nd", "a\nc\nx\nd")).toEqual([
    { is: "same", text: "a" },
    { is: "removed", text: "b" },
    { is: "same", text: "c" },
    { is: "added", text: "x" },
    { is: "same", text: "d" },
  ]);
});

test("both texts are in it, in order", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", ""), { maxLength: 20 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const without = (is: string) => lines.filter((line) => line.is !== is).map((line) => line.text);
      expect([without("added").join("\n"), without("removed").join("\n")]).toEqual([before, after]);
    }),
  );
});

test("of very long texts that have nothing in common, all is changed", () => {
  const long = (of: string) => Array.from({ length: 3_000 }, (_, n) => `${of} ${n}`).join("\n");
  const lines = lineDiff(long("a"), long("b"));
  expect(lines.filter(({ is }) => is === "removed").length).toBe(3_000);
  expect(lines.filter(({ is }) => is === "added").length).toBe(3_000);
});
