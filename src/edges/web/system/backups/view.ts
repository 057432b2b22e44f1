import type { BackupEvent } from "../../../../domain/backup/index.ts";
import type { StoredBackup } from "../../../../engine/operate/backups.ts";
import type { FormFault, Frame } from "../../view.ts";

export interface BackupsView {
  readonly frame: Frame;
  readonly backups: readonly StoredBackup[];
  readonly job: {
    readonly what: string;
    readonly percent: number | null;
    readonly done: boolean;
    readonly fault: FormFault | null;
  } | null;
  /** When the newest known backup was made; null for none. */
  readonly lastAt: number | null;
  readonly fault: FormFault | null;
  readonly history: readonly { readonly at: number; readonly actor: string; readonly event: BackupEvent }[];
}
