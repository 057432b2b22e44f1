import type { StoredFault } from "../../base/fault.ts";
import { type Finding, findingsOf } from "../finding.ts";

const DAY = 24 * 3_600_000;
/** Milliseconds after which the newest backup is old, or too old. */
const [OLD, TOO_OLD] = [3 * DAY, 14 * DAY];
/** Milliseconds after setup before a missing backup is reported. */
const NEW = 2 * DAY;

/** The backups made so far. Times are milliseconds since 1970. */
export interface BackupFacts {
  readonly now: number;
  /** When the first event was recorded; null before that. */
  readonly beganAt: number | null;
  /** Whether one is made every night. */
  readonly nightly: boolean;
  /** Whether the journal is in another database, which has backups of its own. */
  readonly elsewhere: boolean;
  /** When the newest one was made; null if there has been none. */
  readonly lastAt: number | null;
  /** The last one that failed; null if none has. */
  readonly failure: { readonly at: number; readonly fault: StoredFault | null } | null;
}

/** Whether there is a recent backup, and whether the last one failed. */
export function backupFindings(facts: BackupFacts): readonly Finding[] {
  const { now, beganAt, nightly, elsewhere, lastAt, failure } = facts;
  const { ok, warning, problem } = findingsOf("last backup");
  if (elsewhere) return [ok("backup.elsewhere")];
  const todo = nightly ? "make-backup" : "make-backup-enable";
  if (failure?.fault && failure.at > (lastAt ?? 0)) {
    const params = { ago: now - failure.at, fault: failure.fault };
    return [problem("backup.failed", nightly ? "fix-and-make" : "fix-and-enable", params)];
  }
  if (lastAt === null) {
    const fresh = now - (beganAt ?? now) < NEW;
    return [fresh && nightly ? ok("backup.tonight") : warning("backup.none", todo)];
  }
  const age = now - lastAt;
  if (age > TOO_OLD) return [problem("backup.age", todo, { age })];
  return [age > OLD ? warning("backup.age", todo, { age }) : ok("backup.age", { age })];
}

/** Deliveries that nobody has decided about since a backup was restored. */
export function heldDeliveryFindings(held: number): readonly Finding[] {
  const { warning } = findingsOf("held deliveries");
  return held === 0 ? [] : [warning("held-deliveries.waits", "decide-deliveries", { n: held })];
}
