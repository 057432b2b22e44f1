/**
 * The hash tree by which the kernel verifies each block of the root as it is read (dm-verity, format 1), appended to
 * the file system it covers. See the kernel's Documentation/admin-guide/device-mapper/verity.rst and cryptsetup's
 * wiki on the superblock.
 */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

/** The size of blocks of data and of hashes, in bytes. */
const blockSize = 4096;
const hashSize = 32;
const hashesPerBlock = blockSize / hashSize;

export interface Verity {
  /** The root hash (SHA-256), in hexadecimal. */
  readonly root: string;
  readonly salt: string;
  /** The UUID of the tree. */
  readonly uuid: string;
  /** Number of data blocks; the superblock follows them, then the tree. */
  readonly blocks: number;
}

/**
 * Appends superblock and hash tree to a file whose size is a whole number of blocks. Salt and UUID are derived from the
 * data, so that the same data gives the same bytes.
 */
export function appendVerity(path: string): Verity {
  const file = openSync(path, "r+");
  try {
    const { size } = fstatSync(file);
    if (size === 0 || size % blockSize !== 0) throw new Error(`${path} is not whole blocks long`);
    const blocks = size / blockSize;
    const identity = digestOfFile(file, size);
    const salt = createHash("sha256").update("salt").update(identity).digest();
    const uuid = identity.subarray(0, 16);
    // From the leaves to the top; on disk the top comes first.
    const levels: Buffer[] = [];
    let level = hashesOf(blocks, salt, (index, block) => readBlock(file, index, block));
    levels.unshift(level);
    while (level.length > blockSize) {
      const below = level;
      level = hashesOf(below.length / blockSize, salt, (index, block) => {
        below.copy(block, 0, index * blockSize, (index + 1) * blockSize);
      });
      levels.unshift(level);
    }
    const root = createHash("sha256").update(salt).update(level).digest("hex");
    let position = size;
    for (const part of [superblock({ salt, uuid, blocks }), ...levels]) {
      writeSync(file, part, 0, part.length, position);
      position += part.length;
    }
    return { root, salt: salt.toString("hex"), uuid: formatUuid(uuid), blocks };
  } finally {
    closeSync(file);
  }
}

/** The hashes of this many blocks, padded to whole blocks. */
function hashesOf(count: number, salt: Buffer, read: (index: number, block: Buffer) => void): Buffer {
  const hashes = Buffer.alloc(Math.ceil(count / hashesPerBlock) * blockSize);
  const block = Buffer.alloc(blockSize);
  for (let index = 0; index < count; index += 1) {
    read(index, block);
    createHash("sha256")
      .update(salt)
      .update(block)
      .digest()
      .copy(hashes, index * hashSize);
  }
  return hashes;
}

function superblock({ salt, uuid, blocks }: { salt: Buffer; uuid: Buffer; blocks: number }): Buffer {
  const block = Buffer.alloc(blockSize);
  block.write("verity", 0, "latin1");
  block.writeUInt32LE(1, 8);
  // The salt comes before the data.
  block.writeUInt32LE(1, 12);
  uuid.copy(block, 16);
  block.write("sha256", 32, "latin1");
  block.writeUInt32LE(blockSize, 64);
  block.writeUInt32LE(blockSize, 68);
  block.writeBigUInt64LE(BigInt(blocks), 72);
  block.writeUInt16LE(salt.length, 80);
  salt.copy(block, 88);
  return block;
}

function digestOfFile(file: number, size: number): Buffer {
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(1 << 20);
  for (let position = 0; position < size; ) {
    const read = readSync(file, chunk, 0, chunk.length, position);
    hash.update(chunk.subarray(0, read));
    position += read;
  }
  return hash.digest();
}

function readBlock(file: number, index: number, block: Buffer): void {
  if (readSync(file, block, 0, blockSize, index * blockSize) !== blockSize)
    throw new Error("a block is short");
}

function formatUuid(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
