import { type Finding, findingsOf } from "../../../domain/finding.ts";
import type { Queries } from "../../../record/queries/index.ts";
import type { View } from "../../../record/view.ts";
import { lastBackupAt } from "../backups.ts";

const DAY = 24 * 3_600_000;
/** Milliseconds after which the newest backup is old, or too old. */
const [OLD, TOO_OLD] = [3 * DAY, 14 * DAY];
/** Milliseconds after setup before a missing backup is reported. */
const NEW = 2 * DAY;

/**
 * Whether there is a recent backup, and whether the last one failed.
 * @param beganAt when the first event was recorded; null before that
 * @param nightly whether one is made every night
 * @param elsewhere whether the journal is in another database, which has backups of its own
 */
export function* checkBackups(
  view: View,
  {
    now,
    beganAt,
    nightly,
    elsewhere = false,
  }: {
    readonly now: number;
    readonly beganAt: number | null;
    readonly nightly: boolean;
    readonly elsewhere?: boolean;
  },
): Generator<Finding> {
  const { ok, warning, problem } = findingsOf("last backup");
  if (elsewhere) {
    yield ok("backup.elsewhere");
    return;
  }
  const last = lastBackupAt(view);
  const failure = view.newestBackup("BackupFailed");
  const todo = nightly ? "make-backup" : "make-backup-enable";
  if (failure?.fault && failure.at > (last ?? 0)) {
    const params = { ago: now - failure.at, fault: failure.fault };
    yield problem("backup.failed", nightly ? "fix-and-make" : "fix-and-enable", params);
  } else if (last === null) {
    const fresh = now - (beganAt ?? now) < NEW;
    if (fresh && nightly) yield ok("backup.tonight");
    else yield warning("backup.none", todo);
  } else {
    const age = now - last;
    if (age > TOO_OLD) yield problem("backup.age", todo, { age });
    else if (age > OLD) yield warning("backup.age", todo, { age });
    else yield ok("backup.age", { age });
  }
}

/** The number of held deliveries. */
export const heldIn = (queries: Pick<Queries, "outboxCounts">): number =>
  queries.outboxCounts().find(({ state }) => state === "held")?.deliveries ?? 0;

/** Deliveries that nobody has decided about since a backup was restored. */
export function* checkHeldDeliveries(held: number): Generator<Finding> {
  if (held === 0) return;
  const { warning } = findingsOf("held deliveries");
  yield warning("held-deliveries.waits", "decide-deliveries", { n: held });
}
