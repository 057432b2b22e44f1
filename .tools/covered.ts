/**
 * What the tests of the disk image cover: the image, the appliance around the program, and how the program starts and
 * is set up.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { importsOf } from "./source.ts";

const covered = [
  ...["image", "appliance", "systemd", "migrations", "test/image"],
  ...["src/main.ts", "src/main", "src/app", "src/edges/appliance", "src/edges/web/setup"],
  ...[
    "src/engine/operate",
    "src/edges/machine",
    "src/record/snapshot.ts",
    "src/record/lock.ts",
    "src/base/failure.ts",
  ],
  ...["package-lock.json", ".tools/build.ts", ".tools/code-cache.ts", ".tools/carried.ts"],
];

/** The hash of these files when all tests last passed; committed with them. */
const record = "test/image/passed";

/**
 * SHA-256 over names and contents of everything covered, except tests that run elsewhere, and of what the tests of the
 * image import from other folders of tests; in hexadecimal digits.
 */
export function coveredState(): string {
  const files = withImports(
    listed(...covered)
      .filter((file) => file !== record)
      .filter((file) => file.startsWith("test/") || !/\.(?:test\.tsx?|md)$/.test(file)),
  ).sort();
  const hash = createHash("sha256");
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Files of the project below these paths, new ones included. */
function listed(...paths: readonly string[]): readonly string[] {
  const all = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...paths];
  return execFileSync("git", all, { encoding: "utf8" })
    .split("\0")
    .filter((file) => file !== "");
}

/** These files and the ones below `test` that they import, directly or not. */
function withImports(files: readonly string[]): string[] {
  const found = new Set(files);
  for (const file of found) {
    if (!/^test\/.*\.ts$/.test(file)) continue;
    for (const imported of importsOf(file, readFileSync(file, "utf8"))) {
      const target = join(dirname(file), imported);
      if (imported.startsWith(".") && target.startsWith("test/")) found.add(target);
    }
  }
  return [...found];
}

/** Whether all tests of the image have passed for the current files. */
export const hasPassed = (): boolean => readFileSync(record, "utf8").trim() === coveredState();

export const remember = (state: string): void => writeFileSync(record, `${state}\n`);
