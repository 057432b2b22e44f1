import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import type { Now, RandomBytes } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { RecordStore } from "../../record/record.ts";
import { createReception, type DiskSpace } from "../intake/receive.ts";
import { noteAlive } from "./alive.ts";
import { deferredOnTrial, type Trial } from "./trial/index.ts";

/** How far the rebuild of the read model is. */
export interface RebuildState {
  /** From 0 to 99, rounded down. */
  readonly percent: number;
  /** The minutes that are left, rounded up; null if that is not known yet. */
  readonly minutes: number | null;
  /** Whether it has failed; it is tried again. */
  readonly failed: boolean;
}

/** The rebuild of the read model beside the reception of mail: all that works before it is done. */
export interface Rebuild {
  readonly reception: Parameters<typeof deferredOnTrial>[0];
  state(): RebuildState;
  /**
   * Rebuilds until the read model is up to date, or `stop` is called. Mail that was received meanwhile is in the intake
   * queue then.
   * @returns whether it is up to date
   * @throws what prevents it, if the release is on trial: it is rolled back then. Otherwise it is tried again
   */
  run(): Promise<boolean>;
  /** Resolves once the journal has been written; rejects with the reason why it cannot be. */
  write(): Promise<void>;
  stop(): void;
}

/** How a rebuild and the reception of mail take turns. */
export interface RebuildRhythm {
  /** Milliseconds that a start waits for a rebuild before it leaves the rest to run beside it. */
  readonly atOnce: number;
  /** Milliseconds of a slice: the reception of mail waits for it. */
  readonly slice: number;
  /** Between two slices. */
  readonly pause: () => Promise<unknown>;
}

export const usualRhythm: RebuildRhythm = { atOnce: 300, slice: 50, pause: () => nextTurn() };

interface Parts {
  readonly record: RecordStore;
  readonly rhythm: RebuildRhythm;
  readonly trial: Trial;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly diskSpace: DiskSpace;
  readonly diskReserve: number;
  readonly log: Log;
  /** Called for each newly received mail, with its bytes. */
  readonly received: (id: string, raw: Uint8Array) => void;
}

/** Milliseconds between two lines in the log. */
const REPORT = 10_000;
/** Milliseconds until it is tried again. */
const AGAIN = 30_000;

/** Prepares the rebuild of a record that is behind; `run` begins it. */
export function createRebuild(parts: Parts): Rebuild {
  const { record, rhythm, trial, log } = parts;
  const reception = createReception(parts);
  const stopping = new AbortController();
  let failed = false;
  return {
    reception: deferredOnTrial(reception, trial),
    state: () => ({ percent: percent(), minutes: record.behind()?.minutes ?? null, failed }),
    write: () => noteAlive(record),
    async run() {
      await reception.checkDisk();
      log.info("the read model is being rebuilt; mail is received, and processed afterwards");
      try {
        while (!stopping.signal.aborted) {
          if (await isRebuilt()) {
            log.info("the read model is rebuilt");
            return true;
          }
        }
        return false;
      } finally {
        reception.stop();
      }
    },
    stop: () => stopping.abort(),
  };

  function percent(): number {
    return record.behind()?.percent ?? 99;
  }

  /** Rebuilds for a while. */
  async function isRebuilt(): Promise<boolean> {
    const until = performance.now() + REPORT;
    try {
      while (performance.now() < until && !stopping.signal.aborted) {
        if (!record.catchUp(rhythm.slice)) return true;
        failed = false;
        await rhythm.pause();
      }
      log.info("the read model is being rebuilt", { percent: percent() });
    } catch (cause) {
      if (trial.on()) throw cause;
      failed = true;
      log.error("the read model cannot be rebuilt; mail is received, and it is tried again", { cause });
      await wait(AGAIN, undefined, { signal: stopping.signal }).catch(() => {});
    }
    return false;
  }
}
