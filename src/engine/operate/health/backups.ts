import type { Finding } from "../../../domain/finding.ts";
import { type BackupFacts, backupFindings } from "../../../domain/health/index.ts";
import type { Queries } from "../../../record/queries/index.ts";
import type { View } from "../../../record/view.ts";
import { lastBackupAt } from "../backups.ts";

/** Whether there is a recent backup, and whether the last one failed. */
export const checkBackups = (
  view: View,
  facts: Omit<BackupFacts, "lastAt" | "failure">,
): readonly Finding[] =>
  backupFindings({ ...facts, lastAt: lastBackupAt(view), failure: view.newestBackup("BackupFailed") });

/** The number of held deliveries. */
export const heldIn = (queries: Pick<Queries, "outboxCounts">): number =>
  queries.outboxCounts().find(({ state }) => state === "held")?.deliveries ?? 0;
