/** Downloads the locked packages; each is verified against its hash and stored under it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { sha256OfFile } from "./cache.ts";
import type { Lock, LockedPackage } from "./lock.ts";
import { type Mirror, mirrors } from "./mirror.ts";

/** The file of a locked package. */
export type Debs = (entry: LockedPackage) => string;

/** Downloads what is missing. Throws if the mirror no longer has some packages, naming all of them and the remedy. */
export async function fetchPackages(lock: Lock, folder: string): Promise<Debs> {
  mkdirSync(folder, { recursive: true });
  const place: Debs = ({ sha256 }) => join(folder, `${sha256}.deb`);
  const missing = lock.packages.filter((entry) => !existsSync(place(entry)));
  if (missing.length > 0) {
    const size = missing.reduce((sum, entry) => sum + entry.size, 0);
    console.log(`fetching ${missing.length} packages, ${(size / 1e6).toFixed(0)} MB`);
    const failed: LockedPackage[] = [];
    // apt takes a second to say them.
    const known = mirrors();
    for (const entry of missing) if (!(await fetchOne(entry, place(entry), known))) failed.push(entry);
    if (failed.length > 0) throw new Error(dropped(failed, lock));
  }
  return place;
}

async function fetchOne(entry: LockedPackage, file: string, known: readonly Mirror[]): Promise<boolean> {
  const mirror = known.find(({ archive }) => archive === entry.archive);
  if (!mirror)
    throw new Error(`apt of this machine knows no mirror of ${entry.archive}, which ${entry.name} is in`);
  const aside = `${file}.part`;
  rmSync(aside, { force: true });
  // apt's own downloader: it knows the machine's proxies and retries.
  const { status } = spawnSync(
    "/usr/lib/apt/apt-helper",
    [
      "-q",
      "-o",
      "APT::Sandbox::User=",
      "-o",
      "Acquire::Retries=2",
      "download-file",
      mirror.url + entry.path,
      aside,
      `SHA256:${entry.sha256}`,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  if (status !== 0 || !existsSync(aside) || (await sha256OfFile(aside)) !== entry.sha256) {
    rmSync(aside, { force: true });
    return false;
  }
  renameSync(aside, file);
  return true;
}

function dropped(failed: readonly LockedPackage[], { architecture }: Lock): string {
  const names = failed.map(({ name, version }) => `  ${name} ${version}`).join("\n");
  return `The mirror does not have these packages of the lock (any more):

${names}

A mirror keeps only the newest version of a package. To build with the newest ones, and see what they change:

  make image-lock ARCHITECTURE=${architecture}

To build an old release again, put the packages that were published beside it, each renamed to its SHA-256 and ".deb",
into .cache/image/debs.`;
}
