/** Opens the data folder as the program does, for tests of other parts, with access to its record. */
import { dataAccess } from "../../src/app/data.ts";
import * as folder from "../../src/engine/operate/data-folder/folder.ts";
import type { RecordStore } from "../../src/record/record.ts";

export { startBackupProcess } from "../../src/app/backup-process.ts";
export { dataAccess, lockData } from "../../src/app/data.ts";

export const openData = (path: string, options: folder.OpenData = {}): RecordStore =>
  folder.openData(path, dataAccess, options);
export const openNewData = (path: string, options: folder.OpenData = {}): RecordStore =>
  folder.openNewData(path, dataAccess, options);
