/**
 * The journal as the rest of the record needs it, wherever it is stored. The promises below hold for every database, and
 * `test/support/journal-contract.ts` checks them against each.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Sha256 } from "../base/ids.ts";
import { JournalAway } from "../base/unwritable.ts";
import type { Actor } from "../domain/actor.ts";
import type { Dependency } from "../domain/dependency.ts";
import type { NewEvent } from "../domain/events.ts";
import type { ChainEnd, EventRow } from "./chain.ts";
import type { Damage } from "./journal.ts";
import type { NewBlob } from "./new-blob.ts";

/** Events that are recorded together or not at all. */
export interface Append {
  /** A name that no other append has, such as a UUID: repeating an append whose answer was lost is safe. */
  readonly id: string;
  /** At least one. */
  readonly events: readonly NewEvent[];
  /** What must not have changed since they were decided; nothing for what happened in any case. */
  readonly dependsOn: readonly Dependency[];
  /** The position of the read model on which they were decided. */
  readonly decidedAt: number;
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What became of an append: its events as stored, or the first dependency that has changed; then nothing of it is recorded. */
export type Appended =
  | { readonly is: "recorded"; readonly rows: readonly EventRow[] }
  | { readonly is: "moved"; readonly dependency: Dependency };

/** Proves that a lease is still held: it is compared within the transaction that it protects. */
export interface Fence {
  readonly lease: string;
  /** Rises whenever the lease gets another holder. */
  readonly token: number;
}

export interface JournalPort {
  /**
   * Appends a batch, in its order: in one transaction of a database, or in as few group commits of an embedded journal as
   * there is time for.
   * - After it resolves, the recorded events survive a power cut of the machine that stores them.
   * - Positions are 1, 2, 3 and so on, without gaps, in the order of commits: who has read a position has seen or can read
   *   all before it.
   * - What depends on something that has changed since `decidedAt`, by earlier appends of the batch too, is left out,
   *   and the result says what has changed.
   * - An append with the id of one that was recorded before records nothing, and gives what was recorded then. Ids are
   *   remembered for a day; by an embedded journal, whose answers are not lost, the newest thousands while it is open.
   * @param fence if its lease has another holder, nothing is recorded
   * @throws LeaseLost; JournalAway, after asking for some seconds what became of a commit without an answer
   */
  append(batch: readonly Append[], fence?: Fence): Promise<readonly Appended[]>;
  /** The newest position and the chain up to it. */
  end(): Promise<ChainEnd>;
  /** Events after a position, in order: as many as fit in some megabytes, at least one if there is one, at most `limit`. */
  read(after: number, limit: number): Promise<readonly EventRow[]>;
  /**
   * Events as they are recorded, in order, without gaps, by whatever process. Continues by itself after the journal could
   * not be reached; ends when `signal` is aborted.
   * @param after the position after which to continue, asked before each reading
   */
  follow(after: () => number, signal: AbortSignal): AsyncIterable<readonly EventRow[]>;
  /** Keeps bytes under their SHA-256, once. After it resolves they survive a power cut. */
  keep(blobs: readonly NewBlob[]): Promise<void>;
  /** The bytes; null if there are none of that name. */
  blob(name: Sha256): Promise<Uint8Array | null>;
  /** The names of all blobs, in their order, after one of them; from the beginning with null. */
  blobNames(after: Sha256 | null, limit: number): Promise<readonly Sha256[]>;
  /**
   * Takes a lease, or extends it for the same holder.
   * @param holder names the process, or an installation that is never started twice
   * @param milliseconds for which nobody else gets it, by the clock of the machine that stores it
   * @returns null if another holder has it
   */
  lease(name: string, holder: string, milliseconds: number): Promise<Fence | null>;
  /**
   * Writes events exactly as another journal has them, verifying the chain.
   * @returns what is wrong with the first one that does not continue this journal: then none is written
   */
  take(rows: readonly EventRow[]): Promise<Damage | null>;
  close(): Promise<void>;
}

/** The most payload bytes that `read` gives at once. */
export const MOST_BYTES = 8 * 1024 * 1024;

/** Events read at a time by those who follow. */
const PAGE = 500;

interface Following {
  readonly read: JournalPort["read"];
  /** Resolves when there may be something new. */
  readonly news: (signal: AbortSignal) => Promise<unknown>;
}

/** Follows a journal by reading it again and again: `news` only shortens the wait. */
export async function* following(
  { read, news }: Following,
  after: () => number,
  signal: AbortSignal,
): AsyncGenerator<readonly EventRow[]> {
  while (!signal.aborted) {
    const rows = await read(after(), PAGE).catch((cause: unknown) => {
      if (cause instanceof JournalAway) return [];
      throw cause;
    });
    if (rows.length > 0) yield rows;
    else await news(signal);
  }
}

/** Waits that many milliseconds, or until the signal is aborted. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<unknown> =>
  wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
