import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { AskBox } from "../../engine/operate/box.ts";
import type { BackupOnMedium, RemovableMedia } from "../../engine/operate/removable-media.ts";

/** Backups on sticks and discs in the appliance. Without an appliance there are none. */
export function removableMediaOf(box: AskBox): RemovableMedia {
  return {
    present: box.present,
    async backups() {
      if (!box.present()) return ok([]);
      const media = await box.ask("media", {}, null);
      if (!media.ok) return media;
      return ok(
        media.value.flatMap(({ id, label, backups }) =>
          backups.map(({ path, bytes }): BackupOnMedium => ({ medium: id, label, path, bytes })),
        ),
      );
    },
    fetch: async (medium, path, progress): Promise<Result<string, Fault>> => {
      if (!box.present()) return refuse(fault("box.absent"));
      const fetched = await box.ask("media.fetch", { medium, path }, null, progress);
      return fetched.ok ? ok(fetched.value.path) : fetched;
    },
  };
}
