import { stripVTControlCharacters } from "node:util";
import * as z from "zod";
import type { Tally } from "./tally.ts";

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/**
 * The result of a run of vitest. Skipped and todo tests count as failed; a file that could not be loaded counts as one
 * failed test, and so does a run that found no test, left no report, or failed although all its tests passed.
 * @param json the report of vitest's JSON reporter, as parsed; undefined if there is none
 * @param status vitest's exit status; null if a signal ended it
 * @returns with a line for each test that failed: its file, its name, and the start of what it said
 */
export function vitestTally(json: unknown, status: number | null): Tally {
  const { success, data } = report.safeParse(json);
  if (!success) return { passed: 0, failed: 1, failures: ["vitest left no report"] };
  const passed = data.numPassedTests;
  const unloaded = data.testResults.filter((f) => f.status === "failed" && f.assertionResults.length === 0);
  const failed = data.numFailedTests + data.numPendingTests + data.numTodoTests + unloaded.length;
  if (failed > 0) return { passed, failed, failures: data.testResults.flatMap(failuresOf) };
  if (passed === 0) return { passed, failed: 1, failures: ["no test ran"] };
  if (status === 0) return { passed, failed };
  return { passed, failed: 1, failures: [`all tests passed, but vitest ended with status ${status}`] };
}

type TestFile = z.infer<typeof report>["testResults"][number];

function failuresOf(file: TestFile): readonly string[] {
  const name = file.name.replace(`${process.cwd()}/`, "");
  if (file.status === "failed" && file.assertionResults.length === 0) return [line(name, file.message)];
  return file.assertionResults
    .filter(({ status }) => status !== "passed")
    .map((test) => line(`${name}: ${test.fullName}`, test.failureMessages[0] || test.status));
}

/** One line of at most 400 characters, without colours and where in the code it was. */
function line(what: string, why: string): string {
  return `${what}: ${stripVTControlCharacters(why).split("\n    at ", 1).join().split(/\s+/).join(" ").slice(0, 250)}`.slice(
    0,
    400,
  );
}
