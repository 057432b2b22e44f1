import { systemActor } from "../../../domain/actor.ts";
import { isQueried } from "../../../record/model-state.ts";
import type { DataAccess } from "../data-folder/folder.ts";
import { inspectData, openData } from "../data-folder/folder.ts";
import { type Made, nameOf } from "./make.ts";

/**
 * Records in the journal of a data folder that a backup of it was made on the command line. Data of an older release is
 * not converted just for that.
 * @returns false if the data is from another release, so that nothing was recorded
 */
export async function noteBackup(data: string, made: Made, access: DataAccess): Promise<boolean> {
  const inspection = inspectData(data, access);
  const current = inspection.steps().pending.length === 0 && isQueried(inspection.modelState());
  inspection.close();
  if (!current) return false;
  const record = openData(data, access);
  try {
    const { bytes, manifest } = made;
    const { head } = manifest.journal;
    const event = { type: "BackupMade", file: nameOf(made), bytes, head, cause: "asked" } as const;
    await record.commit(systemActor("command line"), () => ({
      events: [{ ticket: null, event }],
      dependsOn: [],
      value: undefined,
    }));
    return true;
  } finally {
    record.close();
  }
}
