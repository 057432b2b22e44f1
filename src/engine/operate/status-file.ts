import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../../base/log.ts";
import type { RecordStore } from "../../record/record.ts";
import { lastBackupAt } from "./backups.ts";

/** The running program's status in DIR/status.json, for the people who run the machine. */
export interface Status {
  /** Received mails that are not processed yet, and unfinished deliveries. */
  readonly queue: { readonly incoming: number; readonly outgoing: number };
  /** When the newest backup was made (RFC 3339); null before the first. */
  readonly lastBackup: string | null;
}

/** The current status. */
export function statusOf(record: Pick<RecordStore, "queries" | "view">): Status {
  const undone = record.queries
    .outboxCounts()
    .filter(({ state }) => state === "waiting" || state === "deferred");
  const last = lastBackupAt(record.view);
  return {
    queue: {
      incoming: record.queries.intakeQueue().depth,
      outgoing: undone.reduce((sum, { deliveries }) => sum + deliveries, 0),
    },
    lastBackup: last === null ? null : new Date(last).toISOString(),
  };
}

/** Milliseconds between updates. */
const LOOK = 5_000;

/**
 * Keeps DIR/status.json up to date with `read`, until it is stopped. The file has this process's id, so that leftovers
 * of a dead one are not mistaken for the truth; it is not made durable.
 * @returns a function that stops it
 */
export function keepStatus(data: string, read: () => Status, log: Log): () => void {
  const file = join(data, "status.json");
  let written = "";
  const look = () => {
    try {
      const text = `${JSON.stringify({ pid: process.pid, ...read() })}\n`;
      if (text === written) return;
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
      written = text;
    } catch (cause) {
      // The disk may be full: the file is then outdated, and the next update tries again.
      log.warn("status.json cannot be written", { cause });
    }
  };
  look();
  const timer = setInterval(look, LOOK).unref();
  return () => {
    clearInterval(timer);
    rmSync(file, { force: true });
  };
}
