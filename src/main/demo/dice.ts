/** Repeatable random numbers: the same seed always gives the same ones. Not for secrets. */
export interface Dice {
  /** From 0 to 1, 1 excluded. */
  next(): number;
  /** True with that probability. */
  chance(probability: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of the values, by weight. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T;
  /** A duration around `median`: half are shorter, a few are several times longer. */
  around(median: number): number;
}

/** Random numbers for one of many independent purposes, named by `seeds`, such as (7, ticket). */
export function createDice(...seeds: readonly number[]): Dice {
  let state = seeds.reduce((mixed, seed) => mix((mixed ^ seed) + 0x9e3779b9), 0x2545f491);

  // mulberry32: 32 bits of state are enough for a story.
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state) / 2 ** 32;
  }
  const dice: Dice = {
    next,
    chance: (probability) => next() < probability,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (from) => one(from[Math.floor(next() * from.length)]),
    weighted(from) {
      let left = next() * from.reduce((sum, [weight]) => sum + weight, 0);
      const found = from.find(([weight]) => {
        left -= weight;
        return left < 0;
      });
      return one(found ?? from.at(-1))[1];
    },
    around: (median) => median * Math.exp((next() + next() + next() - 1.5) * 1.4),
  };
  return dice;
}

/** Hashes a number to 32 bits. */
function mix(value: number): number {
  let t = Math.imul(value ^ (value >>> 15), value | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

function one<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("nothing to choose from");
  return value;
}
