/** Runs Dovecot: an IMAP server on loopback, with its configuration and mail in one folder. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import { selfSigned } from "../../src/engine/operate/certificates/self-signed.ts";
import { patience } from "./patience.ts";
import { freePort } from "./ports.ts";

export interface Dovecot {
  readonly port: number;
  /** IMAP over TLS from the start, with the certificate below for "localhost". */
  readonly tlsPort: number;
  readonly certificate: string;
  /** A client besides the tested one; closed with the server. */
  client(user?: string): Promise<ImapFlow>;
  /** Puts a mail in a folder, which is created if missing. */
  put(raw: string, options?: { folder?: string; seen?: boolean; user?: string }): Promise<void>;
  /** The subjects in a folder in order of UID; with "*" before seen ones. */
  subjects(folder: string, user?: string): Promise<readonly string[]>;
  start(): Promise<void>;
  /** Closes all connections. */
  stop(): Promise<void>;
  /** Resets the server's UIDs, as after a restore; only while it is stopped. */
  forgetUids(user?: string): void;
  remove(): Promise<void>;
}

/** "ann" and "bob" with this password. */
export const password = "correct horse";

/** @param introspection where Dovecot verifies OAuth 2 tokens; without it there is no log-in by token */
export async function startDovecot(introspection?: string): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), "dovecot-test-"));
  // Log-in processes run as another user.
  chmodSync(folder, 0o755);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const { key, cert } = selfSigned({ hostname: "localhost", now: Date.now() });
  writeFileSync(join(folder, "cert.pem"), cert);
  writeFileSync(join(folder, "key.pem"), key);
  writeFileSync(join(folder, "users"), `ann:{PLAIN}${password}\nbob:{PLAIN}${password}\n`);
  const owner = mailOwner();
  mkdirSync(join(folder, "home"));
  chownSync(join(folder, "home"), owner.uid, owner.gid);
  if (introspection) writeFileSync(join(folder, "oauth2.conf"), oauth(introspection));
  const file = join(folder, "dovecot.conf");
  writeFileSync(file, configuration({ folder, port, tlsPort, owner, tokens: introspection !== undefined }));
  let server: ChildProcess | null = null;
  const clients: ImapFlow[] = [];

  const dovecot: Dovecot = {
    port,
    tlsPort,
    certificate: cert,
    async client(user = "ann") {
      const auth = { user, pass: password };
      const client = new ImapFlow({
        host: "127.0.0.1",
        port,
        secure: false,
        doSTARTTLS: false,
        auth,
        logger: false,
      });
      client.on("error", () => {});
      await client.connect();
      clients.push(client);
      return client;
    },
    async put(raw, { folder: to = "INBOX", seen = false, user = "ann" } = {}) {
      const client = await dovecot.client(user);
      if (to !== "INBOX") await client.mailboxCreate(to);
      await client.append(to, raw, seen ? ["\\Seen"] : []);
      await client.logout();
    },
    async subjects(from, user = "ann") {
      const client = await dovecot.client(user);
      try {
        await client.mailboxOpen(from, { readOnly: true });
        const mails = await client.fetchAll("1:*", { uid: true, envelope: true, flags: true });
        return mails.map(({ envelope, flags }) => `${flags?.has("\\Seen") ? "*" : ""}${envelope?.subject}`);
      } finally {
        await client.logout();
      }
    },
    async start() {
      server = spawn("dovecot", ["-F", "-c", file], { stdio: "ignore" });
      await answering(port, () => logOf(folder));
    },
    async stop() {
      for (const client of clients.splice(0)) client.close();
      if (!server || server.exitCode !== null) return;
      const ended = new Promise((resolve) => server?.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
    },
    forgetUids(user = "ann") {
      const mails = join(folder, "home", user, "Maildir");
      for (const name of readdirSync(mails, { recursive: true, encoding: "utf8" })) {
        if (!/(?:^|\/)dovecot[^/]*$/.test(name)) continue;
        if (/dovecot-uidlist$/.test(name)) renumber(join(mails, name));
        else rmSync(join(mails, name), { force: true });
      }
    },
    async remove() {
      await dovecot.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await dovecot.start();
  return dovecot;
}

/** Another UIDVALIDITY, and UIDs from 1 again. */
function renumber(file: string): void {
  const validity = Number(/\bV(\d+)/.exec(readFileSync(file, "utf8"))?.[1] ?? 0);
  writeFileSync(`${file}.new`, `3 V${validity + 1} N1 G${randomBytes(16).toString("hex")}\n`);
  const { uid, gid } = mailOwner();
  chownSync(`${file}.new`, uid, gid);
  renameSync(`${file}.new`, file);
}

/** Dovecot does not let root own mail; other users own theirs. */
function mailOwner(): { readonly uid: number; readonly gid: number } {
  const { uid, gid } = userInfo();
  return uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid, gid };
}

function configuration(from: {
  readonly folder: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly owner: { readonly uid: number; readonly gid: number };
  readonly tokens: boolean;
}): string {
  const { folder, port, tlsPort, owner, tokens } = from;
  const { username, uid } = userInfo();
  const own = uid === 0 ? "" : `default_internal_user = ${username}\ndefault_login_user = ${username}\n`;
  return `${own}base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login${tokens ? " xoauth2 oauthbearer" : ""}
auth_failure_delay = 0
mail_location = maildir:~/Maildir
first_valid_uid = 1
namespace inbox {
  inbox = yes
  separator = /
}
passdb {
  driver = passwd-file
  args = scheme=plain ${folder}/users
}
${tokens ? `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${folder}/oauth2.conf\n}\n` : ""}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${folder}/home/%u
}
service imap-login {
  ${uid === 0 ? "" : "chroot =\n"}
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  ${uid === 0 ? "" : "chroot =\n"}
}
`;
}

const oauth = (introspection: string): string => `grant_url =
introspection_url = ${introspection}
introspection_mode = post
username_attribute = user
active_attribute = active
active_value = yes
`;

function logOf(folder: string): string {
  const file = join(folder, "log");
  return existsSync(file) ? readFileSync(file, "utf8") : "it wrote no log";
}

async function answering(port: number, log: () => string): Promise<void> {
  for (const end = performance.now() + patience; performance.now() < end; ) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Dovecot does not answer: ${log()}`);
}
