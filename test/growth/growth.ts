/** Measures how the cost of some work grows with the size of its input. */

/**
 * Milliseconds of processor time below which growth cannot be measured, because of the clock's resolution, 4 ms on some
 * machines, and garbage collection. Sizes are chosen so that a quadratic cost is above it.
 */
const FLOOR = 40;
const TRIES = 7;
/** Milliseconds that a busy machine cannot explain: then there is one more attempt instead of five. */
const LONG = 500;

export interface Growth {
  /** Milliseconds of processor time at size n and at 2n: the minimum of several attempts. */
  readonly once: number;
  readonly twice: number;
  /** How many times longer twice the size takes; 1 if both are too short to measure. */
  readonly factor: number;
}

/**
 * Measures `work` at size n and at 2n as processor time of this thread, which does not include other programs. Inputs
 * are made before the measurement.
 * @param input makes the input of a size
 * @param work the work; what it does in other threads does not count
 * @param most the factor that is expected: only a higher one is measured again
 */
export async function growthOf<T>(
  n: number,
  input: (size: number) => T,
  work: (input: T) => unknown,
  most = MOST,
): Promise<Growth> {
  const [small, large] = [input(n), input(2 * n)];
  const first = await compared(
    () => work(small),
    () => work(large),
    most,
  );
  if (first.factor <= most || first.twice > LONG) return first;
  // Real growth stays; garbage collection and a busy machine pass.
  const larger = input(4 * n);
  const second = await compared(
    () => work(large),
    () => work(larger),
    most,
  );
  return second.factor < first.factor ? second : first;
}

async function compared(small: () => unknown, large: () => unknown, most: number): Promise<Growth> {
  let once = Number.POSITIVE_INFINITY;
  let twice = Number.POSITIVE_INFINITY;
  // A fast first pair is enough; a slow one is measured again, since other work can only slow it down.
  for (let round = 0; round < TRIES; round += 1) {
    twice = Math.min(twice, await timeOf(large));
    // Too short to compare.
    if (twice < FLOOR) return { once: Math.min(once, twice), twice, factor: 1 };
    once = Math.min(once, await timeOf(small));
    if (factorOf(once, twice) <= most || (round > 1 && twice > LONG)) break;
  }
  return { once, twice, factor: factorOf(once, twice) };
}

/** A higher ratio for twice the size is not linear. */
export const MOST = 2.5;

const factorOf = (once: number, twice: number): number =>
  twice < FLOOR ? 1 : twice / Math.max(once, FLOOR / 5);

async function timeOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
