import fc from "fast-check";
import { expect, test } from "vitest";
import { createMatcher } from "./automaton.ts";
import { patternExpression, readExpression } from "./expression.ts";

function found(expression: string, text: string): boolean {
  const read = readExpression(expression, false);
  if (!read.ok) throw new Error(`${expression}: ${read.error}`);
  return createMatcher(read.value).matches(text);
}

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(
      "a",
      "b",
      "c",
      "1",
      ".",
      "[ab]",
      "[^ab]",
      "[a-c1]",
      "\\d",
      "\\w",
      "\\s",
      "\\S",
      "^",
      "$",
      "\\.",
      "\\n",
    ),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `${a}${b}`),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie("expression"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"))
      .map(([a, times]) => `(${a})${times}`),
  ),
}));
const subject = fc.string({
  unit: fc.constantFrom("a", "b", "c", "1", " ", ".", "\n", "é", "😀"),
  maxLength: 10,
});

test("an expression finds what JavaScript finds (R-34)", () => {
  fc.assert(
    fc.property(expression, subject, (one, text) => {
      const read = readExpression(one, false);
      if (!read.ok) {
        expect(read.error).toBe("too-large");
        return;
      }
      // V8 does not find /[^a]$/u in "😀"; with the flag v, it does.
      expect(found(one, text)).toBe(new RegExp(one, "v").test(text));
    }),
    { numRuns: 3_000 },
  );
});

test("the start and the end of an empty value are one place (R-34)", () => {
  expect([found("($^){2,}", ""), found("^$", ""), found("$^", "a"), found("a$^", "a")]).toEqual([
    ...[true, true, false, false],
  ]);
});

test("a pattern is for the whole value (R-30)", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "."), maxLength: 6 });
  fc.assert(
    fc.property(pattern, subject, (one, text) => {
      const same = one.replace(/[.*?]/g, (char) => ({ "*": "[^]*", "?": "[^]", ".": "\\." })[char] ?? "");
      expect(createMatcher(patternExpression(one, false)).matches(text)).toBe(
        new RegExp(`^${same}$`, "u").test(text),
      );
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["(a", "parenthesis"],
  ["a)", "parenthesis"],
  ["[a", "bracket"],
  ["[b-a]", "range"],
  ["*a", "nothing-to-repeat"],
  ["^*", "nothing-to-repeat"],
  ["a{101}", "repeat-bounds"],
  ["a{3,2}", "repeat-bounds"],
  ["a{x}", "repeat-bounds"],
  ["\\q", "escape"],
  ["(a)\\1", "not-regular"],
  ["(?=a)", "not-regular"],
  ["((a{100}){100}){100}", "too-large"],
  ["(".repeat(500), "too-large"],
])("%s is refused: %s (R-34)", (one, error) => {
  expect(readExpression(one, true)).toEqual({ ok: false, error });
});
