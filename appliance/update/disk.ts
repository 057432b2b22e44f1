/**
 * The parts of the disk that an update changes: the boot partition's folder of releases, and the two slots. Each change
 * is durable when done.
 */
import { createHash } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { rootHashIn, rootHashOf } from "./verity.ts";

export const slotNames = ["a", "b"] as const;
export type SlotName = (typeof slotNames)[number];

/** The running release, read from the running system, never from a file written earlier. */
export interface RunningSystem {
  readonly slot: SlotName;
  readonly version: string;
  readonly architecture: string;
  /** The root hash on the kernel's command line. */
  readonly verity: string;
}

export interface UpdateDisk {
  running(): Promise<RunningSystem>;
  /** The files among the releases of the boot partition, by name; sizes in bytes. */
  files(): Promise<readonly { readonly name: string; readonly size: number }[]>;
  /** The root hash of the system that a release starts; null if its file contains none. */
  startsWhat(file: string): Promise<string | null>;
  /** Bytes. */
  bootSpace(): Promise<{ readonly free: number; readonly total: number }>;
  addFile(name: string, bytes: Uint8Array): Promise<void>;
  renameFile(from: string, to: string): Promise<void>;
  removeFile(name: string): Promise<void>;
  /** Bytes of a slot; null if there is no such partition. */
  slotSize(slot: SlotName): Promise<number | null>;
  /** The root hash of the system in a slot; null if there is none. */
  holdsWhat(slot: SlotName): Promise<string | null>;
  /** Writes from the slot's start. */
  writeSlot(slot: SlotName, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** SHA-256 of the slot's first bytes, read from the disk. */
  hashSlot(slot: SlotName, bytes: number, progress: (done: number) => void): Promise<string>;
}

export interface DiskParts {
  /** The folder of releases on the boot partition: EFI/Linux. */
  readonly folder: string;
  readonly slot: (name: SlotName) => string;
  readonly running: () => Promise<RunningSystem>;
  /** Called after each change, where a power cut matters; tests simulate one there. */
  readonly changed?: (what: string) => void;
}

const CHUNK = 1_048_576;

export function openDisk({ folder, slot, running, changed = () => {} }: DiskParts): UpdateDisk {
  const path = (name: string) => join(folder, name);
  return {
    running,
    files: async () =>
      Promise.all(
        (await readdir(folder)).sort().map(async (name) => ({ name, size: (await stat(path(name))).size })),
      ),
    startsWhat: (file) => reading(path(file), rootHashIn),
    async bootSpace() {
      const { bavail, blocks, bsize } = await statfs(folder);
      return { free: bavail * bsize, total: blocks * bsize };
    },

    async addFile(name, bytes) {
      // systemd-boot only looks at *.efi: it ignores a file with this name.
      const aside = path(`${name}.new`);
      const file = await open(aside, "w");
      try {
        changed(`made ${name}.new`);
        for (let at = 0; at < bytes.length; at += CHUNK) {
          await file.writeFile(bytes.subarray(at, at + CHUNK));
          changed(`wrote to ${name}.new`);
        }
        await file.sync();
      } catch (cause) {
        // If the partition is full, nothing is left behind.
        if (cause instanceof Error && "code" in cause && cause.code === "ENOSPC")
          await rm(aside, { force: true });
        throw cause;
      } finally {
        await file.close();
      }
      changed(`synced ${name}.new`);
      await rename(aside, path(name));
      changed(`made ${name}`);
      await syncFolder(folder);
    },
    async renameFile(from, to) {
      await rename(path(from), path(to));
      changed(`renamed ${from} to ${to}`);
      await syncFolder(folder);
    },
    async removeFile(name) {
      await rm(path(name), { force: true });
      changed(`removed ${name}`);
      await syncFolder(folder);
    },

    async slotSize(name) {
      const file = await openIfAny(slot(name));
      if (file === null) return null;
      try {
        return await sizeOf(file);
      } finally {
        await file.close();
      }
    },
    holdsWhat: (name) => reading(slot(name), rootHashOf),
    async writeSlot(name, chunks) {
      const file = await open(slot(name), "r+");
      try {
        let at = 0;
        for await (const chunk of chunks) {
          for (let done = 0; done < chunk.length; ) {
            const { bytesWritten } = await file.write(chunk, done, chunk.length - done, at + done);
            done += bytesWritten;
          }
          at += chunk.length;
          changed(`wrote to slot ${name}`);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      changed(`synced slot ${name}`);
    },
    async hashSlot(name, bytes, progress) {
      // Closing a block device that nothing else has open drops its cache: this reads from the disk.
      const file = await open(slot(name), "r");
      try {
        const hash = createHash("sha256");
        const buffer = Buffer.alloc(CHUNK);
        for (let at = 0; at < bytes; ) {
          const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, bytes - at), at);
          if (bytesRead === 0) break;
          hash.update(buffer.subarray(0, bytesRead));
          at += bytesRead;
          progress(at);
        }
        return hash.digest("hex");
      } finally {
        await file.close();
      }
    },
  };
}

/** The size of a file or of a block device, for which stat gives none. */
async function sizeOf(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  if (size > 0) return size;
  // A read past the end returns nothing: binary search for the end.
  let [low, high] = [0, 2 ** 46];
  const probe = Buffer.alloc(1);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await file.read(probe, 0, 1, middle)).bytesRead > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function reading<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T | null> {
  const file = await openIfAny(path);
  if (file === null) return null;
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function openIfAny(path: string): Promise<FileHandle | null> {
  try {
    return (await stat(path)).isDirectory() ? null : await open(path, "r");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
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
