/** What happened to the box and to backups. */
import type { BackupEvent } from "../../domain/backup/index.ts";
import type { BoxActed } from "../../domain/box/index.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
import type { JournalReader } from "../journal-reader.ts";
import { isBackupEvent } from "../model/backups.ts";

export interface PastSystem {
  /** That action in that appliance log. */
  boxAction(log: string, number: number): Promise<Recorded<BoxActed> | null>;
  /** Actions on the appliance, newest first. */
  boxActions(limit: number): Promise<readonly Recorded<BoxActed>[]>;
  /** Events about backups, newest first. @param type only of this type */
  backupEvents(limit: number, type?: BackupEvent["type"]): Promise<readonly Recorded<BackupEvent>[]>;
}

export function pastSystem({ sqlite }: Database, journal: JournalReader): PastSystem {
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

  const boxActionsAt = async (positions: readonly number[]) =>
    (await journal.events(positions)).flatMap(({ event, ...rest }) =>
      event.type === "BoxActed" ? [{ ...rest, event }] : [],
    );

  return {
    async boxAction(log, number) {
      const position = boxActionAt.get(log, number);
      const [found = null] = position === undefined ? [] : await boxActionsAt([position]);
      return found;
    },
    boxActions: (limit) => boxActionsAt(newestBoxActions.all(limit)),
    backupEvents: async (limit, type) =>
      (await journal.events(newestBackupEvents.all(type ?? null, limit))).flatMap(({ event, ...rest }) =>
        isBackupEvent(event) ? [{ ...rest, event }] : [],
      ),
  };
}
