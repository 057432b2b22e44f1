import type { BackupEvent } from "../../domain/backup/index.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
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
  rebuilt: "at-start",
  rare: true,
  project: projectBackups,
};

function projectBackups({ sqlite }: Database): Project {
  const add = sqlite.prepare<[number, string]>("INSERT INTO backup (position, type) VALUES (?, ?)");
  return (events) => {
    for (const { position, event } of events) {
      if (isBackupEvent(event)) add.run(position, event.type);
    }
  };
}
