/** Numbers to try: enough to tell comparisons apart. */

/** Whole numbers from 0 on, at least one in each range between some numbers and at each of them. */
export const wholeNumbers = (named: readonly number[]): readonly number[] =>
  [
    ...new Set([
      0,
      ...named.flatMap((one) => [Math.ceil(one) - 1, Math.ceil(one), Math.floor(one), Math.floor(one) + 1]),
    ]),
  ]
    .filter((one) => one >= 0 && Number.isSafeInteger(one))
    .sort((a, b) => a - b);

/** Numbers in each range between some numbers, and these. */
export function between(named: readonly number[]): readonly number[] {
  const sorted = [...new Set(named)].sort((a, b) => a - b);
  const [first = 0] = sorted;
  return [first - 1, ...sorted.flatMap((one, n) => [one, (one + (sorted[n + 1] ?? one + 2)) / 2])];
}
