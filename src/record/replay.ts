import Sqlite from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Sha256 } from "../base/ids.ts";
import { createBlobs } from "./blobs.ts";
import { asBinding, type Database } from "./database.ts";
import { createJournal } from "./journal.ts";
import { type JournalReader, journalReader } from "./journal-reader.ts";
import { projections } from "./model/index.ts";
import { createView, type View } from "./view.ts";

export interface ReplayOptions {
  readonly file: string;
  /** The text of model.sql. */
  readonly model: string;
  readonly nativeBinding?: object | undefined;
}

/** Reads a journal again from its beginning: the read model as it was at any point, built step by step. */
export interface Replay {
  readonly journal: Pick<JournalReader, "read" | "head">;
  blob(sha256: Sha256): Promise<Uint8Array | null>;
  /** The read model as it was after the newest event applied; without search. */
  readonly view: View;
  /** Applies the events up to and including a position; earlier ones have been applied already. */
  advance(to: number): void;
  close(): void;
}

/** Events applied at a time: the file is read in one transaction meanwhile. */
const PAGE = 500;

/**
 * Opens a data file read-only. The read model is rebuilt in SQLite's temporary tables, which have the
 * names of those in the file and take precedence over them; the journal itself is read from the file.
 */
export function openReplay({ file, model, nativeBinding }: ReplayOptions): Replay {
  const sqlite = new Sqlite(file, {
    readonly: true,
    fileMustExist: true,
    timeout: 10_000,
    ...(nativeBinding ? { nativeBinding: asBinding(nativeBinding) } : {}),
  });
  try {
    sqlite.exec(temporary(model));
    const database: Database = { sqlite, drizzle: drizzle(sqlite) };
    const journal = createJournal(database, () => {
      throw new Error("nothing is written here");
    });
    const projects = projections
      .filter(({ rebuilt }) => rebuilt !== "when-idle")
      .map((one) => one.project(database));
    const takeIn = sqlite.transaction((after: number, to: number) => {
      const events = journal.read(after, to - after);
      for (const project of projects) project(events);
    });
    const blobs = createBlobs(database);
    let at = 0;
    return {
      journal: journalReader(journal),
      blob: async (sha256) => blobs.find(sha256),
      view: createView(database),
      advance(to) {
        while (at < to) {
          const next = Math.min(at + PAGE, to);
          takeIn(at, next);
          at = next;
        }
      },
      close: () => {
        sqlite.close();
      },
    };
  } catch (cause) {
    sqlite.close();
    throw cause;
  }
}

/** The read model's tables as temporary ones; without the search index, which decisions do not use. */
function temporary(model: string): string {
  return model
    .split(/(?<=;\n)/)
    .filter((statement) => !statement.includes("CREATE VIRTUAL TABLE "))
    .join("")
    .replace(/^CREATE TABLE /gm, "CREATE TEMP TABLE ")
    .replace(/^CREATE INDEX /gm, "CREATE INDEX temp.");
}
