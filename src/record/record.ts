import { isDiskFull } from "../base/disk-full.ts";
import type { Position, Sha256 } from "../base/ids.ts";
import { createBlobs } from "./blobs.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./database.ts";
import type { Committer } from "./decision.ts";
import { createCommitter } from "./group-commit.ts";
import { createJournal } from "./journal.ts";
import { type JournalReader, journalReader } from "./journal-reader.ts";
import { createOperations, type Operations } from "./operations.ts";
import { type Deriving, openProjections } from "./projections.ts";
import { createQueries, type Queries } from "./queries/index.ts";
import { createSearch, type Search } from "./search.ts";
import { createView, type View } from "./view.ts";

export interface Record extends Committer {
  readonly view: View;
  readonly journal: JournalReader;
  /** Bytes that are kept under their SHA-256; null if there are none. */
  blob(sha256: Sha256): Promise<Uint8Array | null>;
  readonly queries: Queries;
  readonly search: Search;
  readonly operations: Operations;
  /** Drops the read model and derives it again from the journal. */
  rebuild(progress?: (done: number, of: number) => void): Position;
  /** What of the read model is being derived beside the running program; see `settle`. */
  deriving(): readonly Deriving[];
  /**
   * For idle time: derives a little of what is derived beside the running program, or moves a little of what bursts
   * leave behind to where it belongs; false when nothing was left.
   */
  settle(): Promise<boolean>;
  /** Keeps SQLite's statistics fresh, so that it goes on choosing the right indexes. */
  optimize(): void;
  /** Writes all back into the one file and closes it. */
  close(): void;
  readonly database: Database;
}

export interface RecordOptions extends DatabaseOptions {
  /** The text of model.sql. */
  readonly model: string;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Told when the read model has to be rebuilt at the start, and how far that is. */
  readonly onRebuild?: (done: number, of: number) => void;
}

/**
 * Opens journal and read model. What decisions need of the model is derived again where it is of another version.
 * @throws as openDatabase does, or if a newer release wrote an event that has to be read
 */
export function openRecord(options: RecordOptions): Record {
  const database = openDatabase(options);
  try {
    return recordOver(database, options);
  } catch (cause) {
    database.sqlite.close();
    throw cause;
  }
}

function recordOver(database: Database, options: RecordOptions): Record {
  const { sqlite } = database;
  const journal = createJournal(database, options.randomBytes);
  const projections = openProjections(database, journal, options.model, options.onRebuild);
  const view = createView(database, journal);
  const blobs = createBlobs(database);
  const search = createSearch(database, journal);
  const operations = createOperations(database, options.now);
  const committer = createCommitter({
    database,
    operations,
    journal,
    blobs,
    view,
    projections,
    now: options.now,
  });
  return {
    commit: committer.commit,
    onCommitted: committer.onCommitted,
    view,
    journal: journalReader(journal),
    blob: async (sha256) => blobs.find(sha256),
    queries: createQueries(database, journal),
    search,
    operations,
    rebuild: projections.rebuild,
    deriving: projections.deriving,
    async settle() {
      if (projections.step()) return true;
      const moved = search.settle(64);
      const packed = await blobs.settle(64);
      return moved + packed > 0;
    },
    optimize() {
      sqlite.pragma("optimize");
    },
    close() {
      if (!sqlite.open) return;
      try {
        sqlite.pragma("optimize");
        sqlite.pragma("wal_checkpoint(TRUNCATE)");
      } catch (cause) {
        // What is committed is as safe in the log beside the file as it would be in there.
        if (!isDiskFull(cause)) throw cause;
      } finally {
        sqlite.close();
      }
    },
    database,
  };
}
