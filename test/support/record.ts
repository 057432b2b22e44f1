import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pooledRandomBytes } from "../../src/app/random.ts";
import { type OpenRecord, openRecord, type RecordOptions } from "../../src/record/record.ts";

const root = new URL("../..", import.meta.url);
export const model = readFileSync(new URL("src/record/model.sql", root), "utf8");
export const migrations = readdirSync(new URL("migrations", root))
  .filter((name) => name.endsWith(".sql"))
  .map((name) => ({ name, sql: readFileSync(new URL(`migrations/${name}`, root), "utf8") }));

/** A new folder for a test's data, with a function to remove it. */
export function dataFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "mailmanager-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A real record in that folder. @param behind whether a rebuild of the read model is left to the test */
export function recordIn(
  folder: string,
  now: () => number = Date.now,
  behind = false,
  more: Pick<RecordOptions, "onListenerFailed" | "remote"> = {},
): OpenRecord {
  return openRecord({
    file: join(folder, "mailmanager.db"),
    migrations,
    model,
    now,
    behind,
    randomBytes: pooledRandomBytes(),
    ...more,
  });
}
