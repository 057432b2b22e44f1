/** The data folder as the program opens it, for tests of parts that do not know the program. */
export { startBackupProcess } from "../../src/app/backup-process.ts";
export { dataAccess, lockData, openData, openNewData } from "../../src/app/data.ts";
