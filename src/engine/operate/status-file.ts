import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../../base/log.ts";
import type { Record } from "../../record/record.ts";
import { lastBackupAt } from "./backups.ts";

/** What a program at work tells whoever looks after the machine, in DIR/status.json. */
export interface Status {
  /** Mails that are accepted and not yet dealt with, deliveries that are not yet done. */
  readonly queue: { readonly incoming: number; readonly outgoing: number };
  /** When the newest backup was made (RFC 3339); null before the first. */
  readonly lastBackup: string | null;
}

/** What there is to tell now. */
export function statusOf(record: Pick<Record, "queries" | "view">): Status {
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

/** Milliseconds between looks. */
const LOOK = 5_000;

/**
 * Keeps DIR/status.json at what `read` says, until it is stopped. The file names this process, so that nobody takes what a
 * dead one has left for the truth; it is for looking at, and not made durable.
 * @returns the way to stop
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
      // A full disk, for one: what the file says is old then, and it is tried again.
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
