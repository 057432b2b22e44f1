/** Backups: the names of their files, their events, and which of them go. */
import type { BackupCause } from "./events.ts";

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

/** The nightly backups that newer ones replace. @param backups newest first @param keep how many nightly ones stay */
export const replacedBackups = <B extends { readonly cause: BackupCause }>(
  backups: readonly B[],
  keep: number,
): readonly B[] => backups.filter(({ cause }) => cause === "nightly").slice(keep);

/** Whether a text is such a name, and so names a file, not a folder. */
export const isBackupName = (text: string): boolean =>
  /^mailmanager-[a-z0-9][a-z0-9.-]{0,99}-\d{8}T\d{6}Z\.backup$/.test(text);
