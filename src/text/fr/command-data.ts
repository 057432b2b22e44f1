import type { commandDataTexts as English } from "../en/command-data.ts";
import type { Translation } from "../messages.ts";

export const commandDataTexts = (): Translation<typeof English> => ({
  "setup.summary": "creates a data folder, without the setup in the browser",
  "setup.help": `Creates DIR with an empty journal, the mailbox ADDRESS, and the administrator "admin".

  --data DIR                  the data folder; it must not exist, or have no data yet
  --hostname HOST             this machine’s name in mail, such as mail.example.com
  --mailbox ADDRESS           the first address that customers write to
  --admin-email ADDRESS       the administrator’s own address
  --admin-password-file FILE  a file whose first line is the password (default: one is generated and printed once)
  --seed FILE                 all answers to the setup in the browser, as JSON or TOML; "-" reads standard input.
                              The other options take precedence over it

Prints "user: NAME", and "password: SECRET" if the password was generated.

A seed has the fields {$fields}.
Fields that are null or empty are ignored; in JSON, "admin.password" means the same as "admin": \\{"password": ...\\}.
hostname, admin.password (or admin.password_hash) and mailbox.address are enough to set up DIR. With less, the answers
are saved, and the setup in the browser asks for the rest. incoming.kind is smtp or imap, outgoing.kind is smtp, direct
or later; certificate.cert and certificate.key are PEM. The fields under network are for the appliance.`,
  "setup.rest": "the setup in the browser asks for the rest: {$steps}",
  "setup.password-file": "the password file {$file} cannot be read: {$problem}",

  "serve.summary": "runs MailManager: receives mail, serves the pages and the API, sends replies",
  "serve.help": `Runs on DIR until it is stopped (SIGTERM or Ctrl-C). Then it accepts nothing new, finishes what it is doing, and leaves
the rest in its durable queues. Port 0 uses a free port; the actual addresses are logged and written to DIR/run.json.

If DIR does not exist or is empty, it is set up in the browser first: every page leads to /setup, which asks for the
code in DIR/setup-code (also shown on a terminal). Mail that arrives meanwhile is deferred with 450.

  --config FILE    a configuration file; "mailmanager help configuration" prints a sample. Options and MAILMANAGER_*
                   variables take precedence over it
  --http, --https  where the pages and the API listen
  --smtp           where mail is received
  --smtps          the same with TLS from the start
  --submission     the same, usually on port 587, for devices that cannot use another port; without log-in
  --lmtp           where a mail server at this site delivers mail by LMTP: an address, or the path of a socket
  --trusted-proxies
                   proxies before the pages, as addresses or networks: their X-Forwarded-For, -Proto and -Host headers are
                   trusted
  --outgoing       how replies are delivered: through a mail server, or "direct" to the recipients' servers (MX);
                   "catch" keeps them here and shows them on the page /caught. Without this option, the setting
                   made in the pages applies

Under systemd it uses the sockets that are passed to it (LISTEN_FDS), by their names: {$sockets}.
These take precedence over the addresses given here. If both http and https are passed, http redirects to https.
It tells systemd when it is ready, its progress during a long start, and that it is alive (NOTIFY_SOCKET, WATCHDOG_USEC).`,
  "serve.nowhere":
    "nothing to listen on; use --http, --https, --smtp or --lmtp (under systemd: start the sockets)",
  "serve.open": "Open {$page} in a browser.",
  "serve.open-code": "Open {$page} in a browser. It asks for the setup code: {$code}",

  "status.opening": "opening the data",
  "status.rebuilding": "receiving mail; being rebuilt, {$percent} %: {$places}",
  "status.rebuild-failed": "receiving mail; the rebuild failed and is tried again, see the log: {$places}",
  "status.copying": "copying the data before the update: {$done} of {$of} pages",
  "status.serving": "serving: {$places}",
  "status.full": "the disk is full: mail is deferred until there is space",
  "status.not-written": "the journal cannot be written",
  "status.stopping": "stopping: finishing current work",

  "demo.summary": "creates a data folder with a realistic helpdesk to try out",
  "demo.help": `Creates DIR, which must not exist or be empty, and fills it with N tickets (default: 250) of a fictitious company:
mailboxes, groups, five agents, customers from many countries, conversations over the past weeks in all states, a few
held mails and failed deliveries. Replies that you write stay on this machine (page /caught).

Every run with the same N creates the same people, mails and decisions. Times are relative to now, so that the tickets
look recent. Passwords, ids and the secret parts of addresses differ each time.

Prints the administrator’s "user: NAME" and "password: SECRET", then "agents: NAMES" and "agents-password: SECRET"; all
agents have the same password.

  mailmanager demo --data /tmp/demo
  mailmanager serve --data /tmp/demo --http 127.0.0.1:8025`,
  "demo.progress": "tickets",
  "demo.next": "next: {$line}",

  "rebuild.summary": "rebuilds the read model from the journal",
  "rebuild.help": `Tickets, lists, counts and the search index are derived from the journal; this rebuilds them in one transaction.
If it is interrupted, the old ones are kept. The program must not be running on DIR meanwhile.`,
  "rebuild.progress": "rebuilt",
  "rebuild.done": "the read model is at position {$position}",
});
