import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { RandomBytes } from "../../../base/clock.ts";
import { fault } from "../../../base/fault.ts";
import { type Inspection, inspectRecord } from "../../../record/inspect.ts";
import type { JournalReader } from "../../../record/journal-reader.ts";
import type { Migration } from "../../../record/migrate.ts";
import type { JournalPort } from "../../../record/port.ts";
import { JournalElsewhere, type OpenRecord, openRecord, type RecordStore } from "../../../record/record.ts";
import type { Remote } from "../../../record/remote-commit.ts";
import { openReplay, type Replay } from "../../../record/replay.ts";
import { openStored, type Stored } from "../../../record/stored.ts";
import { failure } from "../../../text/index.ts";

/** The journal's file in a data folder. */
export const databaseFile = (folder: string): string => join(folder, "mailmanager.db");

/** What this release knows about data: its migrations, its read model, and SQLite. */
export interface DataFormats {
  readonly migrations: readonly Migration[];
  /** The text of model.sql. */
  readonly model: string;
  /** SQLite's addon; undefined if it is found automatically. */
  readonly nativeBinding: object | undefined;
}

/** What is needed to open data; the formats are bundled with the program. */
export interface DataAccess {
  readonly formats: () => DataFormats;
  readonly randomBytes: RandomBytes;
}

export interface OpenData {
  readonly now?: () => number;
  readonly onRebuild?: (done: number, of: number) => void;
  /** Whether a rebuild of the read model is left to the caller; by default it is done at once. */
  readonly behind?: boolean;
  /** The journal, if it is in another database. */
  readonly remote?: Remote;
  /** Called if a listener of commits throws; by default it is an uncaught exception, once the others have heard. */
  readonly onListenerFailed?: (cause: unknown) => void;
}

/** What the setup keeps in a folder without data, and files of the file system itself. */
const beforeData: ReadonlySet<string> = new Set([
  ...["lock", "lock-journal", "run.json", "run.json.new", "tls", "new", "lost+found"],
  ...["status.json", "status.json.new"],
  // The folder may have backups of earlier data, and a restore in progress.
  ...["backups", "restore", "uploads"],
  ...["setup-code", "setup-code.new", "setup.json", "setup.json.new"],
]);

/** Whether a folder does not exist, or has nothing but what the setup keeps there. */
export const isNewFolder = (folder: string): boolean =>
  !existsSync(folder) || readdirSync(folder).every((name) => beforeData.has(name));

/**
 * Creates a data folder that does not exist, or has no data yet.
 * @throws Failure if there is something in it already
 */
export function createData(folder: string): void {
  if (existsSync(databaseFile(folder)))
    throw failure(fault("data-folder.has-data", { params: { path: folder } }));
  if (!isNewFolder(folder)) throw failure(fault("data-folder.foreign", { params: { path: folder } }));
  makeFolder(folder);
  chmodSync(folder, 0o700);
}

/**
 * Creates a folder and those above it that do not exist, for this user only.
 * @throws what the system says
 */
export function makeFolder(folder: string): void {
  let missing = resolve(folder);
  while (!existsSync(missing) && !existsSync(dirname(missing))) missing = dirname(missing);
  try {
    if (!existsSync(missing)) mkdirSync(missing, { mode: 0o700 });
  } catch (cause) {
    // In a folder that exists, as /proc does, Node would never stop trying to create it.
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") throw cause;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Removes all our files from a folder that createData has just created, so that nothing incomplete remains. */
export function discardData(folder: string): void {
  for (const name of ["mailmanager.db", "mailmanager.db-wal", "mailmanager.db-shm", "lock"]) {
    rmSync(join(folder, name), { force: true });
  }
}

/**
 * Opens the record of a data folder.
 * @throws Failure if the folder has none, or one that cannot be opened
 */
export const openData = (folder: string, access: DataAccess, options: OpenData = {}): RecordStore =>
  opening(folder, () => openFile(folder, access, options));

/**
 * Checks that there is data to open or to lock.
 * @throws Failure if the folder has none
 */
export function expectData(folder: string): void {
  // Distinguishes a folder without access from one that does not exist.
  if (statSync(databaseFile(folder), { throwIfNoEntry: false }) === undefined) {
    throw failure(fault("data-folder.none", { params: { path: folder } }));
  }
}

/** Opens the record of a folder that createData has just created. */
export const openNewData = (folder: string, access: DataAccess, options: OpenData = {}): RecordStore =>
  openFile(folder, access, options);

/**
 * Opens the journal in a data folder's file, to move it.
 * @param isNew whether createData has just created the folder
 * @throws Failure as openData does
 */
export const openPort = (folder: string, access: DataAccess, isNew: boolean): JournalPort =>
  isNew ? openFile(folder, access, {}).port : opening(folder, () => openFile(folder, access, {})).port;

/** Opens a data folder's file read-only. */
export const inspectData = (folder: string, { formats }: Pick<DataAccess, "formats">): Inspection =>
  inspectRecord({ file: databaseFile(folder), ...formats() });

/**
 * Opens a data folder to read its journal, which needs no read model and may be damaged.
 * @throws Failure if the folder has none, or one that cannot be opened
 */
export const openJournal = (
  folder: string,
  access: Pick<DataAccess, "formats">,
): { readonly journal: JournalReader; close(): void } =>
  opening(folder, () => {
    const inspection = inspectData(folder, access);
    return { journal: inspection.journal(), close: inspection.close };
  });

/**
 * Opens a data folder's file read-only, for a process of the program that runs on it.
 * @throws Failure if the folder has none
 */
export function storedData(folder: string, access: Pick<DataAccess, "formats">): Stored {
  expectData(folder);
  return openStored(databaseFile(folder), access.formats().nativeBinding);
}

/**
 * Opens a data folder's file read-only, with a read model that is rebuilt step by step. The program may be running
 * on it meanwhile.
 * @throws Failure if the folder has none, or one in another format
 */
export function replayData(folder: string, access: Pick<DataAccess, "formats">): Replay {
  expectData(folder);
  const inspection = inspectData(folder, access);
  const { pending, foreign } = inspection.steps();
  inspection.close();
  if (pending.length > 0 || foreign.length > 0)
    throw failure(fault("data-folder.other-release", { params: { file: databaseFile(folder) } }));
  const { model, nativeBinding } = access.formats();
  return openReplay({ file: databaseFile(folder), model, nativeBinding });
}

function opening<T>(folder: string, open: () => T): T {
  expectData(folder);
  try {
    return open();
  } catch (cause) {
    if (cause instanceof JournalElsewhere)
      throw failure(fault("journal.elsewhere", { params: { path: folder }, cause }));
    if (!isOfTheFile(cause)) throw cause;
    const params = { file: databaseFile(folder), problem: cause.message, path: folder };
    throw failure(fault("data-folder.unusable", { params, cause }));
  }
}

function openFile(
  folder: string,
  { formats, randomBytes }: DataAccess,
  { now = Date.now, ...options }: OpenData,
): OpenRecord {
  return openRecord({
    file: databaseFile(folder),
    ...formats(),
    now,
    randomBytes,
    ...options,
  });
}

/** The error of SQLite or the record about a file that they refuse; anything else would be a bug of ours. */
function isOfTheFile(cause: unknown): cause is Error {
  if (!(cause instanceof Error)) return false;
  return cause.name === "Error" || ("code" in cause && String(cause.code).startsWith("SQLITE_"));
}
