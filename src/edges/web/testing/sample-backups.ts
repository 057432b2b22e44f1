import type { StoredBackup } from "../../../engine/operate/backups.ts";
import type { BackupsView } from "../system/backups/view.ts";
import { frame, now } from "./samples.ts";

const DAY = 86_400_000;
const name = "mailmanager-desk.harbour.example-20261123T021300Z.backup";

export const making: BackupsView["job"] = {
  what: "Writing the backup",
  percent: 61,
  done: false,
  fault: null,
};

export const backup = (days: number, more: Partial<StoredBackup> = {}): StoredBackup => ({
  ...{ name, bytes: 1_840_000_000, createdAt: now - days * DAY, hostname: "desk.harbour.example" },
  ...{ version: "1.4.0", cause: "nightly", head: 412_345, contents: { tickets: 1310, mails: 9120 } },
  ...more,
});

export const backups = (more: Partial<BackupsView> = {}): BackupsView => ({
  frame: frame({ section: "system" }),
  backups: [
    backup(0.4),
    backup(0.9, { cause: "asked", version: "1.3.9" }),
    backup(30, { bytes: 9_000, contents: null, cause: "asked" }),
  ],
  job: null,
  lastAt: now - 0.4 * DAY,
  fault: null,
  history: [
    {
      at: now - 3_600_000,
      actor: "Marta Olsen",
      event: { type: "BackupDownloaded", file: name },
    },
    {
      at: now - 0.4 * DAY,
      actor: "MailManager",
      event: { type: "BackupMade", file: name, bytes: 1_840_000_000, head: 412_345, cause: "nightly" },
    },
    {
      at: now - 2 * DAY,
      actor: "MailManager",
      event: {
        type: "BackupFailed",
        cause: "nightly",
        problem: "There is no room for a backup: it needs 8.2 GB, and 1.1 GB are free",
      },
    },
    {
      at: now - 9 * DAY,
      actor: "MailManager",
      event: {
        ...{ type: "BackupRestored", file: name, createdAt: now - 10 * DAY },
        ...{ hostname: "desk.harbour.example", version: "1.3.0", held: 3 },
      },
    },
  ],
  ...more,
});

export const noBackups: BackupsView = backups({
  ...{ backups: [], history: [], lastAt: null },
  fault: { text: "A backup is being made already", field: null, hint: null },
  job: {
    ...{ what: "", percent: null, done: false },
    fault: { text: "There is no room for a backup", field: null, hint: "Enlarge the disk" },
  },
});
