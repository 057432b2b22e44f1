/**
 * `make test`: everything that must hold, from types to the browser, with all its own set-up. Ends with one line,
 * "N passed, N failed". What cannot run has failed: a missing package, a crashed runner, a skipped test, no test.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { runChecks } from "./checks.ts";
import { debianPackages } from "./debian.ts";
import { step, sum, summary, type Tally } from "./tally.ts";
import { vitestTally } from "./vitest-tally.ts";

/** The projects of vitest.config.ts, in the order in which they run. */
const projects = ["unit", "crash", "robustness", "browser"];

process.exitCode = summary(everything());

function everything(): Tally {
  const packages = step("Debian packages", () => debianPackages("test/apt-packages.txt"));
  if (packages.failed > 0) return packages;
  return sum([
    packages,
    runChecks(),
    step("build", () => run(process.execPath, ".tools/build.ts") === 0),
    ...projects.map((project) => step(`${project} tests`, () => runVitest(project))),
  ]);
}

function runVitest(project: string): Tally {
  const report = `.cache/test/${project}.json`;
  rmSync(report, { force: true });
  const status = run(
    ...["vitest", "run", "--project", project],
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
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

function run(command: string, ...args: readonly string[]): number | null {
  return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] }).status;
}
