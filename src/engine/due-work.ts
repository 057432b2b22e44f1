import type { Now } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { EventType } from "../domain/events.ts";
import type { RecordStore } from "../record/record.ts";
import type { View } from "../record/view.ts";

/** Work that decisions leave to be done after them. */
export interface DueWork {
  start(): void;
  /** Starts no more work and waits for work in progress. */
  stop(): Promise<void>;
  /** Does everything that is due now, whether it was started or not, and resolves when done. */
  run(): Promise<void>;
}

export interface Work<Row> {
  /** The types of event after which there may be more. */
  readonly begins: readonly EventType[];
  /** The rows that are due, the longest due first. */
  readonly due: (view: View, now: number, limit: number) => readonly Row[];
  /** When the next row is due, in milliseconds since 1970; null if none. Absent if all are due immediately. */
  readonly next?: (view: View) => number | null;
  readonly id: (row: Row) => string;
  /** Rows with the same key are done in order, others in parallel. */
  readonly line: (row: Row) => string | number;
  /**
   * Does one row, and settles it in the same commit.
   * @returns "erased" if that is impossible, since what it is about was erased by law
   */
  readonly give: (row: Row) => Promise<"done" | "erased">;
  /** For the log, such as "an auto-reply". */
  readonly what: string;
}

/** Rows read at a time. */
const PAGE = 50;
/** Keys done in parallel. */
const AT_ONCE = 8;
/** Milliseconds before a failed row is tried again. */
const PAUSE = 10_000;
/** This many failed rows are skipped to find others. */
const MOST_FAILED = 500;
/** A row that stays due after it was done, for example because it was postponed meanwhile, is repeated this often before a pause. */
const MOST_TRIES = 3;
/** Longest sleep in milliseconds, so that a changed clock is noticed. */
const LOOK = 15_000;

/**
 * Does the work that decisions have made due: it is in the read model, so a crash loses nothing, and it is settled
 * in the commit that does it, so nothing is done twice.
 */
export function createDueWork<Row>(
  { record, log, now }: { readonly record: RecordStore; readonly log: Log; readonly now: Now },
  work: Work<Row>,
): DueWork {
  const begins: ReadonlySet<EventType> = new Set(work.begins);
  /** When rows that failed may be tried again; never for those that were erased. */
  const failed = new Map<string, number>();
  /** How often each row has been done since the start. */
  const given = new Map<string, number>();
  let running = false;
  let asked = 0;
  let under: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten = () => {};

  return {
    start() {
      running = true;
      unlisten = record.onCommitted((events) => {
        if (events.some(({ event }) => begins.has(event.type))) begin();
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
    async run() {
      asked += 1;
      begin();
      while (under !== null) await under;
      asked -= 1;
    },
  };

  function begin(): void {
    clearTimeout(timer);
    if (!running && asked === 0) return;
    again = true;
    under ??= all().finally(() => {
      under = null;
      if (again) begin();
      else if (running) sleep();
    });
  }

  async function all(): Promise<void> {
    given.clear();
    try {
      while (again && (running || asked > 0)) {
        again = false;
        const rows = resting();
        await sideBySide(rows);
        // There may be more after a full page, or rows that became due meanwhile.
        if (rows.length > 0) again = true;
      }
    } catch (cause) {
      log.error(`cannot check whether ${work.what} is due; it is tried again`, { cause });
      again = false;
      failed.set("", now() + PAUSE);
    }
  }

  /** The due rows, without those that have failed and wait. */
  function resting(): readonly Row[] {
    for (const [id, until] of failed) if (until <= now()) failed.delete(id);
    const limit = PAGE + Math.min(failed.size, MOST_FAILED);
    return work
      .due(record.view, now(), limit)
      .filter((row) => !failed.has(work.id(row)))
      .slice(0, PAGE);
  }

  async function sideBySide(rows: readonly Row[]): Promise<void> {
    const lines = new Map<string | number, Row[]>();
    for (const row of rows) {
      const key = work.line(row);
      const line = lines.get(key);
      if (line) line.push(row);
      else lines.set(key, [row]);
    }
    const waiting = lines.values();
    const take = async () => {
      for (const line of waiting) for (const row of line) if (running || asked > 0) await give(row);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, lines.size) }, take));
  }

  /** A failure does not prevent other rows from being done. */
  async function give(row: Row): Promise<void> {
    const id = work.id(row);
    try {
      const tries = (given.get(id) ?? 0) + 1;
      given.set(id, tries);
      if (tries > MOST_TRIES) throw new Error("it is still due after it was done");
      if ((await work.give(row)) === "done") return;
      failed.set(id, Number.POSITIVE_INFINITY);
      log.warn(`${work.what} is given up: what it is about was erased`, { id });
    } catch (cause) {
      failed.set(id, now() + PAUSE);
      log.error(`${work.what} could not be processed; it is tried again`, { id, cause });
    }
  }

  function sleep(): void {
    const times = [...failed.values()].filter(Number.isFinite);
    try {
      const next = work.next?.(record.view) ?? null;
      if (next !== null) times.push(next);
    } catch (cause) {
      log.error(`cannot check when ${work.what} is due; it is tried again`, { cause });
      times.push(now() + PAUSE);
    }
    if (times.length === 0) return;
    const wait = times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY) - now();
    clearTimeout(timer);
    timer = setTimeout(begin, Math.min(LOOK, Math.max(1, wait)));
    timer.unref();
  }
}
