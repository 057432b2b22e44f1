import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

const LARGEST = 1_048_576;

/** A small plain file in an untrusted folder; null if there is none. @throws if it is too large */
export function smallFile(folder: string, name: string): string | null {
  let fd: number;
  try {
    fd = openSync(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(fd);
    if (!fstatSync(fd).isFile()) return null;
    if (size > LARGEST) throw new Error(`${name} is larger than 1 MB`);
    const bytes = Buffer.alloc(size);
    return bytes.toString("utf8", 0, readSync(fd, bytes, 0, size, 0));
  } finally {
    closeSync(fd);
  }
}
