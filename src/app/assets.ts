/**
 * The files bundled with the program: migrations, page assets, help, licences, the SQLite addon, the workers. Their
 * names are their paths in the source tree ("migrations/0001-journal.sql"). In the one executable they lie inside it;
 * in the source tree (tests, development) they are read from there. What is carried is listed in `.tools/carried.ts`.
 */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import sea from "node:sea";
import { fileURLToPath } from "node:url";
import { fault } from "../base/fault.ts";
import { failure } from "../text/index.ts";
import { bundledText } from "./program.ts";

/** The bytes of an asset. Throws if there is none with that name: a bug of the build or the caller. */
export function asset(name: string): Buffer {
  return sea.isSea() ? Buffer.from(sea.getAsset(name)) : readFileSync(inTree(name));
}

/** Whether this is the executable: there are also assets that only the build makes. */
export const isBuilt = sea.isSea();

/** An asset's text (UTF-8). */
export const assetText = (name: string): string => asset(name).toString("utf8");

/** The names of all assets below a folder, sorted; `folder` without a slash at its end. */
export function assetNames(folder: string): readonly string[] {
  const names = sea.isSea()
    ? sea.getAssetKeys().filter((key) => key.startsWith(`${folder}/`))
    : globSync(`${folder}/**/*`, { cwd: inTree(""), withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(inTree("").length));
  return names.sort();
}

/**
 * The SQLite addon for better-sqlite3's option `nativeBinding`; undefined in the source tree, where better-sqlite3
 * finds its own. Loaded once. better-sqlite3's types know a path only there, so hand it over as
 * `Object.assign<Database.Options, object>({ ... }, { nativeBinding })`.
 */
export function sqliteAddon(): object | undefined {
  if (!sea.isSea()) return undefined;
  addon ??= loadAddon(Buffer.from(sea.getRawAsset("sqlite.node")));
  return addon;
}

/**
 * What to start a worker thread from, by its path in the source tree ("src/edges/mime/worker.ts"): its bundled code
 * (CommonJS, for `new Worker(code, { eval: true })`) in the executable, the file's address in the source tree.
 */
export function workerEntry(name: string): { readonly code: string } | { readonly url: URL } {
  if (!sea.isSea()) return { url: new URL(`../../${name}`, import.meta.url) };
  return {
    // Only read when a thread starts, and not kept: it is about a megabyte.
    get code() {
      return bundledText(name);
    },
  };
}

let addon: object | undefined;

/**
 * The linker loads from files only: the addon is written to a folder of our own (mode 0700), loaded, and unlinked at
 * once. A folder on a file system mounted "noexec" will not do, so more than one is tried.
 */
function loadAddon(bytes: Buffer): object {
  const failures: unknown[] = [];
  for (const place of [tmpdir(), "/dev/shm", "/var/tmp"]) {
    try {
      const folder = mkdtempSync(join(place, "mailmanager-"));
      try {
        const file = join(folder, "sqlite.node");
        writeFileSync(file, bytes, { mode: 0o500, flag: "wx" });
        const loaded: { exports: object } = { exports: {} };
        process.dlopen(loaded, file, constants.dlopen.RTLD_NOW);
        return loaded.exports;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    } catch (cause) {
      failures.push(cause);
    }
  }
  throw failure(fault("sqlite.folder"), { cause: new AggregateError(failures) });
}

function inTree(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}
