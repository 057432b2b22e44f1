import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { sqliteAddon } from "./assets.ts";
import { Failure } from "./failure.ts";

/** What a serving process tells about itself in DIR/run.json. Addresses are ADDR:PORT, null where it does not listen. */
export interface Running {
  readonly pid: number;
  readonly http: string | null;
  readonly https: string | null;
  readonly smtp: string | null;
  /** These are absent where it does not listen for them. */
  readonly smtps?: string;
  readonly submission?: string;
  /** Absent where it does not listen for LMTP; ADDR:PORT or the path of its socket. */
  readonly lmtp?: string;
  readonly version: string;
}

/**
 * Holds the data folder for this process alone, by the file system's own lock on a small SQLite file: it ends with
 * the process, however that ends.
 * @returns the way to let go
 * @throws Failure that says who holds it
 */
export function lockData(folder: string): () => void {
  const options = Object.assign<Sqlite.Options, object>({ timeout: 0 }, { nativeBinding: sqliteAddon() });
  const file = new Sqlite(join(folder, "lock"), options);
  try {
    file.pragma("locking_mode = EXCLUSIVE");
    file.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    file.close();
    if (!(cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY")) throw cause;
    const holder = readRunning(folder);
    const where = holder ? listens(holder) : "";
    const who = holder
      ? `process ${holder.pid} (version ${holder.version}${where === "" ? "" : `, listening on ${where}`})`
      : "another process";
    throw new Failure(`${folder} is held by ${who}; stop that one first`);
  }
  return () => file.close();
}

/** Whether a process holds the folder. Nothing is written, and nobody is kept from taking it. */
export function isLocked(folder: string): boolean {
  const path = join(folder, "lock");
  if (!existsSync(path)) return false;
  const options = Object.assign<Sqlite.Options, object>(
    { timeout: 0, readonly: true },
    { nativeBinding: sqliteAddon() },
  );
  const file = new Sqlite(path, options);
  try {
    file.prepare("SELECT 1 FROM sqlite_schema").get();
    return false;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY") return true;
    throw cause;
  } finally {
    file.close();
  }
}

/** What the last process to serve this folder wrote; null if there is no such file or it cannot be read. */
export function readRunning(folder: string): Running | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    return isRunning(value) ? value : null;
  } catch {
    return null;
  }
}

function isRunning(value: unknown): value is Running {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "version" in value
  );
}

/** "smtp ADDR:PORT, http ADDR:PORT": where it listens; "" for nowhere. */
export function listens({ http, https, smtp, smtps, submission, lmtp }: Running): string {
  const named = Object.entries({ http, https, smtp, smtps, submission, lmtp });
  const places = named.flatMap(([name, at]) => (at ? [`${name} ${at}`] : []));
  return places.join(", ");
}
