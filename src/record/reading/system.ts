/** About the program itself: the appliance, backups, caught mail. */
import type { BackupEvent } from "../../domain/backup/index.ts";
import type { BoxActed } from "../../domain/box/index.ts";
import type { Recorded } from "../../domain/events.ts";
import type { CaughtRow } from "../operations.ts";
import type { RebuildProgress } from "../projections.ts";
import type { RecordStore } from "../record.ts";
import type { Visibility } from "./scope.ts";

export interface SystemReading {
  /** Actions on the appliance, newest first. */
  boxActions(limit: number): Promise<readonly Recorded<BoxActed>[]>;
  /** Events about backups, newest first. @param type only of this type */
  backupEvents(limit: number, type?: BackupEvent["type"]): Promise<readonly Recorded<BackupEvent>[]>;
  /** The newest caught mails, which belong to no mailbox. */
  caught(limit: number): readonly Omit<CaughtRow, "raw">[];
  caughtMail(id: number): Promise<CaughtRow | null>;
  /** The parts of the read model that are being rebuilt in the background. */
  deriving(): readonly RebuildProgress[];
}

export const systemReading = (
  { view, operations, deriving }: RecordStore,
  seen: Visibility,
): SystemReading => ({
  boxActions: async (limit) => view.boxActions(limit),
  backupEvents: async (limit, type) => view.backupEvents(limit, type),
  caught: (limit) => (seen.everything ? operations.caught(limit) : []),
  caughtMail: async (id) => (seen.everything ? operations.caughtMail(id) : null),
  deriving: () => deriving(),
});
