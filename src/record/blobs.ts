import { promisify } from "node:util";
import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { type Sha256, sha256 } from "../base/ids.ts";
import type { Database } from "./database.ts";
import type { NewBlob } from "./new-blob.ts";

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

/** Raw mails and attachments by the SHA-256 of their bytes, each stored once. */
export interface Blobs {
  /** Within the open transaction. */
  keep(blob: NewBlob): void;
  /** The bytes, or null if there is no such blob. */
  find(sha256: Sha256): Buffer | null;
  /** The names of blobs in their order, after one of them; from the beginning with null. */
  names(after: Sha256 | null, limit: number): readonly Sha256[];
  /**
   * Compresses some of the blobs that were stored uncompressed, so that a burst does not wait for it.
   * @returns how many were compressed; 0 if none is left
   */
  settle(limit: number): Promise<number>;
}

export function createBlobs({ sqlite }: Database): Blobs {
  const insert = sqlite.prepare<[Buffer, number, Uint8Array]>(
    "INSERT INTO blob (sha256, size, encoding, body) VALUES (?, ?, 'raw', ?) ON CONFLICT (sha256) DO NOTHING",
  );
  const select = sqlite.prepare<[Buffer], { size: number; encoding: string; body: Buffer }>(
    "SELECT size, encoding, body FROM blob WHERE sha256 = ?",
  );
  const next = sqlite
    .prepare<[Buffer, number], Buffer>("SELECT sha256 FROM blob WHERE sha256 > ? ORDER BY sha256 LIMIT ? + 0")
    .pluck();
  const waiting = sqlite.prepare<[number], { id: number; size: number; body: Buffer }>(
    "SELECT id, size, body FROM blob WHERE encoding = 'raw' ORDER BY id LIMIT ? + 0",
  );
  // In a new row at the end: where it was, the pages would stay as they are, mostly empty.
  const removed = sqlite.prepare<[number], Buffer>("DELETE FROM blob WHERE id = ? RETURNING sha256").pluck();
  const replace = sqlite.prepare<[Buffer, number, Buffer]>(
    "INSERT INTO blob (sha256, size, encoding, body) VALUES (?, ?, 'zstd', ?)",
  );
  const mark = sqlite.prepare<[number]>("UPDATE blob SET encoding = 'plain' WHERE id = ?");

  return {
    keep(blob) {
      insert.run(Buffer.from(blob.sha256, "hex"), blob.bytes.length, blob.bytes);
    },
    find(name) {
      const row = select.get(Buffer.from(name, "hex"));
      if (!row) return null;
      if (row.encoding !== "zstd") return row.body;
      const most = Math.min(row.size, LARGEST);
      return zstdDecompressSync(row.body, { maxOutputLength: most, chunkSize: buffer(most) });
    },
    names: (after, limit) =>
      next.all(Buffer.from(after ?? "", "hex"), limit).map((name) => sha256(name.toString("hex"))),
    async settle(limit) {
      const rows = waiting.all(limit);
      const packed: { id: number; size: number; body: Buffer | null }[] = [];
      for (const { id, size, body: plain } of rows) {
        if (size > LARGEST) {
          packed.push({ id, size, body: null });
          continue;
        }
        const body =
          size <= SMALL
            ? zstdCompressSync(plain, packing(plain.length))
            : await compress(plain, packing(plain.length));
        packed.push({ id, size, body: body.length < size * 0.9 ? body : null });
      }
      sqlite
        .transaction(() => {
          for (const { id, size, body } of packed) {
            const name = body ? removed.get(id) : undefined;
            if (body && name) replace.run(name, size, body);
            else if (!body) mark.run(id);
          }
        })
        .immediate();
      return rows.length;
    },
  };
}
