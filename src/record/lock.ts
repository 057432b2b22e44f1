import { existsSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { asBinding } from "./database.ts";

/**
 * Locks a file for this process with the file system's own lock (it becomes a small SQLite file): the lock ends
 * with the process, however that ends.
 * @returns a function that unlocks it; null if another process holds it
 */
export function lockFile(path: string, nativeBinding?: object | undefined): (() => void) | null {
  const file = new Sqlite(path, { timeout: 0, ...bound(nativeBinding) });
  try {
    file.pragma("locking_mode = EXCLUSIVE");
    file.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    file.close();
    if (isBusy(cause)) return null;
    throw cause;
  }
  return () => file.close();
}

/** Whether a process holds the file. Writes nothing, and does not block other processes. */
export function isFileLocked(path: string, nativeBinding?: object | undefined): boolean {
  if (!existsSync(path)) return false;
  const file = new Sqlite(path, { timeout: 0, readonly: true, ...bound(nativeBinding) });
  try {
    file.prepare("SELECT 1 FROM sqlite_schema").get();
    return false;
  } catch (cause) {
    if (isBusy(cause)) return true;
    throw cause;
  } finally {
    file.close();
  }
}

const bound = (nativeBinding: object | undefined) =>
  nativeBinding ? { nativeBinding: asBinding(nativeBinding) } : {};

const isBusy = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY";
