import * as z from "zod";
import type { Tally } from "./tally.ts";

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/**
 * The result of a run of vitest. Skipped and todo tests count as failed; a file that could not be loaded counts as one
 * failed test, and so does a run that found no test, left no report, or failed although all its tests passed.
 * @param json the report of vitest's JSON reporter, as parsed; undefined if there is none
 * @param status vitest's exit status; null if a signal ended it
 */
export function vitestTally(json: unknown, status: number | null): Tally {
  const { success, data } = report.safeParse(json);
  if (!success) return { passed: 0, failed: 1 };
  const passed = data.numPassedTests;
  const unloaded = data.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0);
  const failed = data.numFailedTests + data.numPendingTests + data.numTodoTests + unloaded.length;
  return { passed, failed: failed === 0 && (passed === 0 || status !== 0) ? 1 : failed };
}
