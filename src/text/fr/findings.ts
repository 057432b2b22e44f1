import type { findingTexts as English } from "../en/findings.ts";
import type { Translation } from "../messages.ts";

export const findingTexts = (): Translation<typeof English> => ({
  // The machine and the folder
  "finding.versions.ok": "Node {$node}, SQLite {$sqlite}",
  "finding.versions.old":
    "Node {$node}, SQLite {$sqlite}: too old, Node {$needNode} and SQLite {$needSqlite} are needed",
  "finding.folder.exists": "{$folder} exists",
  "finding.folder.file": "{$folder} is not a folder",
  "finding.folder.missing": "{$folder} does not exist",
  "finding.folder.denied": "this user may not read {$folder}",
  "finding.folder.broken": "{$folder} cannot be read: {$problem}",
  "finding.permissions.ok": "only its owner can read it, and owns all files",
  "finding.permissions.mode": "other users of this machine can read {$folder} (mode {$mode})",
  "finding.permissions.owner":
    "{$name} belongs to user {$other}, the folder to user {$owner}: the program cannot write it",
  "finding.disk.free": "{$free :bytes} of {$size :bytes} free, {$kept :bytes} of them in reserve",
  "finding.disk.filling":
    "the disk is filling up: {$free :bytes} of {$size :bytes} free, {$kept :bytes} of them in reserve",
  "finding.disk.no-room":
    "the disk is full: {$free :bytes} of {$size :bytes} free, {$kept :bytes} of them in reserve; mail is refused with 4xx",
  "finding.disk.memory": "{$folder} is in memory ({$type}): everything is lost at the next boot",
  "finding.disk.network":
    "{$folder} is on a network share ({$type}): locks and flushes are not reliable there",
  "finding.growth.unknown": "the trend is known after some days",
  "finding.growth.none": "the disk has hardly changed in the last {$days} days",
  "finding.growth.full":
    ".input {$left :integer} .match $left one {{full in {$left} day, if the trend of the last {$days} continues: {$perDay :bytes} a day}} * {{full in {$left} days, if the trend of the last {$days} continues: {$perDay :bytes} a day}}",
  "finding.files.unknown": "the limit is not known here",
  "finding.files.few": "a process may have {$limit} open, including connections",
  "finding.files.limit": "a process may have {$limit} open",
  "finding.files.unlimited": "a process may have any number open",
  // The running program
  "finding.serving.none": "not running",
  "finding.serving.unclean": "not running, but run.json is left over: it did not stop cleanly",
  "finding.serving.unclean-process":
    "not running, but run.json is left over from process {$pid}: it did not stop cleanly",
  "finding.serving.unknown": "a process holds the folder but has not said where it listens",
  "finding.serving.silent": "process {$pid} is using the folder but does not answer at {$place}",
  "finding.serving.version": "process {$pid} is version {$running}, this is {$version}",
  "finding.serving.ok": "process {$pid} is using the folder, listening on {$places}",
  "finding.listeners.ok": "all answer: {$places}",
  "finding.listeners.silent": "no answer: {$places}",
  "finding.listeners.closed": "{$fault}",
  "finding.mail-in.port-25": "mail is received on port 25",
  "finding.mail-in.port":
    "mail is received on port {$port}; other servers send to port 25, which has to be forwarded to it",
  "finding.mail-in.lmtp": "mail is received by LMTP",
  "finding.mail-in.imap": "mail is fetched by IMAP",
  "finding.mail-in.none": "mail is neither received nor fetched",
  "finding.imap.ok": "mail is fetched from {$accounts}",
  "finding.imap.failing": "mail has not been fetched from {$account} for {$for :duration}: {$problem}",
  "finding.imap.failing-unknown":
    "mail has not been fetched from {$account} for {$for :duration}: no reason was given",
  "finding.imap.failed":
    ".input {$n :integer} .match $n one {{{$n} mail in {$account} repeatedly cannot be fetched}} * {{{$n} mails in {$account} repeatedly cannot be fetched}}",
  "finding.plus.ok": 'mail to "+" addresses reaches {$mailbox}',
  "finding.plus.untested": 'whether mail to "+" addresses reaches {$mailbox} has not been tested',
  "finding.plus.off":
    'mail to "+" addresses does not reach {$mailbox}, so replies have none: what customers reply is recognised by the Message-ID that they refer to',
  "finding.plus.not-sent": 'the test of "+" addresses of {$mailbox} could not be sent: {$problem}',
  "finding.oauth.ok": "mail servers are logged in to with the OAuth account {$account}",
  "finding.oauth.signed-out": "nobody has signed in with the OAuth account {$account}",
  "finding.oauth.failing": "the OAuth account {$account} has not worked for {$for :duration}: {$problem}",
  "finding.scanner.ok": "{$scanner} answers",
  "finding.scanner.unscanned":
    ".input {$n :integer} .match $n one {{{$scanner} gave no verdict about {$n} mail in the last 24 hours}} * {{{$scanner} gave no verdict about {$n} mails in the last 24 hours}}",
  "finding.scanner.silent": "{$scanner} has not answered for {$for :duration}: {$problem}",
  "finding.webhooks.ok": ".input {$n :integer} .match $n one {{{$n} webhook works}} * {{{$n} webhooks work}}",
  "finding.webhooks.failing": "the webhook {$webhook} has not worked for {$for :duration}",
  "finding.health.failed": "not everything could be checked: {$problem}",
  // The database
  "finding.database.ok": "{$file}",
  "finding.database.missing": "{$folder} has no data: mailmanager.db is missing",
  "finding.database.not-file": "{$file} is not a file",
  "finding.database.empty": "{$file} is empty",
  "finding.database.unopened": "the file cannot be opened: {$problem}",
  "finding.database.unreadable": "the file cannot be read: {$problem}",
  "finding.integrity.ok": "SQLite finds the file intact",
  "finding.integrity.damaged": "the file is damaged: {$damage}",
  "finding.integrity.damaged-more":
    ".input {$more :integer} .match $more one {{the file is damaged: {$damage}, and at least {$more} more fault}} * {{the file is damaged: {$damage}, and at least {$more} more faults}}",
  "finding.format.ok": "it has this release’s format",
  "finding.format.older": "it is from an older release (pending: {$steps})",
  "finding.format.newer": "a newer or different release wrote it ({$steps})",
  "finding.durability.ok": "journal mode is wal; the program writes with synchronous FULL or does not start",
  "finding.durability.mode": "its journal mode is {$mode}, not wal: something else has changed it",
  "finding.journal.all":
    ".input {$events :integer} .match $events one {{all {$events} event is intact}} * {{all {$events} events are intact}}",
  "finding.journal.newest":
    ".input {$events :integer} .match $events one {{the newest {$events} event is intact (--full checks all)}} * {{the newest {$events} events are intact (--full checks all)}}",
  "finding.journal.damaged": "it is damaged at position {$position}: {$problem}",
  "finding.journal.reached": "PostgreSQL can be reached",
  "finding.journal.away":
    "PostgreSQL has not been reached for {$for :duration}: mail is deferred, and nothing can be saved",
  "finding.journal.taken":
    "another program has served this journal for {$for :duration}: here mail is deferred, and nothing can be saved",
  "finding.clock.ok": "it is {$time}, not before any event",
  "finding.clock.behind": "the clock is {$by :duration} behind the newest event ({$time})",
  "finding.model.ok": "it is this release’s",
  "finding.model.beside":
    "it is being rebuilt in the background, {$percent} %; that of the release before is used meanwhile",
  "finding.model.behind": "it is being rebuilt, {$percent} %",
  "finding.model.missing": "it is missing or from another release",
  // Settings and waiting work
  "finding.set-up.ok": "this is {$hostname}",
  "finding.set-up.missing": "it is not set up",
  "finding.mailboxes.ok":
    ".input {$n :integer} .match $n one {{{$n} mailbox enabled}} * {{{$n} mailboxes enabled}}",
  "finding.mailboxes.none": "no mailbox is enabled: all mail is refused",
  "finding.administrators.ok": "{$names}",
  "finding.administrators.none": "no administrator can log in",
  "finding.outgoing.direct": "mail is delivered directly to the recipients' servers",
  "finding.outgoing.server": "a mail server is set",
  "finding.outgoing.caught": "replies are caught here (Mail, Caught) and not sent",
  "finding.outgoing.none": "none is set: replies are queued",
  "finding.intake.none": "the intake queue is empty",
  "finding.intake.waits":
    ".input {$n :integer} .match $n one {{{$n} mail waits to be processed}} * {{{$n} mails wait to be processed}}",
  "finding.intake.stuck":
    ".input {$n :integer} .match $n one {{{$n} mail waits to be processed, the oldest for {$for :duration}}} * {{{$n} mails wait to be processed, the oldest for {$for :duration}}}",
  "finding.intake.working":
    ".input {$n :integer} .match $n one {{{$n} mail being processed}} * {{{$n} mails being processed}}",
  "finding.held-mail.none": "none",
  "finding.held-mail.waits":
    ".input {$n :integer} .match $n one {{{$n} mail waits for a decision}} * {{{$n} mails wait for a decision}}",
  "finding.deliveries.ok": "none failed",
  "finding.deliveries.failed":
    ".input {$n :integer} .match $n one {{{$n} reply could not be delivered}} * {{{$n} replies could not be delivered}}",
  "finding.deliveries.deferred":
    ".input {$n :integer} .match $n one {{{$n} reply is deferred by other servers and retried}} * {{{$n} replies are deferred by other servers and retried}}",
  "finding.held-deliveries.waits":
    ".input {$n :integer} .match $n one {{{$n} delivery is held since a backup was restored, and may have been sent before}} * {{{$n} deliveries are held since a backup was restored, and may have been sent before}}",
  "finding.backup.age": "the newest backup is {$age :duration} old",
  "finding.backup.tonight": "none yet; the first one is made tonight",
  "finding.backup.none": "no backup has been made yet",
  "finding.backup.elsewhere":
    "the journal is in PostgreSQL: a dump of that database is its backup, together with the folder tls and the configuration",
  "finding.backup.failed": "no backup could be made {$ago :duration} ago: {$fault}",
  "finding.directory.disabled":
    ".input {$n :integer} .match $n one {{{$n} person cannot log in: the directory checks their passwords, and it is disabled}} * {{{$n} people cannot log in: the directory checks their passwords, and it is disabled}}",
  // The appliance
  "finding.box.ok": "its services are running, release {$version}",
  "finding.box.silent": "the appliance’s status could not be read: it does not answer",
  "finding.box.unreadable": "the appliance’s status could not be read: {$fault}",
  "finding.box.service": "{$name} is {$state}",
  "finding.box.not-applied": "its settings could not be applied and are tried again: {$steps}",
  "finding.box.applying": "its settings are not applied yet, and its ports are closed until they are",
  "finding.box.other-disk": "another disk with a MailManager is attached and not used: {$disk}",
  "finding.box.clock": "synchronised with {$server}",
  "finding.box.clock-unnamed": "synchronised with a time server",
  "finding.box.clock-off": "not synchronised with a time server",
  "finding.box.release": "release {$version} runs",
  "finding.box.trying": "a new release is being checked",
  "finding.box.fell-back": "release {$to} failed its check, and {$from} was restored: {$cause}",
  "finding.box.refused-release": "release {$to} was refused: {$cause}",
  "finding.box.development-key": "the appliance accepts updates signed with the public development key",
});
