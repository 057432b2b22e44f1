/** The root hash of the system in a slot, and of the one that a kernel image starts. */
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { before } from "../../src/base/text.ts";

const EROFS_MAGIC = 0xe0f5e1e2;
const PAGE = 4096;
/** How many pages after the file system its hash tree may start. */
const GAP = 256;

/**
 * The root hash of the verity tree after an erofs (as `veritysetup format --hash-offset` writes it, hash type 1); null
 * if there is none. It is computed from the top of the tree, not read from a record of it.
 */
export async function rootHashOf(slot: FileHandle): Promise<string | null> {
  const end = await erofsSize(slot);
  if (end === null) return null;
  for (let page = 0; page < GAP; page++) {
    const at = end + page * PAGE;
    const block = await read(slot, at, 512);
    if (block.length < 512) return null;
    if (block.toString("latin1", 0, 8) !== "verity\0\0") continue;
    const algorithm = block.toString("latin1", 32, 64).replace(/\0.*$/s, "");
    const hashBlock = block.readUInt32LE(68);
    const salt = block.subarray(88, 88 + Math.min(block.readUInt16LE(80), 256));
    if (algorithm !== "sha256" || block.readUInt32LE(12) !== 1 || hashBlock !== PAGE) return null;
    const top = await read(slot, at + PAGE, PAGE);
    return top.length < PAGE ? null : createHash("sha256").update(salt).update(top).digest("hex");
  }
  return null;
}

/** The root hash on the command line in a unified kernel image; null if it is not one or has none. */
export async function rootHashIn(image: FileHandle): Promise<string | null> {
  const line = await section(image, ".cmdline");
  return line === null ? null : rootHashOn(line.toString("utf8"));
}

/** The root hash on a kernel command line, as written by image/. */
export const rootHashOn = (line: string): string | null =>
  /(?:^|\s)mailmanager\.root=([0-9a-f]{64})(?=[\s\0]|$)/.exec(line)?.[1] ?? null;

/** The size of an erofs in bytes, rounded up to a page. */
async function erofsSize(slot: FileHandle): Promise<number | null> {
  const block = await read(slot, 1024, 128);
  if (block.length < 128 || block.readUInt32LE(0) !== EROFS_MAGIC) return null;
  const size = block.readUInt32LE(36) * 2 ** block.readUInt8(12);
  return Number.isSafeInteger(size) ? Math.ceil(size / PAGE) * PAGE : null;
}

/** A section of a PE file, at most 64 KiB of it. */
async function section(image: FileHandle, name: string): Promise<Buffer | null> {
  const head = await read(image, 0, 65_536);
  if (head.length < 64 || head.toString("latin1", 0, 2) !== "MZ") return null;
  const pe = head.readUInt32LE(0x3c);
  if (pe + 24 > head.length || head.toString("latin1", pe, pe + 4) !== "PE\0\0") return null;
  const count = head.readUInt16LE(pe + 6);
  const table = pe + 24 + head.readUInt16LE(pe + 20);
  for (let at = table; at < table + count * 40 && at + 40 <= head.length; at += 40) {
    if (before(head.toString("latin1", at, at + 8), /\0/) !== name) continue;
    const size = Math.min(head.readUInt32LE(at + 8), head.readUInt32LE(at + 16), 65_536);
    return read(image, head.readUInt32LE(at + 20), size);
  }
  return null;
}

/** Up to this many bytes. */
async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
