import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isBackupName } from "../../../domain/backup/index.ts";
import { sync } from "../../../record/durable.ts";
import { openBackup } from "./format.ts";
import { backupFolder } from "./make.ts";
import type { Manifest } from "./manifest.ts";

export interface Stored {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly manifest: Manifest;
}

/** The backups in a data folder, newest first. Unreadable files with a backup's name are left out. */
export async function storedBackups(data: string): Promise<readonly Stored[]> {
  const folder = backupFolder(data);
  if (!existsSync(folder)) return [];
  const found: Stored[] = [];
  for (const name of readdirSync(folder).filter(isBackupName)) {
    const path = join(folder, name);
    const opened = await openBackup(path);
    if (opened.ok) found.push({ name, path, bytes: opened.value.bytes, manifest: opened.value.manifest });
  }
  return found.sort((a, b) => (a.manifest.createdAt < b.manifest.createdAt ? 1 : -1));
}

/** Deletes a backup. @returns false if there is none with that name */
export function removeBackup(data: string, name: string): boolean {
  const path = join(backupFolder(data), name);
  if (!isBackupName(name) || !existsSync(path)) return false;
  rmSync(path);
  sync(backupFolder(data));
  return true;
}
