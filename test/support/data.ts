/** The data folder as the program opens it, for tests of parts that do not know the program: with its record in sight. */
import { dataAccess } from "../../src/app/data.ts";
import * as folder from "../../src/engine/operate/data-folder/folder.ts";
import type { Record } from "../../src/record/record.ts";

export { startBackupProcess } from "../../src/app/backup-process.ts";
export { dataAccess, lockData } from "../../src/app/data.ts";

export const openData = (path: string, options: folder.OpenData = {}): Record =>
  folder.openData(path, dataAccess, options);
export const openNewData = (path: string, options: folder.OpenData = {}): Record =>
  folder.openNewData(path, dataAccess, options);
