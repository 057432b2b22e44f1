/** The lock file: every Debian package of the image with version, size and hash, as committed in image/locks. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Architecture, type Purpose, purposes } from "./packages.ts";

/** A package on a mirror. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly size: number;
  readonly sha256: string;
  /** The Debian archive it is in. */
  readonly archive: Archive;
  /** Its path in that archive. */
  readonly path: string;
  readonly purposes: readonly Purpose[];
}

export const archives = ["debian", "debian-security"] as const;
export type Archive = (typeof archives)[number];

export interface Lock {
  readonly suite: string;
  readonly architecture: Architecture;
  /** When it was made, in seconds; the time of all files in an image whose source has no git history. */
  readonly time: number;
  readonly packages: readonly LockedPackage[];
}

/** The committed lock of an architecture. Throws with the remedy if there is none. */
export function readLock(root: string, architecture: Architecture): Lock {
  const file = lockFile(root, architecture);
  if (!existsSync(file))
    throw new Error(`${file} is missing: make image-lock ARCHITECTURE=${architecture} writes it`);
  return parseLock(readFileSync(file, "utf8"));
}

export function lockFile(root: string, architecture: Architecture): string {
  return join(root, "image/locks", `${architecture}.json`);
}

/** Parses a lock. Throws if it is invalid: an incorrectly edited lock must not be used. */
export function parseLock(text: string): Lock {
  const lock: Lock = JSON.parse(text);
  if (!Array.isArray(lock.packages) || !Number.isSafeInteger(lock.time))
    throw new Error("this is not a lock file");
  for (const entry of lock.packages) checkPackage(entry);
  return lock;
}

function checkPackage({ name, version, size, sha256, archive, path, purposes: used }: LockedPackage): void {
  const good =
    /^[a-z0-9][a-z0-9+.-]*$/.test(name) &&
    /^[A-Za-z0-9.+:~-]+$/.test(version) &&
    Number.isSafeInteger(size) &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    archives.includes(archive) &&
    /^pool\/[A-Za-z0-9+._~%/-]+\.deb$/.test(path) &&
    !path.includes("..") &&
    used.length > 0 &&
    used.every((purpose) => purposes.includes(purpose));
  if (!good) throw new Error(`the lock's entry for ${JSON.stringify(name)} is not well-formed`);
}

/** The text of a lock, one package per line, for readable diffs. */
export function formatLock({ packages, ...head }: Lock): string {
  const lines = packages
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => `    ${JSON.stringify(entry)}`);
  const first = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  return ["{", ...first, '  "packages": [', lines.join(",\n"), "  ]", "}", ""].join("\n");
}

/** The packages for a purpose. */
export function packagesFor(lock: Lock, purpose: Purpose): readonly LockedPackage[] {
  return lock.packages.filter((entry) => entry.purposes.includes(purpose));
}

/** What changed from one lock to the next, one line for each package. */
export function lockChanges(before: Lock | undefined, after: Lock): readonly string[] {
  const old = new Map(before?.packages.map((entry) => [entry.name, entry]));
  const now = new Map(after.packages.map((entry) => [entry.name, entry]));
  const lines: string[] = [];
  for (const name of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [was, is] = [old.get(name), now.get(name)];
    if (!was && is) lines.push(`+ ${name} ${is.version}`);
    else if (was && !is) lines.push(`- ${name} ${was.version}`);
    else if (was && is && was.version !== is.version) lines.push(`  ${name} ${was.version} -> ${is.version}`);
    else if (was && is && was.purposes.join() !== is.purposes.join())
      lines.push(
        `  ${name} ${is.version}: for ${was.purposes.join(" and ")} -> for ${is.purposes.join(" and ")}`,
      );
    else if (was && is && was.sha256 !== is.sha256)
      lines.push(`  ${name} ${is.version}: another file of the same version`);
  }
  return lines;
}
