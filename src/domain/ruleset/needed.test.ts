/** Expressions that are followed only where a word that they need is. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { textTest } from "./conditions.ts";
import { createEvaluator } from "./evaluate.ts";
import { readExpression } from "./expression.ts";
import { composed, fold } from "./fold.ts";
import { neededWords } from "./needed.ts";
import { factsFor, ruleset } from "./testing.ts";
import { quoted } from "./tokens.ts";

const wordsOf = (text: string, folding = true) => {
  const read = readExpression(text, folding);
  if (!read.ok) throw new Error(read.error);
  return neededWords(read.value);
};

test.each([
  ["invoice no[.] [0-9]{5}", ["invoice no. "]],
  ["^Invoice$", ["invoice"]],
  ["(order|invoice) [0-9]+", ["order", "invoice"]],
  ["(order)+x?", ["order"]],
  ["(order)*", []],
  ["[ab]cd", []],
  ["order|a.c", []],
  ["a(b(cd)e)f.", ["abcdef"]],
  ["(or|invoice)delivery", ["delivery"]],
  [".*", []],
])("R-38: %s needs %j", (text, words) => expect(wordsOf(text)).toEqual(words));

test("R-38: as written, a word is needed as written", () =>
  expect(wordsOf("Straße 7", false)).toEqual(["Straße 7"]));

const part = fc.constantFrom(
  ...["abc", "bca", "ABC", "Straße", "strasse", "a", "b", "😀x", "x y", "ﬁn", "fin", " ", "no.", "\u03c2"],
);
const piece = fc.oneof(
  part.map((one) => one.replaceAll(".", "[.]")),
  fc.constantFrom(
    ".",
    "[a-c]",
    "^",
    "$",
    "(abc|bca)",
    "(abc|.)",
    "(bca)+",
    "(abc)?",
    "a{2,3}",
    "\\d",
    "[^a]",
  ),
);

test("R-38: what is found is what following each text finds, with several values, folded and exactly", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(piece, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.array(part, { maxLength: 5 }), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("", "exactly "),
      fc.constantFrom("expression", "matches"),
      (given, texts, exactly, by) => {
        const isExpression = by === "expression";
        const wanted = given.map((one) =>
          isExpression ? one.join("") : one.map((each) => each.replace(/[^\p{L} .]/gu, "*")).join("") || "*",
        );
        if (isExpression && wanted.some((one) => !readExpression(one, exactly === "").ok)) return;
        const rules = ruleset(
          `rule "r"\nwhen mail arrives\nand header "x" matches ${isExpression ? "expression " : ""}${exactly}${wanted.map(quoted).join(", ")}\nthen stop\n`,
        );
        const values = texts.map((one) => one.join(""));
        const mail = { headers: new Map([["x", values]]) };
        const fired = createEvaluator(rules).run(factsFor({ mail })).trace[0]?.is === "fired";
        const how = { by: isExpression ? "expression" : "matches", exactly: exactly !== "" } as const;
        const tests = wanted.map((one) => textTest(how, one));
        const prepared = values.map(exactly === "" ? fold : composed);
        expect(fired).toBe(prepared.some((value) => tests.some((one) => one(value))));
      },
    ),
    { numRuns: 1_500 },
  );
});
