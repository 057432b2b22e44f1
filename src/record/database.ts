import Sqlite from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { type Migration, migrate } from "./migrate.ts";

export interface Database {
  /** For what drizzle cannot express: pragmas, FTS5, transactions. */
  readonly sqlite: Sqlite.Database;
  readonly drizzle: BetterSQLite3Database & { readonly $client: Sqlite.Database };
}

export interface DatabaseOptions {
  readonly file: string;
  readonly migrations: readonly Migration[];
  /** SQLite's addon if it cannot be loaded from node_modules: inside the single executable. */
  readonly nativeBinding?: object | undefined;
}

/**
 * Opens the database and converts its journal tables to the current format.
 * @throws if the file system does not give the durability that a 250 promises, if the file is damaged beyond
 *   opening, or if it was written by a newer release
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { file, nativeBinding } = options;
  const sqlite = new Sqlite(file, {
    timeout: 10_000,
    ...(nativeBinding ? { nativeBinding: asBinding(nativeBinding) } : {}),
  });
  try {
    // better-sqlite3 sets NORMAL in WAL mode, with which a power cut can undo an acknowledged commit.
    expectPragma(sqlite, "journal_mode", "WAL", "wal");
    expectPragma(sqlite, "foreign_keys", "ON", 1);
    sqlite.pragma("temp_store = MEMORY");
    setWriting(sqlite, "durable");
    sqlite.pragma("journal_size_limit = 67108864");
    // Sampled statistics only. With full ones (sqlite_stat4) SQLite replans statements each time they are bound.
    sqlite.pragma("analysis_limit = 1000");
    migrate(sqlite, options.migrations);
  } catch (cause) {
    sqlite.close();
    throw cause;
  }
  return { sqlite, drizzle: drizzle(sqlite) };
}

/**
 * Sets how commits are written: durable, or, for filling new data, without waiting for the disk and with more memory.
 * @throws if the file system does not give the durability
 */
export function setWriting(sqlite: Sqlite.Database, how: "durable" | "bulk"): void {
  const bulk = how === "bulk";
  expectPragma(sqlite, "synchronous", bulk ? "OFF" : "FULL", bulk ? 0 : 2);
  sqlite.pragma(`cache_size = ${bulk ? -262_144 : -16_384}`);
  sqlite.pragma(`wal_autocheckpoint = ${bulk ? 40_000 : 4000}`);
}

function expectPragma(sqlite: Sqlite.Database, name: string, value: string, expected: string | number): void {
  sqlite.pragma(`${name} = ${value}`);
  const actual = sqlite.pragma(name, { simple: true });
  if (actual !== expected) {
    throw new Error(
      `SQLite ${name} is ${String(actual)}, not ${value}: this file system cannot hold the journal safely; ` +
        "move the data folder to a local disk",
    );
  }
}

/** better-sqlite3 accepts the addon's exports or a path; its types only know the path. */
export function asBinding(exports: object): string {
  return exports as unknown as string;
}
