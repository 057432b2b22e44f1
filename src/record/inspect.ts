import Sqlite from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { asBinding, type Database } from "./database.ts";
import { createJournal } from "./journal.ts";
import { type JournalReader, journalReader } from "./journal-reader.ts";
import { compareSteps, type Migration, stepsTaken } from "./migrate.ts";
import { modelIn, modelIsCurrent } from "./projections.ts";
import { createQueries, type Queries } from "./queries/index.ts";
import { createView, type View } from "./view.ts";

export interface InspectOptions {
  readonly file: string;
  readonly migrations: readonly Migration[];
  readonly nativeBinding?: object | undefined;
}

/** A look at a data file that changes nothing in it; it may be in use, of another release, or damaged. */
export interface Inspection {
  /** What SQLite finds wrong with the file, some ten lines at most; none when it is whole. */
  damage(): readonly string[];
  /** Steps that the next start takes, and steps that a newer release took. */
  steps(): { readonly pending: readonly string[]; readonly foreign: readonly string[] };
  /** The steps of the data format that the file has taken. */
  taken(): readonly { readonly name: string; readonly digest: string }[];
  /** The types of event in the journal, each with its highest version. */
  eventTypes(): { readonly [type: string]: number };
  /** Names the read model in it; null where there is none. */
  modelName(): string | null;
  /** Triggers and views that no release has put there: they would do things that nobody sees. */
  strangers(): readonly string[];
  /** "wal" where the durability of a 250 can be promised. */
  journalMode(): string;
  journal(): JournalReader;
  /** Whether what decisions need of the read model is this release's; if not, the next start derives it again. */
  modelIsCurrent(): boolean;
  /** What is known by the read model, which has to be current. */
  model(): { readonly view: View; readonly queries: Queries };
  close(): void;
}

/**
 * Opens a data file for looking only.
 * @throws as any of its functions does, with SQLite's error, where the file is no database or too damaged
 */
export function inspectRecord({ file, migrations, nativeBinding }: InspectOptions): Inspection {
  const sqlite = new Sqlite(file, {
    readonly: true,
    fileMustExist: true,
    timeout: 10_000,
    ...(nativeBinding ? { nativeBinding: asBinding(nativeBinding) } : {}),
  });
  const database: Database = { sqlite, drizzle: drizzle(sqlite) };
  const journal = () =>
    createJournal(database, () => {
      throw new Error("nothing is written here");
    });
  return {
    damage() {
      const lines: string[] = [];
      try {
        for (const row of sqlite.prepare<[], string>("PRAGMA quick_check(10)").pluck().iterate()) {
          lines.push(...row.split("\n").filter((line) => line !== "ok" && !line.startsWith("***")));
        }
      } catch (cause) {
        // Of a file that is much damaged even the check breaks off; what it had found by then is worth more.
        if (lines.length === 0) throw cause;
      }
      return lines;
    },
    steps: () => compareSteps(sqlite, migrations),
    taken: () => stepsTaken(sqlite),
    eventTypes: () =>
      Object.fromEntries(
        sqlite
          .prepare<[], { type: string; version: number }>(
            "SELECT type, max(version) AS version FROM event GROUP BY type",
          )
          .all()
          .map(({ type, version }) => [type, version]),
      ),
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
    journal: () => journalReader(journal()),
    modelIsCurrent: () => modelIsCurrent(database),
    model() {
      const events = journal();
      return { view: createView(database, events), queries: createQueries(database, events) };
    },
    close: () => {
      sqlite.close();
    },
  };
}
