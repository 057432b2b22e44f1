import type { commandMailTexts as English } from "../en/command-mail.ts";
import type { Translation } from "../messages.ts";

export const commandMailTexts = (): Translation<typeof English> => ({
  "import.summary": "imports mail from mbox files, Maildirs and .eml files",
  "import.help": `FILE is an mbox, a single mail (.eml) or a folder: a Maildir, or one that contains any of these. Files are recognised
by their content. Each mail is processed as if it had just arrived: it creates a ticket, is added to one, or is held.
No auto-replies are sent.

No mail is imported twice, even from another file: after an interruption run the same command again, and it continues.
The program must not be running on DIR meanwhile.

  --mailbox ADDRESS  for mail that names none of the mailboxes (in Delivered-To, X-Original-To, To, Cc); default: the
                     first mailbox
  --config FILE      a configuration file; its message_size and workers are used
  --json             the summary as JSON

Ends with the number of mails imported, already imported before, and refused and why. The exit status is 1 if any was
refused.`,
  "import.no-files": "specify the files or folders to import",
  "import.progress": "mails",
  "import.no-room": "{$place}: {$problem}; free some space and run the command again",
  "import.not-received": "{$place}: {$problem}; run the command again",
  "import.mail": "{$file}, mail {$number}",
  "import.refused": "refused: {$place}: {$reason}",
  "import.more-refused": "refused: {$n} more",
  "import.counts": "imported: {$taken}\nalready imported: {$known}\nrefused: {$refused}",
  "import.no-mailbox": "no enabled mailbox to import mail into",
  "import.mailbox": "{$option}: mailbox {$wanted} not found; it must be one of {$known}",

  "journal.verify.summary": "checks the whole journal and reports the first damaged position",
  "journal.verify.help": `Checks the hash chain from the first event to the last: positions without gaps, each payload against its digest,
each event’s link to those before it. The exit status is 1 if anything is wrong. Can run while the program is running
on DIR.`,
  "journal.verify.progress": "verified",
  "journal.intact":
    ".input {$events :integer} .match $events one {{the journal is intact: {$events} event, chain {$chain}}} * {{the journal is intact: {$events} events, chain {$chain}}}",
  "journal.intact.erased":
    ".input {$events :integer} .match $events one {{the journal is intact: {$events} event ({$erased} with erased payloads), chain {$chain}}} * {{the journal is intact: {$events} events ({$erased} with erased payloads), chain {$chain}}}",
  "journal.damaged":
    "the journal is damaged at position {$position}: {$problem}; restore a backup made before the damage",

  "journal.tail.summary": "shows the newest events",
  "journal.tail.help":
    "Shows the newest N events (-n N; default: 20), oldest first. With --json, each line is a complete event.",
  "journal.tail.line": "{$position} {$time} {$actor} {$type}",
  "journal.tail.line.ticket": "{$position} {$time} {$actor} {$type} ticket {$ticket}",
  "journal.erased": "{$type} (erased)",

  "journal.export.summary": "writes all events, or everything to a file that can be imported",
  "journal.export.help": `Each line has position, time, actor, ticket, the event with its type and version, its digest and the chain up to
it, so that other programs can verify it. It contains the SHA-256 of raw mails, but not the mails; passwords, keys and
tokens are left out.

With FILE, everything is written to it, or to standard output with "-": events as they are stored, mails and attachments, passwords
and keys. "mailmanager journal import" reads it. With --journal, the journal in that database is exported.`,
  "journal.export.progress": "exported",

  "journal.import.summary": "reads an exported journal into an empty database or a new folder",
  "journal.import.help": `Reads what "mailmanager journal export ... FILE" wrote, from FILE or, with "-", from standard input, and verifies every event
and every mail. Into a new data folder, or with --journal into a database in PostgreSQL. An import that was interrupted can be
repeated.

To move an installation to PostgreSQL, stop the program, then:
  mailmanager journal export --data DIR - | mailmanager journal import --journal postgres://... -
  mailmanager serve --data DIR --journal postgres://... ...`,
  "journal.import.done":
    ".input {$events :integer} .match $events one {{imported and intact: {$events} event, chain {$chain}}} * {{imported and intact: {$events} events, chain {$chain}}}",
  "journal.place": "give one of --data and --journal",

  "journal.replay.summary": "repeats past decisions about mail and lists those that would now be different",
  "journal.replay.help": `Repeats every decision about received mail in a period, including for which mailboxes it was received, with what was
known at the time, from the journal, and by the rules of this release. Mails are parsed again. Nothing is changed, and the program can be running on DIR meanwhile.
Decisions that people made about held mail are not repeated.

  --since DATE  decisions from that time on, such as 2026-11-23 or 2026-11-23T18:00:00Z (default: all)
  --until DATE  decisions before that time
  --json        the summary and all differences as JSON

Each line has a mail, its outcome then and now, the rules that led to it, and what differs. The exit status is 0 if
there are no differences.`,
  "journal.replay.time":
    "{$option} must be a date such as 2026-11-23, or a time such as 2026-11-23T18:00:00Z",
  "journal.replay.period": "--since must be before --until",
  "journal.replay.progress": "replayed",
  "journal.replay.line": "{$time} mail {$mail}: was {$was}, would be {$wouldBe} ({$fields})",
  "journal.replay.line.rules":
    "{$time} mail {$mail}: was {$was}, would be {$wouldBe} by {$rules} ({$fields})",
  "journal.replay.outcome": "{$outcome} as {$reason}",
  "journal.replay.received": "received for {$mailboxes}",
  "journal.replay.ticket": "{$outcome} (ticket {$ticket})",
  "journal.replay.done":
    ".input {$decisions :integer} .input {$differences :integer} .match $decisions one {{{$decisions} decision repeated, {$differences} would be different}} * {{{$decisions} decisions repeated, {$differences} would be different}}",
  "journal.replay.gone":
    ".input {$n :integer} .match $n one {{the bytes of {$n} mail are no longer stored}} * {{the bytes of {$n} mails are no longer stored}}",
  "journal.replay.failed":
    ".input {$n :integer} .match $n one {{{$n} decision failed then, and is not compared}} * {{{$n} decisions failed then, and are not compared}}",
});
