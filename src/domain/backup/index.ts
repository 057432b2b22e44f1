/** Backups: the names of their files, and their events. */
export type { BackupCause, BackupEvent } from "./events.ts";

/**
 * The name of a backup's file: "mailmanager-HOST-YYYYMMDDTHHMMSSZ.backup".
 * @param hostname of the machine; characters that do not belong in a file name are left out
 * @param at milliseconds since 1970
 */
export function backupName(hostname: string, at: number): string {
  const host = hostname
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, "")
    .replace(/^[.-]+/, "")
    .slice(0, 100);
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
  return `mailmanager-${host || "desk"}-${stamp}.backup`;
}

/** Whether a text is such a name, and so names a file, not a folder. */
export const isBackupName = (text: string): boolean =>
  /^mailmanager-[a-z0-9][a-z0-9.-]{0,99}-\d{8}T\d{6}Z\.backup$/.test(text);
