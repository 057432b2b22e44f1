import { isDiskFull } from "../base/disk-full.ts";
import type { Position, Sha256 } from "../base/ids.ts";
import { createBlobs } from "./blobs.ts";
import { type Database, type DatabaseOptions, openDatabase, setWriting } from "./database.ts";
import type { Committer } from "./decision.ts";
import { isElsewhere, markElsewhere } from "./elsewhere.ts";
import { createCommitter } from "./group-commit.ts";
import { createJournal } from "./journal.ts";
import { type JournalReader, journalReader } from "./journal-reader.ts";
import type { NewBlob } from "./new-blob.ts";
import { createOperations, type Operations } from "./operations.ts";
import { createPast, type Past } from "./past/index.ts";
import type { JournalPort } from "./port.ts";
import { sqlitePort } from "./port-sqlite.ts";
import { openProjections, type RebuildProgress } from "./projections.ts";
import { createQueries, type Queries } from "./queries/index.ts";
import type { Rebuilt } from "./rebuild-progress.ts";
import { createRemoteCommitter, type Remote, type RemoteCommitter } from "./remote-commit.ts";
import { type AttachedText, createSearch, type Search } from "./search.ts";
import { expectFewWaiting, takeStatistics } from "./statistics.ts";
import { createView, type View } from "./view.ts";

export type { AttachedText } from "./search.ts";

export interface RecordStore extends Committer {
  readonly view: View;
  readonly journal: JournalReader;
  /** Events and histories, found by what the read model knows. */
  readonly past: Past;
  /** Bytes that are kept under their SHA-256; null if there are none. */
  blob(sha256: Sha256): Promise<Uint8Array | null>;
  /**
   * The bytes with their SHA-256, for a commit that keeps them; large ones are written before it, in parts, so that nothing else
   * waits for them.
   * @param sha256 if it is known
   */
  prepareBlob(bytes: Uint8Array, sha256?: Sha256): Promise<NewBlob>;
  readonly queries: Queries;
  readonly search: Search;
  readonly operations: Operations;
  /**
   * How far the read model is while it is being rebuilt; null if it is up to date. Until then mail can be received, and
   * settings can be read; nothing else may be asked of the record.
   */
  behind(): Rebuilt | null;
  /** Rebuilds one more slice, of about that many milliseconds; false if nothing is left. */
  catchUp(longest: number): boolean;
  /** Drops the read model and rebuilds it from the journal. */
  rebuild(progress?: (done: number, of: number) => void): Position;
  /** The parts of the read model that are being rebuilt in the background; see `settle`. */
  deriving(): readonly RebuildProgress[];
  /**
   * For idle time: rebuilds a slice of the read model, or moves some rows that bursts leave behind to their final table;
   * false if there was nothing left to do.
   * @param attached what reads the text of attachments, for the search index
   */
  settle(attached?: AttachedText): Promise<boolean>;
  /** Keeps SQLite's statistics up to date, so that it keeps choosing the right indexes. */
  optimize(): void;
  /** A number that changes when another process has written to the data, such as a command while the program runs. */
  changedElsewhere(): number;
  /**
   * For filling new data: commits take as many decisions as there are, and do not wait for the disk, so that a power cut
   * may destroy the data. False unless this is called.
   */
  setBulk(bulk: boolean): void;
  /** The journal elsewhere, which this record follows; null if the journal is in its own file. */
  readonly elsewhere: Pick<RemoteCommitter, "catchUp" | "follow" | "trouble"> | null;
  /** Writes everything back into the one file and closes it. */
  close(): void;
}

/** The journal of this file is elsewhere: the file is a copy, and only with that journal may anything be recorded. */
export class JournalElsewhere extends Error {
  override readonly name = "JournalElsewhere";

  constructor() {
    super("the journal of this file is elsewhere");
  }
}

/** A record together with what is for its own folder and for tests alone. */
export interface OpenRecord extends RecordStore {
  readonly database: Database;
  /** The journal as a port: the one elsewhere, or that in the file; closing the latter closes the record. */
  readonly port: JournalPort;
}

export interface RecordOptions extends DatabaseOptions {
  /** The text of model.sql. */
  readonly model: string;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  /** The journal, if it is not in the file; the file has a copy then. */
  readonly remote?: Remote;
  /** Called if the read model has to be rebuilt, with the progress. */
  readonly onRebuild?: (done: number, of: number) => void;
  /** Whether a rebuild is left to the caller (`catchUp`); by default it is done before this returns. */
  readonly behind?: boolean;
  /** Called if a listener of commits throws; by default it is an uncaught exception, once the others have heard. */
  readonly onListenerFailed?: (cause: unknown) => void;
}

