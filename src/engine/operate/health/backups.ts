import { count, duration, type Finding, findingsOf } from "../../../domain/finding.ts";
import type { Queries } from "../../../record/queries/index.ts";
import type { View } from "../../../record/view.ts";
import { faultWithRemedy } from "../../../text/index.ts";
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
 */
export function* checkBackups(
  view: View,
  {
    now,
    beganAt,
    nightly,
  }: { readonly now: number; readonly beganAt: number | null; readonly nightly: boolean },
): Generator<Finding> {
  const { ok, warning, problem } = findingsOf("last backup");
  const last = lastBackupAt(view);
  const [failure] = view.backupEvents(1, "BackupFailed");
  const byHand = "make one under System, Backups, and store a copy elsewhere";
  const todo = nightly
    ? `${byHand}; the next attempt is tonight`
    : `${byHand}, or enable nightly backups (nightly_backups in the configuration)`;
  if (failure?.event.type === "BackupFailed" && failure.time > (last ?? 0)) {
    const when = `${duration(now - failure.time)} ago`;
    yield problem(
      `no backup could be made ${when}: ${faultWithRemedy("en", failure.event.fault)}`,
      `fix the cause, then ${todo}`,
    );
  } else if (last === null) {
    const fresh = now - (beganAt ?? now) < NEW;
    if (fresh && nightly) yield ok("none yet; the first one is made tonight");
    else yield warning("no backup has been made yet", todo);
  } else {
    const age = `the newest backup is ${duration(now - last)} old`;
    if (now - last > TOO_OLD) yield problem(age, todo);
    else if (now - last > OLD) yield warning(age, todo);
    else yield ok(age);
  }
}

/** The number of held deliveries. */
export const heldIn = (queries: Pick<Queries, "outboxCounts">): number =>
  queries.outboxCounts().find(({ state }) => state === "held")?.deliveries ?? 0;

/** Deliveries that nobody has decided about since a backup was restored. */
export function* checkHeldDeliveries(held: number): Generator<Finding> {
  if (held === 0) return;
  yield findingsOf("held deliveries").warning(
    `${count(held, "delivery is", "deliveries are")} held since a backup was restored, and may have been sent before`,
    "decide about them on the page /outgoing?show=held",
  );
}
