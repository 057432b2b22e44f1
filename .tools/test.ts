/**
 * `make test`: runs all checks and tests, from types to the browser, and installs what they need. Ends with one line,
 * "N passed, N failed". What cannot run has failed: a missing package, a crashed runner, a skipped test, no test.
 */
import { spawnSync } from "node:child_process";
import { runChecks } from "./checks.ts";
import { debianPackages } from "./debian.ts";
import { step, sum, summary, type Tally } from "./tally.ts";
import { runVitest } from "./vitest.ts";

/** The projects of vitest.config.ts, in the order in which they run. */
const projects = ["unit", "growth", "crash", "robustness", "browser"];

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

function run(command: string, ...args: readonly string[]): number | null {
  return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] }).status;
}
