/** How the cost of some work grows with the size of its input. */

/**
 * Milliseconds of processor time below which nothing is said about growth: the clock's steps, of 4 ms on some machines,
 * and the collector rule there. Sizes are chosen so that a quadratic cost is above it.
 */
const FLOOR = 40;
const TRIES = 7;
/** Milliseconds from which on no busy moment explains the time: it is tried once more and not five times. */
const LONG = 500;

export interface Growth {
  /** Milliseconds of processor time at size n and at 2n: the least of some tries. */
  readonly once: number;
  readonly twice: number;
  /** How many times longer twice the size takes; 1 where both are too short to tell. */
  readonly factor: number;
}

/**
 * Measures `work` at size n and at 2n by the processor time of this thread, which other programs on the machine do not
 * count towards. Inputs are made outside the measurement.
 * @param input makes the input of a size
 * @param work what is measured; what it does in other threads does not count
 */
export async function growthOf<T>(
  n: number,
  input: (size: number) => T,
  work: (input: T) => unknown,
): Promise<Growth> {
  const [small, large] = [input(n), input(2 * n)];
  const first = await compared(
    () => work(small),
    () => work(large),
  );
  if (first.factor <= MOST || first.twice > LONG) return first;
  // What grows too fast goes on doing so; a moment of the collector or of a busy machine passes.
  const larger = input(4 * n);
  const second = await compared(
    () => work(large),
    () => work(larger),
  );
  return second.factor < first.factor ? second : first;
}

async function compared(small: () => unknown, large: () => unknown): Promise<Growth> {
  let once = Number.POSITIVE_INFINITY;
  let twice = Number.POSITIVE_INFINITY;
  // A quick first pair is proof enough; a slow one is measured again, since a busy moment can only slow it down.
  for (let round = 0; round < TRIES; round += 1) {
    twice = Math.min(twice, await timeOf(large));
    // Too short to tell: there is nothing to compare.
    if (twice < FLOOR) return { once: Math.min(once, twice), twice, factor: 1 };
    once = Math.min(once, await timeOf(small));
    if (factorOf(once, twice) <= MOST || (round > 1 && twice > LONG)) break;
  }
  return { once, twice, factor: factorOf(once, twice) };
}

/** More than this for twice the size is no linear cost. */
export const MOST = 2.5;

const factorOf = (once: number, twice: number): number =>
  twice < FLOOR ? 1 : twice / Math.max(once, FLOOR / 5);

async function timeOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
