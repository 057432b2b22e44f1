import fc from "fast-check";
import { expect, test } from "vitest";
import { comparable, saysInOrder, Wording, wordList } from "./words.ts";

const words = fc.array(fc.constantFrom("ink", "lamp", "paper", "tray"), { maxLength: 30 });
/** A text, and pieces of it in their order, sometimes with a word exchanged. */
const pieces = fc.tuple(words, fc.array(fc.nat(9)), fc.option(fc.nat(29))).map(([text, gaps, exchanged]) => {
  const kept = text.filter((_, i) => gaps[Math.floor(i / 5)] !== 0);
  return [text, kept.map((one, i) => (i === exchanged ? "other" : one))] as const;
});

test("what is said in order is said: the quick check agrees with the thorough one", () => {
  let said = 0;
  fc.assert(
    fc.property(pieces, ([text, others]) => {
      if (!saysInOrder(text, others)) return;
      if (others.length > 0) said += 1;
      if (others.length > 0) expect(new Wording(text.join(" ")).compare(others).missing).toBe(0);
    }),
    { numRuns: 300 },
  );
  expect(said).toBeGreaterThan(20);
});

test("words come as they are compared, those of scripts without spaces by their characters", () => {
  expect(wordList(comparable("Ink, PAPER\u00ad tray-2 紙詰まり"))).toEqual([
    ...["ink", "paper", "tray", "2", "紙", "詰", "ま", "り"],
  ]);
});

test("a piece too far on, or a single other word, is left to the thorough check", () => {
  const far = Array.from({ length: 100 }, (_, i) => `w${i}`);
  expect(saysInOrder(far, far.slice(80))).toBe(false);
  expect(saysInOrder(far, [...far.slice(0, 3), ...far.slice(10, 20)])).toBe(true);
  expect(saysInOrder(far, [...far.slice(0, 3), "not", ...far.slice(4, 20)])).toBe(false);
});
