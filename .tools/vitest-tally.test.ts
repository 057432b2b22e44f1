import { expect, test } from "vitest";
import { vitestTally } from "./vitest-tally.ts";

const report = (numbers: Record<string, number>, testResults: readonly unknown[] = []) => ({
  ...{ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 },
  ...numbers,
  testResults,
});

const file = (status: string, message: string, ...assertionResults: readonly unknown[]) => ({
  ...{ name: `${process.cwd()}/src/sum.test.ts`, status, message, assertionResults },
});

test("passed and failed tests are counted", () => {
  expect(vitestTally(report({ numPassedTests: 5 }), 0)).toEqual({ passed: 5, failed: 0 });
  expect(vitestTally(report({ numPassedTests: 5, numFailedTests: 2 }), 1)).toMatchObject({
    passed: 5,
    failed: 2,
  });
});

test("skipped and todo tests count as failed", () => {
  const json = report({ numPassedTests: 5, numPendingTests: 1, numTodoTests: 2 });
  expect(vitestTally(json, 0)).toMatchObject({ passed: 5, failed: 3 });
});

test("a file that could not be loaded counts as failed", () => {
  const good = { fullName: "adds", status: "passed", failureMessages: [] };
  const files = [file("failed", "Cannot find\n  a module"), file("passed", "", good)];
  expect(vitestTally(report({ numPassedTests: 5 }, files), 1)).toEqual({
    passed: 5,
    failed: 1,
    failures: ["src/sum.test.ts: Cannot find a module"],
  });
});

test("what failed is named, with what it said, on one line", () => {
  const bad = {
    fullName: "adds ones",
    status: "failed",
    failureMessages: ["\u001b[31mexpected 3\u001b[39m\n  at x"],
  };
  const skipped = { fullName: "adds later", status: "pending", failureMessages: [] };
  const numbers = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 1 };
  expect(vitestTally(report(numbers, [file("failed", "", bad, skipped)]), 1).failures).toEqual([
    "src/sum.test.ts: adds ones: expected 3 at x",
    "src/sum.test.ts: adds later: pending",
  ]);
});

test("what failed is not said at length", () => {
  const bad = { fullName: "adds ".repeat(100), status: "failed", failureMessages: ["x".repeat(10_000)] };
  const [line] = vitestTally(report({ numFailedTests: 1 }, [file("failed", "", bad)]), 1).failures ?? [];
  expect(line).toHaveLength(400);
});

test.each([
  ["no test", report({}), 0],
  ["no report", undefined, 0],
  ["a report of another kind", { hello: 1 }, 0],
])("%s is a failure", (_, json, status) => {
  expect(vitestTally(json, status)).toMatchObject({ passed: 0, failed: 1 });
});

test.each([1, null])("a run that ends with %s counts as failed even if all its tests passed", (status) => {
  expect(vitestTally(report({ numPassedTests: 5 }), status)).toMatchObject({ passed: 5, failed: 1 });
});
