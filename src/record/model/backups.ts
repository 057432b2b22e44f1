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
  version: 2,
  usableFrom: 2,
  tables: ["backup"],
  rebuilt: "at-start",
  rare: true,
  project: projectBackups,
};

function projectBackups({ drizzle }: Database): Project {
  const add = inserter(drizzle, backup);
  return (events) => {
    for (const { position, time, event } of events) {
      if (!isBackupEvent(event)) continue;
      const at = event.type === "BackupRestored" ? event.createdAt : time;
      const fault = event.type === "BackupFailed" ? event.fault : null;
      add({ position, type: event.type, at, fault });
    }
  };
}
