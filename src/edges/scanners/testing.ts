/** For tests: the real scanners from Debian, each with its own configuration and no network. */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../test/support/ports.ts";
import type { Place } from "../../domain/settings/scanner-place.ts";

export interface Daemon {
  readonly place: Place;
  /** Its private folder. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** ClamAV with one signature: the text of the EICAR test file. Accepts streams of up to 2 MB. */
export async function startClamd(): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), "clamd-"));
  const words = Buffer.from("EICAR-STANDARD-ANTIVIRUS-TEST-FILE").toString("hex");
  writeFileSync(join(folder, "test.ndb"), `Test.Eicar:0:*:${words}\n`);
  const port = await freePort();
  const lines = [
    `DatabaseDirectory ${folder}`,
    `LocalSocket ${join(folder, "clamd.ctl")}`,
    "TCPAddr 127.0.0.1",
    `TCPSocket ${port}`,
    "Foreground yes",
    "StreamMaxLength 2M",
  ];
  writeFileSync(join(folder, "clamd.conf"), `${lines.join("\n")}\n`);
  return started("clamd", ["--config-file", join(folder, "clamd.conf")], folder, "clamd", port);
}

/** SpamAssassin with its default rules, except those that need network or files. */
export async function startSpamd(): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), "spamd-"));
  // Started by root it switches to nobody, who has to be able to read it.
  chmodSync(folder, 0o755);
  const plugins = ["Check", "HeaderEval", "BodyEval", "MIMEEval"];
  const load = plugins.map((name) => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`);
  writeFileSync(join(folder, "test.pre"), load.join(""));
  writeFileSync(join(folder, "local.cf"), "required_score 5\n");
  const port = await freePort();
  const flags = ["--local", "--nouser-config", "--max-children=1", "--syslog=stderr"];
  const own = [`--siteconfigpath=${folder}`, `--pidfile=${join(folder, "pid")}`];
  return started("spamd", [...flags, ...own, `--listen=127.0.0.1:${port}`], folder, "spamd", port);
}

/** rspamd with the rules that need neither network nor Redis. */
export async function startRspamd(): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), "rspamd-"));
  writeFileSync(join(folder, "tld"), "example\n");
  const port = await freePort();
  const configuration = `
    options {
      tempdir = "${folder}"; pidfile = "${folder}/pid"; hs_cache_dir = "${folder}"; url_tld = "${folder}/tld";
      disable_hyperscan = true; filters = "regexp";
      dns { nameserver = "127.0.0.1:9"; timeout = 0.1s; retransmits = 1; }
    }
    logging { type = "console"; level = "warning"; }
    lua = "/usr/share/rspamd/rules/rspamd.lua"
    worker "normal" { bind_socket = "127.0.0.1:${port}"; count = 1; }
    actions { reject = 15; add_header = 6; }
  `;
  writeFileSync(join(folder, "rspamd.conf"), configuration);
  const flags = ["--no-fork", "--insecure", "--config", join(folder, "rspamd.conf")];
  return started("rspamd", flags, folder, "rspamd", port);
}

/** Milliseconds a daemon may take to listen on a busy machine. */
const START = 60_000;

async function started(
  command: string,
  flags: readonly string[],
  folder: string,
  kind: Place["kind"],
  port: number,
): Promise<Daemon> {
  const daemon = spawn(command, flags, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  let said = "";
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  };
  daemon.stdout.on("data", hear);
  daemon.stderr.on("data", hear);
  const ended = new Promise<void>((resolve) => {
    daemon.on("error", (cause) => {
      said += String(cause);
      resolve();
    });
    daemon.on("exit", () => resolve());
  });
  const stop = async () => {
    daemon.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const until = Date.now() + START;
  while (!(await listens(port))) {
    if (daemon.exitCode !== null || daemon.pid === undefined || Date.now() > until) {
      await stop();
      throw new Error(`${command} does not listen: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { place: { kind, at: { host: "127.0.0.1", port } }, folder, stop };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
