/** The built executable, `dist/mailmanager`, without anything else. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { version } from "../src/base/version.ts";

let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "executable-test-"));
  program = join(folder, "mailmanager");
  copyFileSync("dist/mailmanager", program);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  execFileSync(program, args, { cwd: folder, env, encoding: "utf8" });

test("it needs no other files, and leaves none behind", () => {
  const temporary = mkdtempSync(join(folder, "tmp-"));
  const facts: unknown = JSON.parse(run(["version", "--json"], { TMPDIR: temporary }));
  expect(facts).toEqual({
    version,
    node: process.versions.node,
    sqlite: expect.stringMatching(/^3\.\d+\.\d+$/),
  });
  expect(readdirSync(temporary)).toEqual([]);
});

test("SQLite loads without a usable folder for temporary files", () => {
  expect(run(["version"], { TMPDIR: join(folder, "none") })).toContain("SQLite 3.");
});

test("it contains its licence and those of its dependencies", () => {
  const text = run(["help", "licences"]);
  expect(text).toContain(readFileSync("LICENSE", "utf8"));
  for (const name of ["node-linux-", "better-sqlite3"]) expect(text).toContain(`\n${name}`);
});

test("wrong usage is reported on stderr, with exit status 2", () => {
  const { status, stdout, stderr } = spawnSync(program, ["nonsense"], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain('"nonsense"');
});
