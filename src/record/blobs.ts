import { createHash, hash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { type Sha256, sha256 } from "../base/ids.ts";
import type { Database } from "./database.ts";
import { blobOf, type NewBlob } from "./new-blob.ts";

const compress = promisify(zstdCompress);
/**
 * The buffer that zlib takes fits the bytes: with its usual one of 64 KB, collecting the garbage takes longer than compressing.
 * Told how much there is, zstd takes memory for that, and otherwise for any amount.
 */
const packing = (size: number) => ({
  params: { [constants.ZSTD_c_compressionLevel]: 3 },
  pledgedSrcSize: size,
  chunkSize: buffer(size),
});
const buffer = (size: number): number => Math.max(64, Math.min(65_536, size));
/** The most bytes of a blob that is compressed, and that one is decompressed to, whatever it claims. */
const LARGEST = 256 * 1024 * 1024;
/** Bytes up to which compressing takes less time than handing it to another thread. */
const SMALL = 16_384;
/** Bytes of a part: what is written, read or compressed in one turn of the event loop. */
const PART = 512 * 1024;
/** Milliseconds after which parts that no commit has needed are removed. */
const UNUSED = 10 * 60_000;

/**
 * Raw mails and attachments by the SHA-256 of their bytes, each stored once. A large one is stored in parts: its own row has
 * no bytes but the size of a part, and each part has a row under a name of its own, with a negative size.
 */
export interface Blobs {
  /**
   * The bytes with their SHA-256, for a commit that keeps them. The parts of a large blob are stored before it, a turn of the event
   * loop for each, so that nothing else waits for all of them; after a power cut before the commit they stay behind.
   */
  prepare(bytes: Uint8Array, sha256?: Sha256): Promise<NewBlob>;
  /** Within the open transaction. */
  keep(blob: NewBlob): void;
  /** The bytes, or null if there is no such blob. A large one takes several turns of the event loop. */
  find(sha256: Sha256): Promise<Buffer | null>;
  /** The names of blobs in their order, after one of them; from the beginning with null. */
  names(after: Sha256 | null, limit: number): readonly Sha256[];
  /**
   * Compresses some of the blobs that were stored uncompressed, so that a burst does not wait for it, and removes parts that
   * no commit has needed.
   * @returns how many were compressed; 0 if none is left
   */
  settle(limit: number): Promise<number>;
}

interface Row {
  readonly size: number;
  readonly encoding: string;
  readonly body: Buffer;
}

export function createBlobs({ sqlite }: Database): Blobs {
  const insert = sqlite.prepare<[Buffer, number, string, Uint8Array]>(
    "INSERT INTO blob (sha256, size, encoding, body) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
  );
  const select = sqlite.prepare<[Buffer], Row>("SELECT size, encoding, body FROM blob WHERE sha256 = ?");
  const has = sqlite.prepare<[Buffer], number>("SELECT 1 FROM blob WHERE sha256 = ?").pluck();
  const drop = sqlite.prepare<[Buffer]>("DELETE FROM blob WHERE sha256 = ? AND size < 0");
  const next = sqlite
    .prepare<[Buffer, number], Buffer>(
      "SELECT sha256 FROM blob WHERE sha256 > ? AND size >= 0 ORDER BY sha256 LIMIT ? + 0",
    )
    .pluck();
  const waiting = sqlite.prepare<[number], { id: number; size: number }>(
    "SELECT id, size FROM blob WHERE encoding = 'raw' ORDER BY id LIMIT ? + 0",
  );
  const body = sqlite.prepare<[number], Buffer>("SELECT body FROM blob WHERE id = ?").pluck();
  // In a new row at the end: where it was, the pages would stay as they are, mostly empty.
  const removed = sqlite.prepare<[number], Buffer>("DELETE FROM blob WHERE id = ? RETURNING sha256").pluck();
  const replace = sqlite.prepare<[Buffer, number, Buffer]>(
    "INSERT INTO blob (sha256, size, encoding, body) VALUES (?, ?, 'zstd', ?)",
  );
  const mark = sqlite.prepare<[number]>("UPDATE blob SET encoding = 'plain' WHERE id = ?");
  const writing = sqlite.transaction((write: () => void) => write()).immediate;
  /** Large blobs that were prepared, and when. */
  const prepared = new Map<Sha256, { readonly parts: number; readonly at: number }>();

  return {
    async prepare(bytes, known) {
      if (bytes.length <= PART) return known === undefined ? blobOf(bytes) : { sha256: known, bytes };
      const name = known ?? (await nameOf(bytes));
      const parts = Math.ceil(bytes.length / PART);
      if (has.get(rowOf(name)) !== undefined) return { sha256: name, bytes };
      for (let part = 0; part < parts; part++) {
        prepared.set(name, { parts, at: performance.now() });
        writing(() => keepPart(name, part, bytes));
        checkpoint();
        await nextTurn();
      }
      return { sha256: name, bytes };
    },
    keep({ sha256: name, bytes }) {
      if (bytes.length <= PART) {
        insert.run(rowOf(name), bytes.length, "raw", bytes);
        return;
      }
      if (has.get(rowOf(name)) !== undefined) return;
      for (let part = 0; part * PART < bytes.length; part++) keepPart(name, part, bytes);
      insert.run(rowOf(name), bytes.length, "plain", Buffer.from(`${PART}`));
    },
    async find(name) {
      const row = select.get(rowOf(name));
      if (!row) return null;
      const part = partSize(row);
      if (part === null) return unpacked(row);
      const bytes = Buffer.allocUnsafe(row.size);
      for (let i = 0; i * part < row.size; i++) {
        const found = select.get(partName(name, i));
        if (!found) throw new Error(`part ${i} of the blob ${name} is missing`);
        unpacked(found).copy(bytes, i * part);
        await nextTurn();
      }
      return bytes;
    },
    names: (after, limit) =>
      next.all(Buffer.from(after ?? "", "hex"), limit).map((name) => sha256(name.toString("hex"))),
    async settle(limit) {
      dropUnused();
      const rows = firstOf(waiting.all(limit));
      const packed: { id: number; size: number; body: Buffer | null }[] = [];
      for (const { id, size } of rows) {
        const plain = Math.abs(size) > LARGEST ? undefined : body.get(id);
        if (plain === undefined) {
          packed.push({ id, size, body: null });
          continue;
        }
        const small =
          plain.length <= SMALL
            ? zstdCompressSync(plain, packing(plain.length))
            : await compress(plain, packing(plain.length));
        packed.push({ id, size, body: small.length < plain.length * 0.9 ? small : null });
      }
      writing(() => {
        for (const { id, size, body } of packed) {
          const name = body ? removed.get(id) : undefined;
          if (body && name) replace.run(name, size, body);
          else if (!body) mark.run(id);
        }
      });
      if (rows.some(({ size }) => size < 0)) checkpoint();
      return rows.length;
    },
  };

  function keepPart(name: Sha256, part: number, bytes: Uint8Array): void {
    const row = partName(name, part);
    if (has.get(row) !== undefined) return;
    const some = bytes.subarray(part * PART, (part + 1) * PART);
    insert.run(row, -some.length, "raw", some);
  }

  /** After each part, so that no commit has to write back many at once. */
  function checkpoint(): void {
    sqlite.pragma("wal_checkpoint(PASSIVE)");
  }

  /** Parts of what was refused, or could not be recorded. */
  function dropUnused(): void {
    const before = performance.now() - UNUSED;
    for (const [name, { parts, at }] of prepared) {
      if (at > before) return;
      prepared.delete(name);
      if (has.get(rowOf(name)) !== undefined) continue;
      writing(() => {
        for (let part = 0; part < parts; part++) drop.run(partName(name, part));
      });
    }
  }
}

const rowOf = (name: Sha256): Buffer => Buffer.from(name, "hex");

/** No blob has this name: it is the SHA-256 of a short text. */
const partName = (name: Sha256, part: number): Buffer => hash("sha256", `part ${part} of ${name}`, "buffer");

/** The bytes of a part of a blob that is stored in parts; null for another one. */
const partSize = ({ size, encoding, body }: Row): number | null =>
  encoding === "plain" && body.length < size ? Number(body.toString()) : null;

function unpacked({ size, encoding, body }: Row): Buffer {
  if (encoding !== "zstd") return body;
  const most = Math.min(Math.abs(size), LARGEST);
  return zstdDecompressSync(body, { maxOutputLength: most, chunkSize: buffer(most) });
}

/** The SHA-256 of many bytes. */
async function nameOf(bytes: Uint8Array): Promise<Sha256> {
  const digest = createHash("sha256");
  for (let at = 0; at < bytes.length; at += PART) {
    digest.update(bytes.subarray(at, at + PART));
    await nextTurn();
  }
  return sha256(digest.digest("hex"));
}

/** As many as have the bytes of two parts together, at least one. */
function firstOf<T extends { readonly size: number }>(rows: readonly T[]): readonly T[] {
  let bytes = 0;
  const end = rows.findIndex(({ size }, i) => {
    bytes += Math.abs(size);
    return i > 0 && bytes > 2 * PART;
  });
  return end < 0 ? rows : rows.slice(0, end);
}
