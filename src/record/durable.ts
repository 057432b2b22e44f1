import { closeSync, fsyncSync, openSync } from "node:fs";

/** After this returns, a file's bytes survive a power cut; of a folder, the names in it. */
export function sync(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
