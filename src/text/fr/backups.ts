import type { backupTexts as English } from "../en/backups.ts";
import type { Translation } from "../messages.ts";

export const backupTexts = (): Translation<typeof English> => ({
  "system.backups": "Backups",
  "backups.lead":
    "Everything in one file: mail, tickets, settings, keys. Restore it here or on another machine, during setup. Keep copies elsewhere: a failed disk takes its backups with it.",
  "backups.last": "Last backup: {$when}",
  "backups.last.none": "No backup yet",
  "backups.make": "Back up now",
  "backups.make.hint": "May take some minutes. MailManager keeps working.",
  "backups.secret": "A backup is confidential: it contains password hashes, keys and all mail.",
  "backups.job": "Creating a backup",
  "backups.job.percent": "{$what}: {$percent} %",
  "backups.ready": "Stored here",
  "backups.ready.none": "None yet.",
  "backups.made.asked": "manual",
  "backups.made.nightly": "nightly",
  "backups.tickets": ".input {$n :integer} .match $n one {{{$n} ticket}} * {{{$n} tickets}}",
  "backups.mails": ".input {$n :integer} .match $n one {{{$n} mail}} * {{{$n} mails}}",
  "backups.release": "release {$version}",
  "backups.download": "Download",
  "backups.delete": "Delete",
  "backups.delete.sure": "Delete permanently",
  "backups.restore": "Restore a backup",
  "backups.restore.text":
    "Start a machine that is not set up yet and choose the backup during setup, or use the command line.",
  "backups.restore.help": "How to restore a backup",
  "backups.history": "History",
  "backups.history.none": "Nothing yet.",
  "backups.event.BackupMade": "Created {$file}, {$size}",
  "backups.event.BackupFailed": "Backup failed: {$problem}",
  "backups.event.BackupDownloaded": "Downloaded {$file}",
  "backups.event.BackupRemoved": "Deleted {$file}",
  "backups.event.BackupRestored": "Restored {$file} of {$hostname}",
  "backups.event.BackupRestored.held":
    ".input {$n :integer} .match $n one {{Restored {$file} of {$hostname}; {$n} delivery is held until you decide}} * {{Restored {$file} of {$hostname}; {$n} deliveries are held until you decide}}",
  "done.backup.removed": "Backup deleted.",
});
