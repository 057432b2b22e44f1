import fc from "fast-check";
import { expect, test } from "vitest";
import { createLiterals } from "./literals.ts";

const found = (words: readonly string[], text: string): readonly string[] => {
  const marks = new Uint8Array(words.length);
  createLiterals(words).find(text, marks);
  return words.filter((_, n) => marks[n] === 1);
};

test("words within words, at the ends, and beyond one character", () => {
  expect(found(["he", "she", "hers", "his", "", "x"], "ushers")).toEqual(["he", "she", "hers", ""]);
  expect(found(["😀", "é", "ab"], "a😀ab")).toEqual(["😀", "ab"]);
  expect(found([], "text")).toEqual([]);
});

test("finds what includes() finds", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "ü"), maxLength: 6 });
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { maxLength: 30 }),
      fc.array(word, { maxLength: 12 }),
      (words, parts) => {
        const text = parts.join("");
        expect(found(words, text)).toEqual(words.filter((one) => text.includes(one)));
      },
    ),
  );
});

test("finds the same where the words have too many characters for a table", () => {
  const rare = String.fromCodePoint(...Array.from({ length: 3000 }, (_, n) => 0x4e00 + n));
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "ü"), maxLength: 6 });
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { maxLength: 30 }),
      fc.array(word, { maxLength: 12 }),
      fc.boolean(),
      (words, parts, all) => {
        const text = parts.join("") + (all ? rare : rare.slice(1));
        const sought = [rare, ...words];
        expect(found(sought, text)).toEqual(sought.filter((one) => text.includes(one)));
      },
    ),
    { numRuns: 50 },
  );
});

test("more words than a table has room for", () => {
  const words = Array.from({ length: 20_000 }, (_, n) => `word ${n} of ${"many".repeat(4)}`);
  expect(found(words, `a word 7 of ${"many".repeat(4)}, and word 19999 of ${"many".repeat(4)}`)).toEqual([
    words[7],
    words[19_999],
  ]);
});
