/** Counts what passed and failed, and prints it at the end. */

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What failed, a line each; not always as many as `failed`. */
  readonly failures?: readonly string[];
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, { passed, failed, failures = [] }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      failures: [...(total.failures ?? []), ...failures],
    }),
    { passed: 0, failed: 0 },
  );
}

/**
 * Prints what failed, a line each that starts with "failed: ", as the reader of a long log looks at its end only; and
 * the last line.
 * @returns the exit status
 */
export function summary({ passed, failed, failures = [] }: Tally): number {
  if (failures.length > 0) console.log();
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** Runs a step, and prints a heading and the time it took. A step that throws has failed; the next ones still run. */
export function step(name: string, work: () => boolean | Tally): Tally {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const tally = attempt(name, work);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${name}: ${tally.passed} passed, ${tally.failed} failed, ${seconds} s`);
  return tally;
}

function attempt(name: string, work: () => boolean | Tally): Tally {
  try {
    const result = work();
    return typeof result === "boolean" ? one(name, result) : result;
  } catch (cause) {
    console.error(cause);
    return one(name, false);
  }
}

function one(name: string, passed: boolean): Tally {
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, failures: [name] };
}
