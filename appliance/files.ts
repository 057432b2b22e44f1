/** Small files that survive a power cut. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file aside, makes it durable and puts it in place: after a power cut there is the former or the new one,
 * whole. Its folder is made if it is missing.
 * @param mode permission bits, whatever the umask
 */
export function writeDurably(path: string, text: string | Uint8Array, mode = 0o600): void {
  writeWhole(path, text, mode, true);
}

/** The same for what need not outlive the boot (below /run): whole or former, but not flushed. */
export function writeInPlace(path: string, text: string | Uint8Array, mode = 0o644): void {
  writeWhole(path, text, mode, false);
}

/** Removes a file, durably; it is well if there is none. */
export function removeDurably(path: string): void {
  rmSync(path, { force: true });
  syncFolder(dirname(path));
}

/** A file's text, or null if there is none. */
export function textIfAny(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** Whether an error says that there is no such file. */
export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR");

/** Makes what happened to a folder's entries durable. */
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
