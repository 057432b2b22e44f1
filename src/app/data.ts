import { fault } from "../base/fault.ts";
import { type Data, dataOver } from "../engine/data.ts";
import * as folder from "../engine/operate/data-folder/folder.ts";
import * as lock from "../engine/operate/data-folder/lock.ts";
import { failure } from "../text/index.ts";
import { assetNames, assetText, sqliteAddon } from "./assets.ts";
import { pooledRandomBytes } from "./random.ts";

/** The data folder, opened with what is bundled with the program: migrations, read model, SQLite. */

export const dataAccess: folder.DataAccess = { formats, randomBytes: pooledRandomBytes() };

/**
 * Opens a data folder.
 * @throws Failure if the folder has none, or one that cannot be opened
 */
export const openData = (path: string, options: folder.OpenData = {}): Data =>
  dataOver(folder.openData(path, dataAccess, options));

/**
 * Opens a data folder that the program may be running on.
 * @throws Failure as well if the program is rebuilding the data
 */
export function openDataBeside(path: string): Data {
  const data = openData(path, { behind: true });
  if (data.isBehind() && lock.isLocked(path, sqliteAddon())) {
    data.close();
    throw failure(fault("data-folder.rebuilding", { params: { path } }));
  }
  while (data.isBehind()) data.catchUp(SLICE);
  return data;
}

/** Milliseconds of a slice. */
const SLICE = 500;

/** Opens the journal in a data folder's file, to move it. @param isNew whether createData has just created it */
export const openPort = (path: string, isNew: boolean): ReturnType<typeof folder.openPort> =>
  folder.openPort(path, dataAccess, isNew);

/** Opens a folder that was just created (createData). */
export const openNewData = (path: string, options: folder.OpenData = {}): Data =>
  dataOver(folder.openNewData(path, dataAccess, options));

/**
 * Locks the data folder for this process.
 * @returns a function that unlocks it
 * @throws Failure that says which process holds it
 */
export const lockData = (path: string): (() => void) => lock.lockData(path, sqliteAddon());

/**
 * Opens a data folder's file read-only, with a read model that is rebuilt step by step. The program may be running
 * on it meanwhile.
 * @throws Failure if the folder has none, or one in another format
 */
export const replayData = (path: string): ReturnType<typeof folder.replayData> =>
  folder.replayData(path, dataAccess);

/**
 * Opens the file of a data folder that the program is running on, read-only and as it is.
 * @throws Failure if the folder has none
 */
export const storedData = (path: string): ReturnType<typeof folder.storedData> =>
  folder.storedData(path, dataAccess);

/**
 * Opens a data folder to read its journal, which needs no read model and may be damaged.
 * @throws Failure if the folder has none, or one that cannot be opened
 */
export const openJournal = (path: string): ReturnType<typeof folder.openJournal> =>
  folder.openJournal(path, dataAccess);

function formats(): folder.DataFormats {
  return {
    migrations: assetNames("migrations")
      .filter((name) => name.endsWith(".sql"))
      .map((name) => ({ name: name.slice("migrations/".length), sql: assetText(name) })),
    model: assetText("src/record/model.sql"),
    nativeBinding: sqliteAddon(),
  };
}
