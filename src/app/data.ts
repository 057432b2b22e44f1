import { type Data, dataOver } from "../engine/data.ts";
import * as folder from "../engine/operate/data-folder/folder.ts";
import * as lock from "../engine/operate/data-folder/lock.ts";
import { assetNames, assetText, sqliteAddon } from "./assets.ts";
import { pooledRandomBytes } from "./random.ts";

/** The data folder, opened with what the program carries along: the steps of its format, its read model, SQLite. */

export const dataAccess: folder.DataAccess = { formats, randomBytes: pooledRandomBytes() };

/**
 * Opens a data folder.
 * @throws Failure when the folder holds none, or one that cannot be opened
 */
export const openData = (path: string, options: folder.OpenData = {}): Data =>
  dataOver(folder.openData(path, dataAccess, options));

/** Opens a folder that was just made (createData). */
export const openNewData = (path: string, options: folder.OpenData = {}): Data =>
  dataOver(folder.openNewData(path, dataAccess, options));

/**
 * Holds the data folder for this process alone.
 * @returns the way to let go
 * @throws Failure that says who holds it
 */
export const lockData = (path: string): (() => void) => lock.lockData(path, sqliteAddon());

/**
 * Opens a data folder's file for looking only, with a read model that is derived step by step. The program may be serving
 * it meanwhile.
 * @throws Failure when the folder holds none, or one of another format
 */
export const replayData = (path: string): ReturnType<typeof folder.replayData> =>
  folder.replayData(path, dataAccess);

/**
 * Opens a data folder for looking at its journal, which needs no read model and may be damaged.
 * @throws Failure when the folder holds none, or one that cannot be opened
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
