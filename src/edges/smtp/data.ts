import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Reads the message that follows DATA (RFC 5321 section 4.5.2): finds its end, removes the escaping dots, keeps its
 * bytes within the limits.
 *
 * Only CRLF "." CRLF ends a message. A message with a CR or LF on its own is refused, and these never end a line:
 * otherwise a peer that sees another end than the server before us could smuggle a second message past it
 * ("SMTP smuggling").
 */

const CR = 13;
const LF = 10;
const DOT = 46;

/** The reader's state between two bytes. */
const lineStart = 0;
const inLine = 1;
const afterCr = 2;
/** behind a dot that began a line */
const afterDot = 3;
/** behind the CR after such a dot */
const afterDotCr = 4;

const smallBlock = 16 * 1024;
const largeBlock = 1024 * 1024;

/** Counts the bytes that all sessions together hold in memory. */
export class Budget {
  #held = 0;
  /** The most bytes at once. */
  limit: number;
  constructor(limit: number) {
    this.limit = limit;
  }
  get held(): number {
    return this.#held;
  }
  /** @returns whether there was room; only then are the bytes counted */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.limit) return false;
    this.#held += bytes;
    return true;
  }
  give(bytes: number): void {
    this.#held -= bytes;
  }
}

export type Refused = "mail.bare-newline" | "mail.too-large" | "system.busy";

export class DataReader {
  /** Bytes seen so far, kept or not. */
  received = 0;
  /** Why the message will be refused; what follows is then read but not kept. */
  refused: Refused | null = null;
  readonly #limit: number;
  readonly #budget: Budget;
  #state = lineStart;
  #blocks: Buffer[] = [];
  /** bytes used of the last block */
  #used = 0;
  #length = 0;
  #reserved = 0;

  /**
   * @param limit longest message in bytes, without the escaping dots and the end-of-data line
   * @param budget that the bytes count against until `release`
   */
  constructor(limit: number, budget: Budget) {
    this.#limit = limit;
    this.#budget = budget;
  }

  /** @returns how many bytes of the chunk belong to the message and its end, or -1 if the end has not come */
  feed(chunk: Buffer): number {
    const length = chunk.length;
    let state = this.#state;
    // start of the bytes that are yet to be kept
    let from = 0;
    let i = 0;
    while (i < length) {
      if (state === inLine) {
        while (i < length && chunk[i] !== CR && chunk[i] !== LF) i++;
        if (i === length) break;
        if (chunk[i] === CR) state = afterCr;
        else this.#refuse("mail.bare-newline");
        i++;
        continue;
      }
      const byte = chunk[i];
      switch (state) {
        case lineStart:
          if (byte === DOT) {
            this.#keep(chunk, from, i);
            from = i + 1;
            state = afterDot;
          } else if (byte === CR) state = afterCr;
          else {
            if (byte === LF) this.#refuse("mail.bare-newline");
            state = inLine;
          }
          break;
        case afterCr:
          if (byte === LF) state = lineStart;
          else {
            this.#refuse("mail.bare-newline");
            if (byte !== CR) state = inLine;
          }
          break;
        case afterDot:
          if (byte === CR) {
            state = afterDotCr;
            from = i + 1;
          } else {
            if (byte === LF) this.#refuse("mail.bare-newline");
            state = inLine;
          }
          break;
        default:
          if (byte === LF) {
            this.received += i + 1;
            return i + 1;
          }
          this.#refuse("mail.bare-newline");
          state = byte === CR ? afterCr : inLine;
      }
      i++;
    }
    this.#keep(chunk, from, length);
    this.#state = state;
    this.received += length;
    return -1;
  }

  /**
   * The message, once `feed` has found its end and `refused` is null. Its blocks are put together with a turn of the event loop for
   * each large one.
   */
  async message(): Promise<Buffer> {
    const [first] = this.#blocks;
    if (first === undefined) return Buffer.alloc(0);
    if (this.#blocks.length === 1) return first.subarray(0, this.#length);
    const message = Buffer.allocUnsafe(this.#length);
    let at = 0;
    for (const block of [...this.#blocks]) {
      at += block.copy(message, at, 0, Math.min(block.length, message.length - at));
      if (block.length >= largeBlock) await nextTurn();
    }
    return message;
  }

  /** Drops the message and returns its bytes to the budget. May be called more than once. */
  release(): void {
    this.#budget.give(this.#reserved);
    this.#reserved = 0;
    this.#blocks = [];
    this.#used = 0;
    this.#length = 0;
  }

  #refuse(why: Refused): void {
    this.refused ??= why;
    this.release();
  }

  /**
   * Copies into blocks of its own: a peer that sends byte by byte would otherwise cost a buffer for each byte. Blocks grow
   * with the message, so that a large one has few and a small one wastes little.
   */
  #keep(chunk: Buffer, from: number, to: number): void {
    if (this.refused !== null) return;
    if (this.#length + to - from > this.#limit) this.#refuse("mail.too-large");
    let at = from;
    while (at < to && this.refused === null) {
      let block = this.#blocks.at(-1);
      if (block === undefined || this.#used === block.length) {
        const needed = to - at;
        const roomy = Math.min(Math.max(this.#length, smallBlock), largeBlock, this.#limit - this.#length);
        let size = block === undefined ? needed : Math.max(needed, roomy);
        if (!this.#budget.take(size)) {
          size = needed;
          if (!this.#budget.take(size)) {
            this.#refuse("system.busy");
            return;
          }
        }
        this.#reserved += size;
        block = Buffer.allocUnsafe(size);
        this.#blocks.push(block);
        this.#used = 0;
      }
      const copied = chunk.copy(block, this.#used, at, to);
      this.#used += copied;
      this.#length += copied;
      at += copied;
    }
  }
}
