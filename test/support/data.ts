/** Opens the data folder as the program does, for tests of other parts, with access to its record. */
import { dataAccess } from "../../src/app/data.ts";
import { databaseFile, type OpenData } from "../../src/engine/operate/data-folder/folder.ts";
import { type OpenRecord, openRecord } from "../../src/record/record.ts";

export { startBackupProcess } from "../../src/app/backup-process.ts";
export { dataAccess, lockData } from "../../src/app/data.ts";

export const openData = (path: string, { now = Date.now, ...options }: OpenData = {}): OpenRecord =>
  openRecord({
    file: databaseFile(path),
    ...dataAccess.formats(),
    now,
    randomBytes: dataAccess.randomBytes,
    ...options,
  });
