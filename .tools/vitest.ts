/** Runs the tests of one project of vitest.config.ts and counts them. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import type { Tally } from "./tally.ts";
import { vitestTally } from "./vitest-tally.ts";

/**
 * Skipped and missing tests count as failed.
 * @param files files of the project; default: all
 */
export function runVitest(project: string, ...files: readonly string[]): Tally {
  const report = `.cache/test/${project}.json`;
  rmSync(report, { force: true });
  const { status } = spawnSync(
    "vitest",
    [
      ...["run", "--project", project],
      ...files,
      ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const tally = vitestTally(readReport(report), status);
  if (tally.failed > 0)
    console.error(`${project}: ${tally.failed} failed (skipped and missing tests count as failed)`);
  return tally;
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    console.error(`vitest left no report: ${cause}`);
    return undefined;
  }
}
