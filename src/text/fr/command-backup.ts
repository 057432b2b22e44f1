import type { commandBackupTexts as English } from "../en/command-backup.ts";
import type { Translation } from "../messages.ts";

export const commandBackupTexts = (): Translation<typeof English> => ({
  "backup.progress": `Progress is written to standard error: on a terminal as one line that is redrawn, elsewhere as lines
"progress: DONE TOTAL WHAT", at most two a second. DONE and TOTAL are numbers, and are equal at the end.`,
  "backup.step.copying": "Copying the data",
  "backup.step.writing": "Writing the backup",
  "backup.step.reading": "Reading the backup",
  "backup.step.unpacking": "Unpacking the backup",
  "backup.step.checking-database": "Checking the database",
  "backup.step.checking-journal": "Checking the journal",
  "backup.step.rebuilding": "Rebuilding lists and search",
  "backup.percent": "{$what}: {$percent} %",

  "backup.create.summary": "makes a backup: everything in one file",
  "backup.create.help": `Copies everything in DIR that is needed: journal, mail, tickets, settings, keys and certificates, verified and compressed.
Can run while the program is running on DIR. Prints only the path of the file on standard output. The file is as
confidential as DIR.

  --out FILE  where to write it (default: DIR/backups/mailmanager-HOST-TIME.backup)
  --json      one object: \\{"ok", "path", "bytes", "manifest"\\}, or \\{"ok": false, "code", "text", "hint"\\}

{$progress}`,
  "backup.create.unrecorded": "not recorded in the journal: another release wrote the data",

  "backup.verify.summary": "checks that a backup is complete and can be restored",
  "backup.verify.help": `Checks every byte of it, its database, and its journal from the first event to the last. The exit status is 1 if
anything is wrong.

  --scratch DIR  a folder with space for the unpacked backup while it is checked (default: the system’s folder for
                 temporary files, or the backup’s own)
  --json         one object: \\{"ok", "bytes", "manifest", "restorable"\\}, or \\{"ok": false, "code", "text", "hint"\\}

{$progress}`,
  "backup.verify.valid": "the backup is valid: {$backup}",
  "backup.verify.newer": "the backup is valid: {$backup}; only a newer release can restore it",

  "backup.restore.summary": "restores a backup into a data folder",
  "backup.restore.help": `DIR must not exist, be empty, or not be set up yet; existing data is never overwritten. The whole backup is read and
checked first. Then DIR contains all of it or, whatever happens meanwhile, nothing. The journal records who restored it.

Everyone has to log in again. Replies that were queued are held, since they may have been sent after the backup was
made: decide about them on the page /outgoing.

  --json  one object: \\{"ok", "manifest"\\}, or \\{"ok": false, "code", "text", "hint"\\}

{$progress}`,
  "backup.restore.done": "restored: {$backup}",

  "backup.list.summary": "lists the backups in a data folder, or describes one file",
  "backup.list.help": `Newest first. With --json, each line is an object: \\{"path", "bytes", "manifest"\\}.`,
  "backup.list.none": "no backups in {$folder}",

  "backup.described": "{$hostname}, made {$createdAt} by release {$version}, {$contents}",
  "backup.tickets": ".input {$n :integer} .match $n one {{{$n} ticket}} * {{{$n} tickets}}",
  "backup.mails": ".input {$n :integer} .match $n one {{{$n} mail}} * {{{$n} mails}}",
  "backup.events": ".input {$n :integer} .match $n one {{{$n} event}} * {{{$n} events}}",
});
