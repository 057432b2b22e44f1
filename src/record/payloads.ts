/**
 * Where the payloads of events are. A new one is a row of its own, which is cheap to write; idle time moves consecutive ones
 * into a block, a line each, and compresses that. Compressed one by one they would take half again as much room, and several
 * times the time. What a block holds is what the events' digests cover, so damage to one does not go unnoticed.
 */
import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompressSync } from "node:zlib";
import type { Database } from "./database.ts";

const compress = promisify(zstdCompress);
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 9 } };
/** A frame that asks for more memory than any of ours needs is not decompressed. */
const unpacking = { params: { [constants.ZSTD_d_windowLogMax]: 24 } };

/** Bytes of payloads after which a block is complete: larger ones are smaller in sum, and take longer to read one event of. */
const BLOCK = 32_768;
/** The most events in a block. */
const LINES = 512;
/** The most bytes of a payload in a block. */
const LARGEST = 8 * 1024 * 1024;
/** The most bytes that a block is decompressed to, whatever it claims. */
const MOST = BLOCK + LARGEST + LINES;
/** Bytes of blocks that stay decompressed, together; those of neighbouring events are asked for one after another. */
const CACHED = 4 * 1024 * 1024;

export interface Payloads {
  /**
   * Keeps the payload of a new event, within the open transaction.
   * @returns what the event's own row has to keep: the payload if a block cannot have it, otherwise null
   */
  keep(position: number, payload: string): string | null;
  /** A payload that has been moved into a block; null if it is in none, or its block is damaged. */
  find(position: number): string | null;
  /**
   * Moves new payloads into as many blocks as this many usual events fill, and empties the lines of erased ones. The newest
   * payloads, which do not fill a block, stay.
   * @returns how many events it was about; 0 if there was nothing to do
   */
  settle(limit: number): Promise<number>;
}

/** Payloads of consecutive events. */
interface Run {
  readonly first: number;
  readonly lines: string[];
  bytes: number;
}

interface Row {
  readonly first: number;
  readonly last: number;
  readonly size: number;
  readonly encoding: string;
  readonly body: Buffer;
}

interface Block {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
  readonly bytes: number;
}

