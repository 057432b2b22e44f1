import type { BackupEvent } from "../../domain/backup/index.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { backup } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

const types: ReadonlySet<string> = new Set<BackupEvent["type"]>([
  ...(["BackupMade", "BackupFailed", "BackupDownloaded", "BackupRemoved", "BackupRestored"] as const),
]);

export const isBackupEvent = (event: Recorded["event"]): event is BackupEvent => types.has(event.type);

/** Table backup. */
export const backups: Projection = {
  name: "backups",
  version: 1,
  tables: ["backup"],
  needed: true,
  project: projectBackups,
};

function projectBackups(db: Database): Project {
  const add = inserter(db.drizzle, backup, true);
  return (events) => {
    for (const { position, event } of events) {
      if (isBackupEvent(event)) add({ position, type: event.type });
    }
  };
}
