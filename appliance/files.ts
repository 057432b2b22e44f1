/** Small files that survive a power cut. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * Replaces a file durably and atomically: after a power cut there is either the old or the new one. Creates its folder.
 * @param mode permission bits, regardless of the umask
 */
export function writeDurably(path: string, text: string | Uint8Array, mode = 0o600): void {
  writeWhole(path, text, mode, true);
}

/** The same for files that need not survive a reboot (below /run): atomic, but not flushed. */
export function writeInPlace(path: string, text: string | Uint8Array, mode = 0o644): void {
  writeWhole(path, text, mode, false);
}

/** Removes a file durably, if it exists. */
export function removeDurably(path: string): void {
  try {
    // Not rmSync: its errors do not have the system's code, so that a read-only disk is not recognised.
    unlinkSync(path);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
  syncFolder(dirname(path));
}

/** A file's text, or null if it does not exist. */
export function textIfAny(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** Whether an error means that a file does not exist. */
export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR");

/** Makes changes to a folder's entries durable. */
export function syncFolder(folder: string): void {
  let fd: number;
  try {
    fd = openSync(folder, "r");
  } catch (cause) {
    if (isMissing(cause)) return;
    throw cause;
  }
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeWhole(path: string, text: string | Uint8Array, mode: number, durable: boolean): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const aside = `${path}.new`;
  const bytes = Buffer.from(text);
  const fd = openSync(aside, "w", mode);
  try {
    fchmodSync(fd, mode);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    if (durable) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(aside, path);
  if (durable) syncFolder(folder);
}
