/** Sets of characters (Unicode code points) as sorted ranges that do not touch. */
export type CharacterSet = readonly (readonly [first: number, last: number])[];

const LAST = 0x10_ffff;

export const any: CharacterSet = [[0, LAST]];

/** The characters of any of these ranges, in any order. */
export function setOf(ranges: readonly (readonly [first: number, last: number])[]): CharacterSet {
  const joined: [number, number][] = [];
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

/** All other characters. */
export function complement(set: CharacterSet): CharacterSet {
  const others: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) others.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST) others.push([next, LAST]);
  return others;
}

export const contains = (set: CharacterSet, code: number): boolean =>
  set.some(([first, last]) => code >= first && code <= last);
