/** Opens the data folder as the program does, for tests of other parts, with access to its record. */
import { startBackupProcess as startProcess } from "../../src/app/backup-process.ts";
import { dataAccess } from "../../src/app/data.ts";
import type { Log } from "../../src/base/log.ts";
import { databaseFile, type OpenData } from "../../src/engine/operate/data-folder/folder.ts";
import { type OpenRecord, openRecord } from "../../src/record/record.ts";
import { executable } from "./program.ts";

export { dataAccess, lockData } from "../../src/app/data.ts";

/** The built executable starts in a fraction of what the source tree takes. */
export const startBackupProcess = (log: Log) => startProcess(log, [executable]);

export const openData = (path: string, { now = Date.now, ...options }: OpenData = {}): OpenRecord =>
  openRecord({
    file: databaseFile(path),
    ...dataAccess.formats(),
    now,
    randomBytes: dataAccess.randomBytes,
    ...options,
  });
