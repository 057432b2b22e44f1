import Sqlite from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { asBinding, type Database } from "./database.ts";
import { isElsewhere } from "./elsewhere.ts";
import { createJournal } from "./journal.ts";
import { type JournalReader, journalReader } from "./journal-reader.ts";
import { appliedMigrations, compareSteps, type Migration } from "./migrate.ts";
import { type ModelState, modelIn, modelState } from "./model-state.ts";
import { createQueries, type Queries } from "./queries/index.ts";
import { createView, type View } from "./view.ts";

export interface InspectOptions {
  readonly file: string;
  readonly migrations: readonly Migration[];
  readonly nativeBinding?: object | undefined;
}

/** The journal of an inspected file. Reading is asynchronous, as it is everywhere outside the record. */
export interface InspectedJournal extends JournalReader {
  /** The types of event in it, each with its highest version; they may be those of a newer release. */
  types(): Promise<{ readonly [type: string]: number }>;
}

/** Inspects a data file without changing it; it may be in use, from another release, or damaged. */
export interface Inspection {
  /** What SQLite finds wrong with the file, about ten lines at most; empty if it is intact. */
  damage(): readonly string[];
  /** Migrations that the next start runs, and migrations of a newer release. */
  steps(): { readonly pending: readonly string[]; readonly foreign: readonly string[] };
  /** The migrations that have been run on the file. */
  taken(): readonly { readonly name: string; readonly digest: string }[];
  /** Identifies its read model; null if there is none. */
  modelName(): string | null;
  /** Triggers and views that are not from any release: they could do hidden things. */
  strangers(): readonly string[];
  /** "wal" if the durability of a 250 can be guaranteed. */
  journalMode(): string;
  /** Its journal. */
  journal(): InspectedJournal;
  /** Whether that is a copy of a journal in another database. */
  isCopy(): boolean;
  /** The state of the part of the read model that decisions need. */
  modelState(): ModelState;
  /** Facts from the read model, which has to be current. */
  model(): { readonly view: View; readonly queries: Queries };
  close(): void;
}

/**
 * Opens a data file read-only.
 * @throws SQLite's error, as any of its functions does, if the file is not a database or too damaged
 */
export function inspectRecord({ file, migrations, nativeBinding }: InspectOptions): Inspection {
  const sqlite = new Sqlite(file, {
    readonly: true,
    fileMustExist: true,
    timeout: 10_000,
    ...(nativeBinding ? { nativeBinding: asBinding(nativeBinding) } : {}),
  });
  const database: Database = { sqlite, drizzle: drizzle(sqlite) };
  const unwritten = () => {
    throw new Error("nothing is written here");
  };
  return {
    damage() {
      const lines: string[] = [];
      try {
        for (const row of sqlite.prepare<[], string>("PRAGMA quick_check(10)").pluck().iterate()) {
          lines.push(...row.split("\n").filter((line) => line !== "ok" && !line.startsWith("***")));
        }
      } catch (cause) {
        // If a file is badly damaged, even the check aborts; what it has found by then is more useful.
        if (lines.length === 0) throw cause;
      }
      return lines;
    },
    steps: () => compareSteps(sqlite, migrations),
    taken: () => appliedMigrations(sqlite),
    modelName: () => modelIn(database),
    strangers: () =>
      sqlite
        .prepare<[], { name: string; sql: string }>(
          "SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')",
        )
        .all()
        .filter(({ sql }) => !migrations.some((one) => one.sql.includes(sql)))
        .map(({ name }) => name),
    journalMode: () => String(sqlite.pragma("journal_mode", { simple: true })),
    journal: () => ({
      ...journalReader(createJournal(database, unwritten)),
      types: async () => typesIn(database),
    }),
    isCopy: () => isElsewhere(sqlite),
    modelState: () => modelState(database),
    model: () => ({ view: createView(database), queries: createQueries(database) }),
    close: () => {
      sqlite.close();
    },
  };
}

function typesIn({ sqlite }: Database): { readonly [type: string]: number } {
  const rows = sqlite
    .prepare<[], { type: string; version: number }>(
      "SELECT type, max(version) AS version FROM event GROUP BY type",
    )
    .all();
  return Object.fromEntries(rows.map(({ type, version }) => [type, version]));
}
