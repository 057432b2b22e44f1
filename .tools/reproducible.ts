/**
 * `make reproducible`: builds the files tracked by git in two folders with different names and compares the
 * executables. Both use copies of this folder's node_modules, so that neither contains the other's path.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, createReadStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";

const root = resolve(import.meta.dirname, "..");
mkdirSync(join(root, ".cache"), { recursive: true });
const aside = mkdtempSync(join(root, ".cache", "reproducible-"));
try {
  const sums: string[] = [];
  for (const name of ["one", "another/deeper"]) sums.push(await buildIn(join(aside, name)));
  const same = new Set(sums).size === 1;
  console.log(same ? `two builds are identical: ${sums[0]}` : `two builds differ: ${sums.join(" and ")}`);
  process.exitCode = same ? 0 : 1;
} finally {
  rmSync(aside, { recursive: true, force: true });
}

/** Builds there. @returns the executable's SHA-256 */
async function buildIn(folder: string): Promise<string> {
  const listed = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  for (const file of listed.split("\0")) if (file) cpSync(join(root, file), join(folder, file));
  // Hard links: the same bytes under another path, at no cost.
  execFileSync("cp", ["-a", "--link", join(root, "node_modules"), join(folder, "node_modules")]);
  execFileSync(join(folder, "node_modules/.bin/node"), [".tools/build.ts"], {
    cwd: folder,
    stdio: "inherit",
  });
  const hash = createHash("sha256");
  await pipeline(createReadStream(join(folder, "dist/mailmanager")), hash);
  return hash.digest("hex");
}
