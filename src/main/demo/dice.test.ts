import fc from "fast-check";
import { expect, it } from "vitest";
import { createDice } from "./dice.ts";
import { expand } from "./expand.ts";

const throws = (...seeds: number[]) => {
  const dice = createDice(...seeds);
  return Array.from({ length: 20 }, dice.next);
};

it("the same seeds give the same throws, others do not", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), fc.nat(), (seeds, more) => {
      expect(throws(...seeds)).toEqual(throws(...seeds));
      expect(throws(...seeds)).not.toEqual(throws(...seeds, more));
    }),
  );
});

it("throws stay within what was asked, and reach all of it", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const dice = createDice(seed);
      for (const value of throws(seed)) expect(value >= 0 && value < 1).toBe(true);
      const wholes = new Set(Array.from({ length: 200 }, () => dice.whole(3, 6)));
      expect([...wholes].sort()).toEqual([3, 4, 5, 6]);
      expect(["a", "b"]).toContain(dice.pick(["a", "b"]));
      expect([dice.chance(0), dice.chance(1)]).toEqual([false, true]);
      expect(
        dice.weighted([
          [0, "never"],
          [1, "always"],
        ]),
      ).toBe("always");
    }),
  );
  expect(() => createDice(1).pick([])).toThrow("nothing to choose from");
});

it("half of the times around a median are shorter", () => {
  const dice = createDice(7);
  const times = Array.from({ length: 4000 }, () => dice.around(100));
  const shorter = times.filter((time) => time < 100).length;
  expect(shorter / times.length).toBeCloseTo(0.5, 1);
  expect(Math.max(...times)).toBeLessThan(900);
  expect(Math.min(...times)).toBeGreaterThan(10);
});

it("templates: one of each choice, every name by its slot", () => {
  const dice = createDice(1);
  const written = new Set(
    Array.from({ length: 50 }, () => expand("[Hi|Hello|] {name}!", dice, { name: "Ann" })),
  );
  expect([...written].sort()).toEqual([" Ann!", "Hello Ann!", "Hi Ann!"]);
  expect(expand("{a}{b}", dice, { a: "{b}", b: "[x|x]" })).toBe("{b}[x|x]");
  expect(() => expand("{nobody}", dice, {})).toThrow('no slot {nobody} for "{nobody}"');
});
