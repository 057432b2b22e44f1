/**
 * The file of a backup. README.md describes its format; in short: a line that identifies it, the manifest, then blocks of
 * zstd, each with a SHA-256 over itself and the previous hash, and an empty block at the end. So every byte is verified
 * before it is used, whatever was cut off, changed, or appended.
 */
import { createHash } from "node:crypto";
import { constants as fsConstants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { type Fault, fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { systemFault } from "../../../base/system-fault.ts";
import { FORMAT, type Manifest, manifestShape, unpackedSize } from "./manifest.ts";

/** What work on a backup is doing. */
export type BackupStep =
  | "copying"
  | "writing"
  | "reading"
  | "unpacking"
  | "checking-database"
  | "checking-journal"
  | "rebuilding";

/** Called with the progress of a step, in bytes or another measure of its own. */
export type Progress = (done: number, total: number, step: BackupStep) => void;

export interface Backup {
  readonly path: string;
  readonly manifest: Manifest;
  /** Bytes of the file. */
  readonly bytes: number;
  /** Where the first block begins, and the hash before it. */
  readonly begin: { readonly at: number; readonly hash: Buffer };
}

const MAGIC = Buffer.from("MailManager backup\n");
const HASH = 32;
/** Maximum bytes of content in a block, and of its compressed form. */
const BLOCK = 1024 * 1024;
const LARGEST_BLOCK = BLOCK + 64 * 1024;
const LARGEST_MANIFEST = 4 * 1024 * 1024;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * Writes a backup; the files must not change meanwhile. After this resolves it is durable, except for its name.
 * @param to the file to write, which must not exist
 * @param fileOf where the bytes of a path in the manifest are
 */
export async function writeBackup(
  to: string,
  manifest: Manifest,
  fileOf: (path: string) => string,
  progress: Progress,
): Promise<void> {
  const out = await open(to, "wx", 0o600);
  try {
    const text = Buffer.from(JSON.stringify(manifest));
    const head = Buffer.concat([MAGIC, length(text.length), text]);
    let hash = sha256(head);
    await out.writeFile(Buffer.concat([head, hash]));
    const total = unpackedSize(manifest);
    let done = 0;
    for (const { path, size } of manifest.files) {
      let read = 0;
      for await (const content of blocksOf(fileOf(path))) {
        const body = await compress(content, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
        const block = Buffer.concat([length(body.length), body]);
        hash = sha256(hash, block);
        await out.writeFile(Buffer.concat([block, hash]));
        read += content.length;
        done += content.length;
        progress(done, total, "writing");
      }
      if (read !== size) throw new Error(`${path} has ${read} bytes, not ${size}: it was changed meanwhile`);
    }
    await out.writeFile(Buffer.concat([length(0), sha256(hash, length(0))]));
    await out.sync();
  } finally {
    await out.close();
  }
}

/** Opens a backup and reads its manifest, and nothing after it. */
export async function openBackup(path: string): Promise<Result<Backup, Fault>> {
  return withFile(path, async (file, bytes) => {
    const magic = bytes < MAGIC.length ? null : await file.take(MAGIC.length);
    if (!magic?.equals(MAGIC)) return refuse(noBackup());
    const size = (await file.take(4)).readUInt32BE();
    if (size > LARGEST_MANIFEST) return refuse(damaged());
    const text = await file.take(size);
    const hash = sha256(magic, length(size), text);
    if (!hash.equals(await file.take(HASH))) return refuse(damaged());
    const read = readManifest(text.toString("utf8"));
    if (!read.ok) return read;
    return ok({ path, manifest: read.value, bytes, begin: { at: file.at(), hash } });
  });
}

/**
 * Reads a whole backup and verifies every byte of it.
 * @param take called with the content in order; without it nothing is unpacked
 */
export async function walkBackup(
  { path, manifest, begin }: Backup,
  progress: (done: number, total: number) => void,
  take: ((content: Buffer) => Promise<void>) | null = null,
): Promise<Result<void, Fault>> {
  return withFile(path, async (file, bytes) => {
    file.skipTo(begin.at);
    let hash = begin.hash;
    let unpacked = 0;
    for (;;) {
      const size = (await file.take(4)).readUInt32BE();
      if (size > LARGEST_BLOCK) return refuse(damaged());
      const body = await file.take(size);
      hash = sha256(hash, length(size), body);
      if (!hash.equals(await file.take(HASH))) return refuse(damaged());
      if (size === 0) break;
      if (take !== null) {
        const content = await decompress(body, { maxOutputLength: BLOCK }).catch(() => null);
        if (content === null) return refuse(damaged());
        unpacked += content.length;
        await take(content);
      }
      progress(file.at(), bytes);
    }
    const whole = file.at() === bytes && (take === null || unpacked === unpackedSize(manifest));
    return whole ? ok(undefined) : refuse(damaged());
  });
}

function readManifest(text: string): Result<Manifest, Fault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(damaged());
  }
  const read = manifestShape.safeParse(value);
  if (read.success) return ok(read.data);
  const format = typeof value === "object" && value !== null && "format" in value ? value.format : null;
  if (typeof format === "number" && format > FORMAT) {
    return refuse(fault("backup.format", { params: { format, known: FORMAT } }));
  }
  return refuse(damaged());
}

const noBackup = () => fault("backup.not-one");

const damaged = () => fault("backup.incomplete");

function unreadable(path: string, cause: unknown): Fault {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  if (code === "ENOENT" || code === "ENOTDIR") return fault("file.unknown", { params: { path } });
  return systemFault(cause, path) ?? fault("backup.unreadable", { params: { path, problem: code }, cause });
}

/** Reads sequentially; `take` sees an early end of the file only if it is truncated. */
interface Reading {
  take(bytes: number): Promise<Buffer>;
  at(): number;
  skipTo(at: number): void;
}

class Cut extends Error {}

async function withFile<T>(
  path: string,
  work: (file: Reading, bytes: number) => Promise<Result<T, Fault>>,
): Promise<Result<T, Fault>> {
  let file: FileHandle;
  try {
    // Do not block on something that is not a file, such as a pipe.
    file = await open(path, fsConstants.O_RDONLY | fsConstants.O_NONBLOCK);
  } catch (cause) {
    return refuse(unreadable(path, cause));
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return refuse(noBackup());
    return await work(reading(file), stats.size);
  } catch (cause) {
    if (cause instanceof Cut) return refuse(damaged());
    // Errors of the stick or disk that it is on; write errors are for the caller.
    if (cause instanceof Error && "syscall" in cause && cause.syscall === "read")
      return refuse(unreadable(path, cause));
    throw cause;
  } finally {
    await file.close();
  }
}

/** Reads large pieces from the system, however little is taken. */
function reading(file: FileHandle): Reading {
  let position = 0;
  let held: Buffer = Buffer.alloc(0);
  let heldAt = 0;
  return {
    at: () => position,
    skipTo(at) {
      position = at;
    },
    async take(bytes) {
      const parts: Buffer[] = [];
      for (let left = bytes; left > 0; ) {
        const offset = position - heldAt;
        if (offset < 0 || offset >= held.length) {
          const space = Buffer.allocUnsafe(BLOCK);
          const { bytesRead } = await file.read(space, 0, BLOCK, position);
          if (bytesRead === 0) throw new Cut();
          [held, heldAt] = [space.subarray(0, bytesRead), position];
          continue;
        }
        const part = held.subarray(offset, offset + left);
        parts.push(part);
        position += part.length;
        left -= part.length;
      }
      return Buffer.concat(parts);
    },
  };
}

async function* blocksOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, "r");
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(BLOCK), 0, BLOCK);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function length(bytes: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(bytes);
  return four;
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