export function createPayloads({ sqlite }: Database): Payloads {
  const insert = sqlite.prepare<[number, string]>("INSERT INTO payload_new (position, body) VALUES (?, ?)");
  const waiting = sqlite.prepare<[], { position: number; body: string }>(
    "SELECT position, body FROM payload_new ORDER BY position",
  );
  const count = sqlite
    .prepare<[number, number], number>("SELECT count(*) FROM payload_new WHERE position BETWEEN ? AND ?")
    .pluck();
  const remove = sqlite.prepare<[number, number]>("DELETE FROM payload_new WHERE position BETWEEN ? AND ?");
  const blockAt = sqlite.prepare<[number], Row>(
    "SELECT first, last, size, encoding, body FROM payload_block WHERE last >= ? ORDER BY last LIMIT 1",
  );
  const insertBlock = sqlite.prepare<[number, number, number, Buffer]>(
    "INSERT INTO payload_block (last, first, size, encoding, body) VALUES (?, ?, ?, 'zstd', ?)",
  );
  const updateBlock = sqlite.prepare<[number, Buffer, number]>(
    "UPDATE payload_block SET size = ?, encoding = 'zstd', body = ? WHERE last = ?",
  );
  const erasing = sqlite
    .prepare<[number], number>("SELECT position FROM payload_erased ORDER BY position LIMIT ? + 0")
    .pluck();
  const erased = sqlite.prepare<[number]>("DELETE FROM payload_erased WHERE position = ?");
  const move = sqlite.transaction((runs: readonly Run[], bodies: readonly Buffer[]) => {
    for (const [at, { first, lines, bytes }] of runs.entries()) {
      const last = first + lines.length - 1;
      const body = bodies[at];
      // One of them may have been erased while they were compressed.
      if (body === undefined || count.get(first, last) !== lines.length) continue;
      insertBlock.run(last, first, bytes, body);
      remove.run(first, last);
    }
  });
  const empty = sqlite.transaction(
    (block: Block, bytes: number, body: Buffer, positions: readonly number[]) => {
      updateBlock.run(bytes, body, block.last);
      for (const position of positions) erased.run(position);
    },
  );
  const cache = new Map<number, Block>();
  let cached = 0;
  let recent: Block | null = null;

  /** The block with an event; null if it is in none, or its block is damaged. */
  function open(position: number): Block | null {
    if (recent === null || !has(recent, position)) recent = fromCache(position) ?? fromTable(position);
    return recent;
  }

  function fromCache(position: number): Block | null {
    for (const block of cache.values()) {
      if (!has(block, position)) continue;
      cache.delete(block.last);
      cache.set(block.last, block);
      return block;
    }
    return null;
  }

  function fromTable(position: number): Block | null {
    const row = blockAt.get(position);
    if (row === undefined || position < row.first) return null;
    const block = decoded(row);
    if (block !== null) keepOpen(block);
    return block;
  }

  function keepOpen(block: Block): void {
    cache.set(block.last, block);
    cached += block.bytes;
    for (const oldest of cache.values()) {
      if (cached <= CACHED) break;
      forget(oldest);
    }
  }

  function forget(block: Block): void {
    if (recent === block) recent = null;
    if (cache.delete(block.last)) cached -= block.bytes;
  }

  async function pack(blocks: number): Promise<number> {
    const runs = completeRuns(waiting.iterate(), blocks);
    if (runs.length === 0) return 0;
    move.immediate(runs, await Promise.all(runs.map(({ lines }) => packed(lines))));
    return runs.reduce((sum, { lines }) => sum + lines.length, 0);
  }

  async function emptyErased(limit: number): Promise<number> {
    const positions = erasing.all(limit);
    const done = new Set<number>();
    for (const position of positions) {
      if (done.has(position)) continue;
      const block = open(position);
      if (block === null) {
        // It never got into a block, or its block is damaged and not read again.
        erased.run(position);
        continue;
      }
      const here = positions.filter((other) => has(block, other));
      for (const other of here) done.add(other);
      const lines = block.lines.map((line, at) => (here.includes(block.first + at) ? "" : line));
      const body = await packed(lines);
      empty.immediate(block, bytesOf(lines), body, here);
      forget(block);
    }
    return positions.length;
  }

  return {
    keep(position, payload) {
      if (payload === "" || payload.length > LARGEST / 3 || payload.includes("\n")) return payload;
      insert.run(position, payload);
      return null;
    },
    find(position) {
      const block = open(position);
      return block?.lines[position - block.first] || null;
    },
    settle: async (limit) => (await emptyErased(limit)) + (await pack(Math.ceil(limit / 64))),
  };
}

/** The first runs that are complete: they fill a block, or no later event can follow them in one. */
function completeRuns(
  rows: Iterable<{ readonly position: number; readonly body: string }>,
  most: number,
): Run[] {
  const complete: Run[] = [];
  let run: Run | null = null;
  for (const { position, body } of rows) {
    if (run && position !== run.first + run.lines.length) {
      complete.push(run);
      run = null;
    }
    if (complete.length >= most) break;
    run ??= { first: position, lines: [], bytes: -1 };
    run.lines.push(body);
    run.bytes += Buffer.byteLength(body) + 1;
    if (run.bytes >= BLOCK || run.lines.length >= LINES) {
      complete.push(run);
      run = null;
    }
    if (complete.length >= most) break;
  }
  return complete;
}

const packed = (lines: readonly string[]): Promise<Buffer> =>
  compress(Buffer.from(lines.join("\n")), packing);

const has = ({ first, last }: Block, position: number): boolean => position >= first && position <= last;

const bytesOf = (lines: readonly string[]): number => Buffer.byteLength(lines.join("\n"));

function decoded({ first, last, size, encoding, body }: Row): Block | null {
  if (encoding !== "zstd" || size < 1 || size > MOST) return null;
  try {
    const lines = zstdDecompressSync(body, {
      ...unpacking,
      maxOutputLength: size,
      chunkSize: Math.max(64, size),
    })
      .toString()
      .split("\n");
    return lines.length === last - first + 1 ? { first, last, lines, bytes: size } : null;
  } catch (cause) {
    if (isUnreadable(cause)) return null;
    throw cause;
  }
}

/** What zstd says of bytes that are no frame, or of one with more than it claims. */
const isUnreadable = (cause: unknown): boolean =>
  cause instanceof Error &&
  "code" in cause &&
  (cause.code === "ERR_BUFFER_TOO_LARGE" ||
    cause.code === "Z_BUF_ERROR" ||
    String(cause.code).startsWith("ZSTD_error_"));
