import type { Log } from "../../base/log.ts";
import type { EventType } from "../../domain/events.ts";
import type { Record } from "../../record/record.ts";
import type { View } from "../../record/view.ts";

/** Work that decisions owe and that goes on by itself. */
export interface DueWork {
  start(): void;
  /** Starts no more and waits for the one under way. */
  stop(): Promise<void>;
}

/** Looked at in one go. */
const PAGE = 50;
/** Milliseconds before a failure is tried again. */
const PAUSE = 10_000;

/**
 * Gives what decisions owe, one after the other: what is owed is in the read model, so nothing is forgotten in a crash,
 * and whoever gives it settles it in the same commit, so nothing is given twice.
 * @param work `owes`: the event that says there is more; `due`: what is owed, the longest first; `give`: gives one
 */
export function createDueWork<Row>(
  { record, log }: { readonly record: Record; readonly log: Log },
  work: {
    readonly owes: EventType;
    readonly due: (view: View, limit: number) => readonly Row[];
    readonly give: (row: Row) => Promise<void>;
    /** For the log, such as "an automatic answer". */
    readonly what: string;
  },
): DueWork {
  let running = false;
  let under: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten = () => {};

  return {
    start() {
      running = true;
      unlisten = record.onCommitted((events) => {
        if (events.some(({ event }) => event.type === work.owes)) begin();
      });
      begin();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      unlisten();
      await under;
      clearTimeout(timer);
    },
  };

  function begin(): void {
    if (!running) return;
    again = true;
    under ??= all().finally(() => {
      under = null;
      if (again) begin();
    });
  }

  async function all(): Promise<void> {
    let failed = false;
    try {
      while (running && again && !failed) {
        again = false;
        const due = work.due(record.view, PAGE);
        for (const row of due) if (running && !(await given(row))) failed = true;
        if (due.length === PAGE) again = true;
      }
    } catch (cause) {
      log.error(`it cannot be seen for now whether ${work.what} is owed`, { cause });
      failed = true;
    }
    if (!failed) return;
    again = false;
    timer = setTimeout(begin, PAUSE);
    timer.unref();
  }

  /** False where it failed, which keeps no other one from being given. */
  async function given(row: Row): Promise<boolean> {
    try {
      await work.give(row);
      return true;
    } catch (cause) {
      log.error(`${work.what} could not be given; it is tried again`, { cause });
      return false;
    }
  }
}
