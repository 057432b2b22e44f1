import { renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite from "better-sqlite3";
import { fault } from "../base/fault.ts";
import { failure } from "../text/index.ts";
import { asBinding } from "./database.ts";
import { sync } from "./durable.ts";

export interface SnapshotOptions {
  /** The database; nothing writes to it meanwhile. */
  readonly file: string;
  /** Path of the copy; on the same file system. */
  readonly to: string;
  readonly nativeBinding?: object | undefined;
  readonly progress?: (done: number, of: number) => void;
}

/**
 * Copies the database as it is, whatever release wrote it, and checks the copy. It gets its name only when it
 * is complete and durable.
 * @throws Failure if the copy is damaged, which means that the database or the disk is; SQLite's error if it cannot be made
 */
export async function takeSnapshot({ file, to, nativeBinding, progress }: SnapshotOptions): Promise<void> {
  const aside = `${to}.new`;
  rmSync(aside, { force: true });
  const binding = nativeBinding ? { nativeBinding: asBinding(nativeBinding) } : {};
  const from = new Sqlite(file, { fileMustExist: true, timeout: 10_000, ...binding });
  try {
    await from.backup(aside, {
      progress({ totalPages, remainingPages }) {
        progress?.(totalPages - remainingPages, totalPages);
        return 4096;
      },
    });
  } finally {
    from.close();
  }
  const copy = new Sqlite(aside, { fileMustExist: true, ...binding });
  try {
    // One file, without a separate log.
    copy.pragma("journal_mode = DELETE");
    const found = copy.pragma("quick_check(1)", { simple: true });
    if (found !== "ok") throw failure(fault("data.damaged", { params: { said: String(found) } }));
  } finally {
    copy.close();
  }
  sync(aside);
  renameSync(aside, to);
  sync(dirname(to));
}

/** Removes from a copy the state of the program running on that machine, which is useless elsewhere. */
export function stripSnapshot(file: string, nativeBinding?: object | undefined): void {
  const binding = nativeBinding ? { nativeBinding: asBinding(nativeBinding) } : {};
  const copy = new Sqlite(file, { fileMustExist: true, ...binding });
  try {
    copy.pragma("journal_mode = DELETE");
    // Deleted data must be erased from the file as well.
    copy.pragma("secure_delete = ON");
    const tables = copy
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .pluck()
      .all();
    for (const name of ["session", "delivery_lease", "disk_free"])
      if (tables.includes(name)) copy.exec(`DELETE FROM "${name}"`);
  } finally {
    copy.close();
  }
  sync(file);
}

/** Replaces the database by a copy. Repeating it after a power cut gives the same result. */
export function restoreSnapshot(from: string, file: string): void {
  // The log next to the database belongs to the old one.
  for (const beside of ["-wal", "-shm"]) rmSync(`${file}${beside}`, { force: true });
  sync(dirname(file));
  renameSync(from, file);
  sync(dirname(file));
}