/** Milliseconds after which a commit includes no further decision: limits how long everything else waits for it. */
const COMMIT = 25;
const BULK_COMMIT = 1000;
/** Rows that are moved, and blobs that are packed, at a time. */
const ROWS = 64;
const BULK_ROWS = 1000;
/** Milliseconds of a slice while nothing else waits for it. */
const SLICE = 500;

/**
 * Opens journal and read model. The part of the model that decisions need is rebuilt if it has another version.
 * @throws as openDatabase does; JournalElsewhere if `remote` is missing; or if a newer release wrote an event that has to
 *   be read
 */
export function openRecord(options: RecordOptions): OpenRecord {
  const database = openDatabase(options);
  try {
    return recordOver(database, options);
  } catch (cause) {
    database.sqlite.close();
    throw cause;
  }
}

function uncaught(cause: unknown): void {
  setImmediate(() => {
    throw cause;
  });
}

function recordOver(database: Database, options: RecordOptions): OpenRecord {
  const { sqlite } = database;
  const { remote } = options;
  if (!remote && isElsewhere(sqlite)) throw new JournalElsewhere();
  const journal = createJournal(database, options.randomBytes);
  const projections = openProjections(database, journal, options.model);
  for (let left = projections.behind(); left && !options.behind; left = projections.behind()) {
    options.onRebuild?.(left.done, left.of);
    projections.catchUp(SLICE);
  }
  expectFewWaiting(sqlite);
  const view = createView(database);
  const reader = journalReader(journal);
  const blobs = createBlobs(database);
  const dataVersion = sqlite.prepare<[], number>("PRAGMA data_version").pluck();
  const search = createSearch(database, reader);
  const operations = createOperations(database, options.now);
  let rows = ROWS;
  const { now, onListenerFailed = uncaught } = options;
  const parts = { database, operations, journal, blobs, view, projections, now, onListenerFailed };
  const { committer, setLongest, elsewhere, port } = remote
    ? committingTo({ ...parts, remote, same: () => markElsewhere(sqlite) })
    : committingHere({ ...parts, longest: COMMIT });
  return {
    commit: committer.commit,
    onCommitted: committer.onCommitted,
    view,
    journal: reader,
    past: createPast(database, reader),
    blob: async (sha256) => (await blobs.find(sha256)) ?? (await remote?.port.blob(sha256)) ?? null,
    prepareBlob: blobs.prepare,
    queries: createQueries(database),
    search,
    operations,
    behind: projections.behind,
    catchUp: projections.catchUp,
    rebuild: projections.rebuild,
    deriving: projections.deriving,
    async settle(attached) {
      if (projections.step()) return true;
      const moved = await search.settle(rows, attached);
      const packed = (await journal.settle(rows)) + (await blobs.settle(rows));
      return moved + packed > 0;
    },
    optimize() {
      takeStatistics(sqlite);
    },
    changedElsewhere: () => dataVersion.get() ?? 0,
    setBulk(bulk) {
      setWriting(sqlite, bulk ? "bulk" : "durable");
      setLongest(bulk ? BULK_COMMIT : COMMIT);
      rows = bulk ? BULK_ROWS : ROWS;
    },
    elsewhere,
    close: () => closeDatabase(sqlite),
    database,
    port,
  };
}

/** Where decisions are recorded. */
interface Committing extends Pick<OpenRecord, "elsewhere" | "port"> {
  readonly committer: Committer;
  /** Changes the milliseconds after which a commit includes no further decision. */
  readonly setLongest: (milliseconds: number) => void;
}

function committingHere(parts: Parameters<typeof createCommitter>[0]): Committing {
  const committer = createCommitter(parts);
  const port = sqlitePort({ ...parts, committer });
  return { committer, setLongest: committer.setLongest, elsewhere: null, port };
}

function committingTo(parts: Parameters<typeof createRemoteCommitter>[0]): Committing {
  const committer = createRemoteCommitter(parts);
  return { committer, setLongest: () => {}, elsewhere: committer, port: parts.remote.port };
}

function closeDatabase(sqlite: Database["sqlite"]): void {
  if (!sqlite.open) return;
  try {
    takeStatistics(sqlite);
    sqlite.pragma("wal_checkpoint(TRUNCATE)");
  } catch (cause) {
    // Committed data is as safe in the log as in the database file.
    if (!isDiskFull(cause)) throw cause;
  } finally {
    sqlite.close();
  }
}
