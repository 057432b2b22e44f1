import type { remedyTexts as English } from "../en/remedies.ts";
import type { Translation } from "../messages.ts";

export const remedyTexts = (): Translation<typeof English> => ({
  // The machine and the folder
  "remedy.run-released": "run the released executable, which includes them",
  "remedy.specify-folder": "specify the data folder with --data",
  "remedy.specify-or-create":
    'specify the data folder with --data, or create it with "mailmanager setup --data {$folder} ..."',
  "remedy.create-folder": 'create it with "mailmanager setup --data {$folder} ..."',
  "remedy.recreate-folder": 'delete {$folder} and create it with "mailmanager setup --data {$folder} ..."',
  "remedy.run-as-owner": "run this as the folder’s owner",
  "remedy.run-as-owner-or-restore": "run this as the folder’s owner; if that is you, restore a backup",
  "remedy.check-disk": "check the disk and its mounts",
  "remedy.chmod": "chmod 700 {$folder}",
  "remedy.chown": "chown -R {$owner} {$folder}, and run commands on it as that user",
  "remedy.move-to-disk": "move it to a local disk",
  "remedy.free-space": "free space, or add a disk",
  "remedy.enlarge-disk": "enlarge the disk in time",
  "remedy.raise-limit":
    "raise the limit to {$wanted} or more (LimitNOFILE= in the unit, ulimit -n in a shell)",
  // The running program
  "remedy.see-log-start": "see its log for the reason and start it again; accepted mail is safe",
  "remedy.check-later": "it may be starting, or be a command such as rebuild; check again later",
  "remedy.see-log-recover": "see its log, and restart it if it does not recover",
  "remedy.run-new-version": "restart the program to run the new version",
  "remedy.restart-program": "see the log, and restart the program",
  "remedy.open-port":
    "if the port is not needed, switch it off under {#page to=service}Settings, Service{/page}",
  "remedy.receive-mail":
    "start the program with --smtp ADDR:25, or add an account under {#page to=imap}Settings, Fetching mail{/page}",
  "remedy.check-account":
    "check server, user and password under {#page to=imap}Settings, Fetching mail{/page}; no mail is lost, it stays on that server",
  "remedy.allow-plus":
    "let your mail server accept them and test again under {#page to=mailboxes}Settings, Mailboxes{/page}; until then, replies from the few mail programs that refer to nothing become new tickets",
  "remedy.test-plus": "test again under {#page to=mailboxes}Settings, Mailboxes{/page}",
  "remedy.sign-in":
    "sign in again under {#page to=oauth}Settings, OAuth accounts{/page}; no mail is lost, it waits until then",
  "remedy.provider-again":
    "check client ID, client secret and scopes under {#page to=oauth}Settings, OAuth accounts{/page}; it is tried again, and no mail is lost",
  "remedy.look-there": "look at them with another mail program; they are tried again later",
  "remedy.hold-unscanned":
    "such mail is marked in its ticket; to have it held, choose so under {#page to=incoming}Settings, Incoming mail{/page}",
  "remedy.restart-scanner": "restart {$scanner}; until then mail is processed unscanned",
  "remedy.see-log": "see the log for the reason",
  // The database
  "remedy.restore": "stop the program and restore a backup",
  "remedy.restore-or-new": "stop the program and restore a backup, or set up a new folder",
  "remedy.restore-before":
    'stop the program and restore a backup made before the damage; "mailmanager journal tail" shows the last events',
  "remedy.run-other-release": "run that release, or restore a backup made before it",
  "remedy.back-up-and-start": "make a backup, then start this release",
  "remedy.start-to-correct": "start the program, which corrects it or says why it cannot",
  "remedy.start-database":
    "start PostgreSQL, or repair the connection to it; everything goes on by itself then, and no accepted mail is lost",
  "remedy.stop-other-program":
    "two programs were started with this journal: stop the one that is not wanted; this one then goes on by itself",
  "remedy.set-clock": "set the clock and synchronise it with NTP before anything else is written",
  "remedy.wait-for-rebuild":
    "wait: mail is received meanwhile and processed afterwards; without the program running, start it",
  "remedy.rebuild": 'nothing is lost: the next start rebuilds it, or run "mailmanager rebuild" now',
  "remedy.see-webhook":
    "see what it answers under {#page to=webhooks}Settings, Webhooks{/page}; once it works, it is told of everything that waits",
  // Settings and waiting work
  "remedy.add-mailbox": "enable or add one under {#page to=mailboxes}Settings, Mailboxes{/page}",
  "remedy.create-administrator": "mailmanager user create --data {$folder} --user NAME --role admin",
  "remedy.set-server":
    "set a mail server under {#page to=outgoing-settings}Settings, Outgoing mail{/page}, or use --outgoing",
  "remedy.set-server-to-send":
    "set a mail server under {#page to=outgoing-settings}Settings, Outgoing mail{/page}, or use --outgoing, to send replies",
  "remedy.start-to-process": "start the program, which processes them",
  "remedy.see-log-safe": "see the log for the reason; accepted mail is safe",
  "remedy.decide-mail": "decide about them under {#page to=held}Mail, Held{/page}",
  "remedy.see-outgoing": "see why under {#page to=outgoing}Mail, Outgoing{/page}, then retry or cancel them",
  "remedy.decide-deliveries": "decide about them under {#page to=held-deliveries}Mail, Outgoing, Held{/page}",
  "remedy.make-backup":
    "make one under {#page to=backups}System, Backups{/page}, and store a copy elsewhere; the next attempt is tonight",
  "remedy.make-backup-enable":
    "make one under {#page to=backups}System, Backups{/page}, and store a copy elsewhere, or enable nightly backups (nightly_backups in the configuration)",
  "remedy.fix-and-make":
    "fix the cause, then make one under {#page to=backups}System, Backups{/page}, and store a copy elsewhere; the next attempt is tonight",
  "remedy.fix-and-enable":
    "fix the cause, then make one under {#page to=backups}System, Backups{/page}, and store a copy elsewhere, or enable nightly backups (nightly_backups in the configuration)",
  "remedy.enable-directory":
    "enable it under {#page to=directory}Settings, Directory{/page}, or set passwords for them under {#page to=people}Settings, People{/page}",
  // Certificates
  "remedy.put-pem": "put PEM files there, or remove both for a self-made one",
  "remedy.restart-for-certificate": "restart the program, which creates a new one",
  "remedy.install-certificate": "install a new one in {$tls}",
  "remedy.clock-or-certificate": "set the clock, or use another certificate",
  "remedy.restart-to-use": "restart the program, which then uses the configured one",
  "remedy.get-certificate": "get one for this name under {#page to=certificate}System, Certificate{/page}",
  "remedy.renew-certificate": "renew it under {#page to=certificate}System, Certificate{/page}",
  "remedy.retry-order":
    "fix the cause; it is retried automatically, or immediately under {#page to=certificate}System, Certificate{/page}",
  "remedy.issue-for-name": "Have one issued for that name",
  "remedy.renew": "Have it renewed",
  "remedy.renew-in-time": "Have it renewed in time",
  "remedy.check-clock": "Check the clock of this machine",
  "remedy.add-chain":
    "Most clients need them: paste them below it, in order (often called the chain or full chain)",
  // DNS and other servers
  "remedy.dns-here": "check that DNS works here",
  "remedy.good-for-testing": "Good enough for testing",
  "remedy.reach-dns": "Check that this machine can reach a DNS server",
  "remedy.add-such-record": "Add a record to the domain’s DNS, such as",
  "remedy.add-record": "Add a record to the domain’s DNS:",
  "remedy.set-record": "Set the DNS record:",
  "remedy.forwarded-or-record":
    "Correct if a router or firewall forwards that address to this machine; otherwise correct the DNS record",
  "remedy.should-be": "The record should be",
  "remedy.have-forwarded": "Have {$first} forward mail for {$mailbox} to this machine, or set the DNS record",
  "remedy.open-port-25": "Many providers block port 25: ask yours to open it, or send through a mail server",
  "remedy.other-domain":
    "Enter an address in another domain for an administrator, or watch the first replies",
  "remedy.record-first": "Add a DNS record first",
  "remedy.check-dns": "Check that DNS works here",
  "remedy.set-ptr":
    "Ask your network provider to set its reverse DNS to {$hostname}: otherwise many servers refuse its mail",
  "remedy.merge-records": "merge them into one record",
  "remedy.publish-such": "publish one, such as",
  "remedy.correct-record": "correct the record",
  "remedy.allow-address": "add this address to the record, such as",
  "remedy.publish-key": "publish the TXT record shown under {#page to=domains}Settings, Domains{/page}",
  "remedy.create-key":
    "create a key under {#page to=domains}Settings, Domains{/page}, and publish its record",
  // The directory
  "remedy.directory.silent":
    "check that the server is running and no firewall is in between, or enter another under {#page to=directory}Settings, Directory{/page}",
  "remedy.directory.untrusted":
    "install a valid certificate on the server, or paste its CA certificate under {#page to=directory}Settings, Directory{/page}",
  "remedy.directory.misnamed":
    "enter the server’s name under {#page to=directory}Settings, Directory{/page} as in its certificate, or install a certificate for this name",
  "remedy.directory.unencrypted":
    "choose another encryption or ldaps:// under {#page to=directory}Settings, Directory{/page}, or install a certificate on the server",
  "remedy.directory.bind":
    "enter the search account and its password again under {#page to=directory}Settings, Directory{/page}; check that it has not expired",
  "remedy.directory.base":
    "correct the base DN under {#page to=directory}Settings, Directory{/page}, and check that the search account may read it",
  "remedy.directory.filter": "correct the user filter under {#page to=directory}Settings, Directory{/page}",
  "remedy.directory.odd": "see the server’s log for the reason",
  "remedy.directory.encrypt":
    "choose StartTLS or ldaps:// under {#page to=directory}Settings, Directory{/page}",
  "remedy.directory.renew":
    "renew it on that server: once it has expired, nobody can log in with the directory",
  "remedy.directory.search":
    "check the name, the base DN and the user filter under {#page to=directory}Settings, Directory{/page}",
  "remedy.directory.narrow":
    "make the user filter more specific under {#page to=directory}Settings, Directory{/page}: with several matches, nobody can log in",
  "remedy.directory.again": "enter it again; check that the account is not locked",
  "remedy.directory.change": "it has to be changed there first",
  // The appliance
  "remedy.box-retry": "try again; restart the appliance if this persists",
  "remedy.box-restart": "restart the appliance; if that does not help, create a support bundle",
  "remedy.detach-disk":
    "detach it; to use its data, import a new image and attach that disk before the first start",
  "remedy.box-time-server": "enter one that the appliance can reach, and open UDP port 123 to it",
  "remedy.install-again": "fix the cause and install it again, or wait for the next release",
  "remedy.download-again": "download the update again",
  "remedy.own-key": "use a release built with its own key",
  // The setup's tests
  "remedy.network-or-continue": "Check the network, or continue anyway",
  "remedy.check-spelling": "Check the spelling",
  "remedy.check-login": "Check user and password; some providers require an app password",
  "remedy.check-line": "Check server, port and encryption, and whether a firewall is in between",
  "remedy.check-reach": "Check server and port, and whether a firewall or your provider blocks them",
  "remedy.check-tls":
    "Check encryption and port: 587 is for STARTTLS, 465 for TLS; the certificate has to be for the server’s name",
  "remedy.check-server": "Check server, port and encryption",
  "remedy.start-smtp": "Start it with --smtp ADDR:25",
  "remedy.see-setup-log": "See the log",
  "remedy.forward-port-25": "Start it with --smtp 0.0.0.0:25, or have port 25 forwarded to this one",
});
