/** What decisions ask of the box and of backups, within their transaction. */
import type { BackupEvent } from "../../domain/backup/index.ts";
import type { BoxActed } from "../../domain/box/index.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
import type { Journal } from "../journal.ts";
import { isBackupEvent } from "../model/backups.ts";

export interface SystemView {
  /** The newest action of that appliance log that is in the journal; 0 if there is none. */
  newestBoxAction(log: string): number;
  boxAction(log: string, number: number): Recorded<BoxActed> | null;
  /** Actions on the appliance, newest first. */
  boxActions(limit: number): readonly Recorded<BoxActed>[];
  /** Events about backups, newest first. @param type only of this type */
  backupEvents(limit: number, type?: BackupEvent["type"]): readonly Recorded<BackupEvent>[];
}

export function createSystemView({ sqlite }: Database, journal: Journal): SystemView {
  const lastBoxAction = sqlite
    .prepare<[string], number | null>("SELECT max(number) FROM box_action WHERE log = ?")
    .pluck();
  const boxActionAt = sqlite
    .prepare<[string, number], number>("SELECT position FROM box_action WHERE log = ? AND number = ?")
    .pluck();
  const newestBoxActions = sqlite
    .prepare<[number], number>("SELECT position FROM box_action ORDER BY position DESC LIMIT ?")
    .pluck();
  const newestBackupEvents = sqlite
    .prepare<[string | null, number], number>(
      "SELECT position FROM backup WHERE type = ifnull(?, type) ORDER BY position DESC LIMIT ? + 0",
    )
    .pluck();

  return {
    newestBoxAction: (log) => lastBoxAction.get(log) ?? 0,
    boxAction(log, number) {
      const found = journal.at(boxActionAt.get(log, number) ?? 0);
      return found?.event.type === "BoxActed" ? { ...found, event: found.event } : null;
    },
    boxActions: (limit) =>
      newestBoxActions.all(limit).flatMap((position) => {
        const found = journal.at(position);
        return found?.event.type === "BoxActed" ? { ...found, event: found.event } : [];
      }),
    backupEvents: (limit, type) =>
      newestBackupEvents.all(type ?? null, limit).flatMap((position) => {
        const found = journal.at(position);
        return found && isBackupEvent(found.event) ? { ...found, event: found.event } : [];
      }),
  };
}
