import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** After this returns, a file's bytes survive a power cut; for a folder, the names in it. */
export function sync(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Replaces a file's contents: after a power cut at any moment there is either the old or the new file, and after this
 * returns, the new one.
 * @param mode of the file, such as 0o600
 */
export function writeDurably(file: string, content: string | Uint8Array, mode: number): void {
  writeFileSync(`${file}.new`, content, { mode, flush: true });
  renameSync(`${file}.new`, file);
  sync(dirname(file));
}
