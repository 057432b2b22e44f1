import { expect, test } from "vitest";
import { vitestTally } from "./vitest-tally.ts";

const report = (numbers: Record<string, number>, testResults: readonly unknown[] = []) => ({
  ...{ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 },
  ...numbers,
  testResults,
});

test("passed and failed tests are counted", () => {
  expect(vitestTally(report({ numPassedTests: 5 }), 0)).toEqual({ passed: 5, failed: 0 });
  expect(vitestTally(report({ numPassedTests: 5, numFailedTests: 2 }), 1)).toEqual({ passed: 5, failed: 2 });
});

test("skipped and todo tests count as failed", () => {
  const json = report({ numPassedTests: 5, numPendingTests: 1, numTodoTests: 2 });
  expect(vitestTally(json, 0)).toEqual({ passed: 5, failed: 3 });
});

test("a file that could not be loaded counts as failed", () => {
  const files = [
    { status: "failed", assertionResults: [] },
    { status: "passed", assertionResults: [{}] },
  ];
  expect(vitestTally(report({ numPassedTests: 5 }, files), 1)).toEqual({ passed: 5, failed: 1 });
});

test.each([
  ["no test", report({}), 0],
  ["no report", undefined, 0],
  ["a report of another kind", { hello: 1 }, 0],
])("%s is a failure", (_, json, status) => {
  expect(vitestTally(json, status)).toEqual({ passed: 0, failed: 1 });
});

test.each([1, null])("a run that ends with %s counts as failed even if all its tests passed", (status) => {
  expect(vitestTally(report({ numPassedTests: 5 }), status)).toEqual({ passed: 5, failed: 1 });
});
