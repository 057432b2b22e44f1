/** Counts what passed and failed, and prints it at the end. */

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, { passed, failed }) => ({ passed: total.passed + passed, failed: total.failed + failed }),
    { passed: 0, failed: 0 },
  );
}

/** Prints the last line. @returns the exit status */
export function summary({ passed, failed }: Tally): number {
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** Runs a step, and prints a heading and the time it took. A step that throws has failed; the next ones still run. */
export function step(name: string, work: () => boolean | Tally): Tally {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const tally = attempt(work);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${name}: ${tally.passed} passed, ${tally.failed} failed, ${seconds} s`);
  return tally;
}

function attempt(work: () => boolean | Tally): Tally {
  try {
    const result = work();
    return typeof result === "boolean" ? one(result) : result;
  } catch (cause) {
    console.error(cause);
    return one(false);
  }
}

function one(passed: boolean): Tally {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}
