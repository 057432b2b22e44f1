import Sqlite from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { createBlobs } from "./blobs.ts";
import { asBinding, type Database } from "./database.ts";
import { createJournal } from "./journal.ts";
import { journalReader } from "./journal-reader.ts";
import type { RecordStore } from "./record.ts";
import { createView } from "./view.ts";

/** A data file as it is, for a process of the program that only reads; closed by its owner. */
export interface Stored extends Pick<RecordStore, "journal" | "view" | "blob"> {
  close(): void;
}

/** Opens a data file read-only, with the read model that the running program keeps up to date. */
export function openStored(file: string, nativeBinding: object | undefined): Stored {
  const sqlite = new Sqlite(file, {
    ...{ readonly: true, fileMustExist: true, timeout: 10_000 },
    ...(nativeBinding ? { nativeBinding: asBinding(nativeBinding) } : {}),
  });
  const database: Database = { sqlite, drizzle: drizzle(sqlite) };
  const journal = createJournal(database, () => {
    throw new Error("nothing is written here");
  });
  const blobs = createBlobs(database);
  return {
    ...{ journal: journalReader(journal), view: createView(database) },
    blob: async (sha256) => blobs.find(sha256),
    close: () => {
      sqlite.close();
    },
  };
}
