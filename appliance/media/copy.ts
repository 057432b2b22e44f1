/** Files from a medium onto the box, and from the box onto a medium. */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { step } from "../../src/base/box-steps.ts";
import { fault } from "../../src/base/fault.ts";
import type { Box } from "../box.ts";
import type { Asked } from "../handler.ts";
import { Refusal } from "../refusal.ts";
import type { Medium } from "./find.ts";
import { idOf, mounted } from "./mount.ts";

const CHUNK = 1_048_576;
/** Bytes of a medium that its own tables may take for one more file. */
const TABLES = 1_048_576;
/** FAT counts a file's bytes with 32 bits. */
const LARGEST_ON_FAT = 2 ** 32 - 1;

type Progress = Asked["progress"];

/** Where a copy goes: a path that is written whole or not at all. */
interface To {
  readonly path: string;
  readonly mode: number;
  readonly gid?: number;
  /** Called when there is no room for it. */
  readonly full: () => Refusal;
}

/**
 * Writes a file onto a medium under `name`, and reads it back from there once the kernel has let go of it. Throws a
 * Refusal that says why it is not there: no room, write-protected, pulled out, not what was written.
 */
export async function saveOnto(
  box: Box,
  medium: Medium,
  name: string,
  source: FileHandle,
  progress: Progress,
): Promise<{ readonly file: string; readonly bytes: number }> {
  const what = medium.label || idOf(medium);
  const { size } = await source.stat();
  if (medium.type === "vfat" && size > LARGEST_ON_FAT) {
    throw new Refusal(fault("box.medium.fat", { params: { medium: what, size } }));
  }
  const noRoom = (free: number) =>
    new Refusal(fault("box.medium.no-room", { params: { medium: what, free, size } }));
  const written = await onMedium(what, () =>
    mounted(box, medium, "write", async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < size + TABLES) throw noRoom(Math.max(0, bavail * bsize - TABLES));
      const to = { path: join(folder, name), mode: 0o600, full: () => noRoom(0) };
      return copy(source, size, to, (done) => progress(done, size, step("medium.writing")));
    }),
  );
  // A file system that was unmounted keeps nothing in memory: this reads what the stick really holds.
  const found = await onMedium(what, () =>
    mounted(box, medium, "read", async (folder) => {
      const file = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        return await hashOf(file, size, (done) => progress(done, size, step("medium.reading-back")));
      } finally {
        await file.close();
      }
    }),
  );
  if (found !== written) {
    throw new Refusal(fault("box.medium.other-bytes", { params: { medium: what } }));
  }
  return { file: name, bytes: size };
}

/**
 * Copies a file of a mounted medium to a path of the box. Throws a Refusal where the medium fails, or the disk has not
 * the room for it and for `reserve` more bytes.
 * @param from.medium what people call the medium
 */
export async function fetchFrom(
  from: { readonly path: string; readonly medium: string },
  to: { readonly path: string; readonly mode: number; readonly gid: number },
  reserve: number,
  progress: Progress,
): Promise<number> {
  return onMedium(from.medium, async () => {
    const source = await open(from.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await source.stat();
      const { bavail, bsize } = await statfs(dirname(to.path));
      const room = Math.max(0, bavail * bsize - reserve);
      const full = () => new Refusal(fault("box.disk-room", { params: { size, free: room } }));
      if (size > room) throw full();
      await copy(source, size, { ...to, full }, (done) => progress(done, size, step("medium.copying")));
      return size;
    } finally {
      await source.close();
    }
  });
}

/** Copies `size` bytes; the whole file is durable under its name, or nothing is there. @returns their SHA-256 */
async function copy(
  source: FileHandle,
  size: number,
  { path, mode, gid, full }: To,
  progress: (done: number) => void,
): Promise<string> {
  const aside = `${path}.part`;
  const hash = createHash("sha256");
  await rm(aside, { force: true });
  try {
    const file = await open(aside, "wx", mode);
    try {
      for await (const chunk of chunksOf(source, size, progress)) {
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      if (gid !== undefined) {
        await file.chown(0, gid);
        // The mode as it was asked for, whatever the helper's umask leaves of it.
        await file.chmod(mode);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    // Nothing to remove where the stick itself is gone.
    await rm(aside, { force: true }).catch(() => {});
    if (codeOf(cause) === "ENOSPC") throw full();
    throw cause;
  }
  return hash.digest("hex");
}

async function hashOf(file: FileHandle, size: number, progress: (done: number) => void): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunksOf(file, size, progress)) hash.update(chunk);
  return hash.digest("hex");
}

/** A file's first `size` bytes; all of them, or it throws. */
async function* chunksOf(file: FileHandle, size: number, progress: (done: number) => void) {
  const buffer = Buffer.alloc(CHUNK);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, size - at), at);
    if (bytesRead === 0) throw Object.assign(new Error("the file has become shorter"), { code: "EIO" });
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
    progress(at);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const file = await open(folder, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What a medium's faults mean: it was pulled out, it is failing, it went write-protected. */
async function onMedium<T>(medium: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    switch (codeOf(cause)) {
      case "EIO":
      case "ENODEV":
      case "ENXIO":
      case "ENOMEDIUM":
      case "ENOENT":
      case "EUCLEAN":
        throw new Refusal(fault("box.medium.removed", { params: { medium } }));
      case "EROFS":
        throw new Refusal(fault("box.medium.read-only", { params: { medium } }));
      case "EFBIG":
        throw new Refusal(fault("box.medium.large", { params: { medium } }));
      default:
        throw cause;
    }
  }
}

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && "code" in cause ? cause.code : undefined;
