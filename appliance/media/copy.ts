/** Copies files between a medium and the appliance. */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Box } from "../box.ts";
import type { RequestContext } from "../handler.ts";
import { inMegabytes, Refusal } from "../refusal.ts";
import type { Medium } from "./find.ts";
import { idOf, mounted } from "./mount.ts";

const CHUNK = 1_048_576;
/** Bytes that the file system's tables may need for one more file. */
const TABLES = 1_048_576;
/** The largest file on FAT: sizes have 32 bits. */
const LARGEST_ON_FAT = 2 ** 32 - 1;

type Progress = RequestContext["progress"];

/** The destination of a copy: written completely or not at all. */
interface To {
  readonly path: string;
  readonly mode: number;
  readonly gid?: number;
  /** Called when the disk is full. */
  readonly full: () => Refusal;
}

/**
 * Writes a file to a medium under `name`, unmounts it, and reads the file back. Throws a Refusal if it is not there: no
 * space, write-protected, unplugged, or not what was written.
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
    throw new Refusal(
      `${what} is formatted as FAT, which cannot hold a file of ${inMegabytes(size)}`,
      "Use a stick formatted as exFAT",
    );
  }
  const noRoom = (free: number) =>
    new Refusal(
      `${what} has ${inMegabytes(free)} free; ${inMegabytes(size)} needed`,
      "Delete something on it with another computer, or use a larger stick",
    );
  const written = await onMedium(what, () =>
    mounted(box, medium, "write", async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < size + TABLES) throw noRoom(Math.max(0, bavail * bsize - TABLES));
      const to = { path: join(folder, name), mode: 0o600, full: () => noRoom(0) };
      return copy(source, size, to, (done) => progress(done, size, "Writing it to the stick"));
    }),
  );
  // After unmounting, nothing is cached: this reads what the stick really holds.
  const found = await onMedium(what, () =>
    mounted(box, medium, "read", async (folder) => {
      const file = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        return await hashOf(file, size, (done) => progress(done, size, "Reading it back from the stick"));
      } finally {
        await file.close();
      }
    }),
  );
  if (found !== written) {
    throw new Refusal(
      `What was written to ${what} could not be read back correctly: the stick is failing`,
      "Use another stick",
      "failed",
    );
  }
  return { file: name, bytes: size };
}

/**
 * Copies a file of a mounted medium to a path on the appliance. Throws a Refusal if the medium fails, or if the disk
 * has no space for it and `reserve` more bytes.
 */
export async function fetchFrom(
  path: string,
  to: { readonly path: string; readonly mode: number; readonly gid: number },
  reserve: number,
  progress: Progress,
): Promise<number> {
  return onMedium("The stick or disc", async () => {
    const source = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await source.stat();
      const { bavail, bsize } = await statfs(dirname(to.path));
      const room = Math.max(0, bavail * bsize - reserve);
      const full = () =>
        new Refusal(
          `The file has ${inMegabytes(size)}; the disk has ${inMegabytes(room)} free for it`,
          "Enlarge the disk and restart the appliance",
        );
      if (size > room) throw full();
      await copy(source, size, { ...to, full }, (done) =>
        progress(done, size, "Copying it from the stick or disc"),
      );
      return size;
    } finally {
      await source.close();
    }
  });
}

/** Copies `size` bytes; afterwards the complete file is durable, or nothing is there. @returns their SHA-256 */
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
        // The requested mode, regardless of the umask.
        await file.chmod(mode);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    // If the stick is gone, there is nothing to remove.
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

/** A file's first `size` bytes. @throws if it is shorter */
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

/** A medium's errors as refusals: unplugged, failing, write-protected. */
async function onMedium<T>(what: string, work: () => Promise<T>): Promise<T> {
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
        throw new Refusal(
          `${what} can no longer be read or written: it was removed, or is failing`,
          "Plug it in again and leave it in until this is done; if that does not help, use another",
          "failed",
        );
      case "EROFS":
        throw new Refusal(`${what} is read-only`, "Check it on another computer, or use another stick");
      case "EFBIG":
        throw new Refusal(`${what} cannot hold a file this large`, "Use a stick formatted as exFAT");
      default:
        throw cause;
    }
  }
}

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && "code" in cause ? cause.code : undefined;
