/**
 * What the tests of the disk image cover: the image, the appliance around the program, and how the program starts and
 * is set up.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const covered = [
  ...["image", "appliance", "systemd", "migrations", "test/image", "test/support"],
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

/** SHA-256 over names and contents of everything covered, except tests that run elsewhere; in hexadecimal digits. */
export function coveredState(): string {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...covered],
    {
      encoding: "utf8",
    },
  );
  const files = listed
    .split("\0")
    .filter((file) => file !== "" && file !== record)
    .filter((file) => file.startsWith("test/") || !/\.(?:test\.tsx?|md)$/.test(file))
    .sort();
  const hash = createHash("sha256");
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Whether all tests of the image have passed for the current files. */
export const hasPassed = (): boolean => readFileSync(record, "utf8").trim() === coveredState();

export const remember = (state: string): void => writeFileSync(record, `${state}\n`);
