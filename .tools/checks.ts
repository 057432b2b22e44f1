/** The checks that need nothing built. Each counts as one. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { backtrackingViolations, judged } from "./backtracking.ts";
import { houseViolations } from "./house.ts";
import { importViolations, isTest } from "./imports.ts";
import { languageViolations } from "./language.ts";
import { readmeViolations } from "./readmes.ts";
import { sentenceViolations } from "./sentences.ts";
import { step, sum, type Tally } from "./tally.ts";

const checks: Readonly<Record<string, () => boolean>> = {
  types: () => succeeds("tsc", "--project", "."),
  "format and lint": () => succeeds("biome", "check", "--error-on-warnings"),
  imports: () =>
    report(importViolations(sources(), dependencies()).map(({ file, what }) => `${file} ${what}`)),
  unused: () => succeeds("knip", "--no-progress"),
  "regular expressions": () =>
    report(backtrackingViolations(product(), (jobs) => judged(jobs, ".cache/expression-verdicts.json"))),
  texts: () => report([...sentenceViolations(product()), ...languageViolations(product())]),
  house: () => report(houseViolations(tracked(), text)),
  READMEs: () => report(readmeViolations(tracked(), text)),
};

/** Runs all of them, in the source tree that is the current folder. */
export function runChecks(): Tally {
  return sum(Object.entries(checks).map(([name, check]) => step(name, check)));
}

function succeeds(command: string, ...args: readonly string[]): boolean {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

function report(violations: readonly string[]): boolean {
  for (const violation of violations) console.error(violation);
  return violations.length === 0;
}

function sources(): ReadonlyMap<string, string> {
  const files = globSync(["src/**/*.{ts,tsx}", "appliance/**/*.{ts,tsx}"]).sort();
  return new Map(files.map((file) => [file, text(file)]));
}

/** Without tests, whose input is trusted. */
function product(): ReadonlyMap<string, string> {
  return new Map([...sources()].filter(([file]) => !isTest(file)));
}

function dependencies(): ReadonlySet<string> {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(text("package.json"));
  return new Set(Object.keys(manifest.dependencies));
}

/** Files that git tracks or would add, so that uncommitted ones are checked too. */
function tracked(): readonly string[] {
  const { stdout, status } = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error("git cannot list the files of this folder");
  return stdout.split("\0").filter((file) => file !== "" && existsSync(file));
}

function text(file: string): string {
  return readFileSync(file, "utf8");
}
