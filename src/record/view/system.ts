/** What decisions ask of the box and of backups, within their transaction. */
import type { BackupEvent } from "../../domain/backup/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { backup } from "../schema.ts";

export type BackupRow = typeof backup.$inferSelect;

export interface SystemView {
  /** The newest action of that appliance log that is in the journal; 0 if there is none. */
  newestBoxAction(log: string): number;
  /** What happened last of that type; null if it never did. */
  newestBackup(type: BackupEvent["type"]): BackupRow | null;
}

export function createSystemView({ drizzle, sqlite }: Database): SystemView {
  const lastBoxAction = sqlite
    .prepare<[string], number | null>("SELECT max(number) FROM box_action WHERE log = ?")
    .pluck();
  const newestBackup = reader<typeof backup, [string]>(
    drizzle,
    backup,
    "WHERE type = (SELECT ?) ORDER BY position DESC LIMIT 1",
  );

  return {
    newestBoxAction: (log) => lastBoxAction.get(log) ?? 0,
    newestBackup: (type) => newestBackup.get(type) ?? null,
  };
}
