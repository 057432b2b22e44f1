/** What happens to the program itself: the box around it, backups, mail that the catcher kept. */
import type { BackupEvent } from "../../domain/backup/index.ts";
import type { BoxActed } from "../../domain/box/index.ts";
import type { Recorded } from "../../domain/events.ts";
import type { CaughtRow } from "../operations.ts";
import type { Deriving } from "../projections.ts";
import type { Record } from "../record.ts";
import type { Seen } from "./scope.ts";

export interface SystemReading {
  /** What was done to the box, the newest first. */
  boxActions(limit: number): Promise<readonly Recorded<BoxActed>[]>;
  /** What became of backups, the newest first. @param type of this type alone */
  backupEvents(limit: number, type?: BackupEvent["type"]): Promise<readonly Recorded<BackupEvent>[]>;
  /** The newest mails that the catcher kept, which belong to no mailbox. */
  caught(limit: number): readonly Omit<CaughtRow, "raw">[];
  caughtMail(id: number): Promise<CaughtRow | null>;
  /** What of the read model is being derived beside the running program. */
  deriving(): readonly Deriving[];
}

export const systemReading = ({ view, operations, deriving }: Record, seen: Seen): SystemReading => ({
  boxActions: async (limit) => view.boxActions(limit),
  backupEvents: async (limit, type) => view.backupEvents(limit, type),
  caught: (limit) => (seen.everything ? operations.caught(limit) : []),
  caughtMail: async (id) => (seen.everything ? operations.caughtMail(id) : null),
  deriving: () => deriving(),
});
