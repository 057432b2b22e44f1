import type { Now } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { AttachedText, RecordStore } from "../../record/record.ts";

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly log: Log;
  /** Whether mail is waiting to be processed: chores then wait. */
  readonly busy: () => boolean;
  readonly attached: AttachedText;
}

export interface Housekeeping {
  start(): void;
  stop(): Promise<void>;
}

/** Milliseconds of quiet before chores begin, and between checks. */
const QUIET = 500;
/** Milliseconds after which chores run even under load. */
const OVERDUE = 60_000;

/** Does in idle time what bursts leave behind: words for the search index, blobs to compress. */
export function createHousekeeping({ record, now, log, busy, attached }: Parts): Housekeeping {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let under: Promise<void> = Promise.resolve();
  let tidiedAt = 0;

  const again = (after: number) => {
    if (!running) return;
    timer = setTimeout(() => {
      under = tidy();
    }, after);
    timer.unref();
  };

  async function tidy(): Promise<void> {
    try {
      if (busy() && now() - tidiedAt < OVERDUE) return again(QUIET);
      const began = now();
      const more = await record.settle(attached);
      tidiedAt = now();
      // Pages and mail have their turn: chores take a third of the time.
      again(more ? 2 * Math.max(1, tidiedAt - began) : QUIET);
    } catch (cause) {
      log.error("tidying up failed; it is tried again", { cause });
      again(QUIET * 20);
    }
  }

  return {
    start() {
      running = true;
      tidiedAt = now();
      again(QUIET);
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await under;
    },
  };
}
