/** The Debian package on a machine with systemd as PID 1: installed, confined as documented, restarted, removed. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Machine, startMachine } from "../support/machine.ts";
import { patience } from "../support/patience.ts";
import { mailbox } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";

let folder: ReturnType<typeof dataFolder>;
let machine: Machine | undefined;

beforeEach(() => {
  folder = dataFolder();
});
afterEach(async () => {
  await machine?.stop();
  folder.remove();
});

const data = "/var/lib/mailmanager";
const service = "mailmanager.service";

/** The status and Location of a page or of a log-in. */
const http = `
import http.client, ssl, sys, urllib.parse
secure = sys.argv[1] == "https"
c = http.client.HTTPSConnection("127.0.0.1", context=ssl._create_unverified_context()) if secure else http.client.HTTPConnection("127.0.0.1")
form = urllib.parse.urlencode({"user": "admin", "password": sys.argv[3]}) if len(sys.argv) > 3 else None
headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
c.request("POST" if form else "GET", sys.argv[2], form, headers if form else {})
r = c.getresponse()
print(r.status, r.headers.get("location"))`;

/** The API's response to a request about backups. */
const backups = `
import http.client, ssl, sys
c = http.client.HTTPSConnection("127.0.0.1", context=ssl._create_unverified_context())
headers = {"Authorization": "Bearer " + sys.argv[2]}
c.request(sys.argv[1], "/api/v1/system/backups", None, headers)
print(c.getresponse().read().decode())`;

const mail = `
import smtplib
s = smtplib.SMTP("127.0.0.1", 25, timeout=60)
s.starttls()
s.sendmail("ann@customer.example", ["${mailbox}"], b"From: ann@customer.example\\r\\nSubject: x\\r\\n\\r\\ny\\r\\n")`;

// A large package is unpacked, and a machine starts.
test("it serves without privileges, is restarted when it hangs, and leaves its data when it is removed", async () => {
  const deb = join(folder.path, "mailmanager.deb");
  execFileSync(process.execPath, [".tools/deb.ts", "--plain", deb], { stdio: "pipe" });
  const root = join(folder.path, "machine");
  mkdirSync(root);
  machine = await startMachine(root, deb);
  const { run, ask } = machine;
  const get = (...args: readonly string[]) => run("python3", "-c", http, ...args).trim();
  const show = (what: string) => ask("systemctl", "show", "--property", what, "--value", service).trim();

  // Ignores which packages this system has.
  expect(run("dpkg", "--force-depends", "--install", "/opt/mailmanager.deb")).toContain("setup-code");
  expect(show("ActiveState")).toBe("active");
  expect(run("cat", `${data}/setup-code`)).toMatch(/^\w{4}-\w{4}\n$/);
  expect(get("http", "/")).toBe("308 https://127.0.0.1/");
  expect(get("https", "/")).toBe("302 /setup");
  expect(run("stat", "--format=%a %U", "/etc/mailmanager/mailmanager.toml", data)).toBe(
    "640 root\n700 mailmanager\n",
  );

  run("systemctl", "stop", service);
  run("sh", "-c", `rm -rf ${data}/*`);
  const setup = ["mailmanager", "setup", "--data", data, "--hostname", "desk.example", "--mailbox", mailbox];
  const password = /^password: (\S+)$/m.exec(run("runuser", "-u", "mailmanager", "--", ...setup))?.[1] ?? "";
  run("systemctl", "start", service);
  expect(show("StatusText")).toBe("serving: http [::]:80, https [::]:443, smtp [::]:25");

  // The heavier parts: the threads that read mail, argon2id, SQLite.
  run("python3", "-c", mail);
  expect(get("https", "/login", password)).toBe("303 /tickets");
  const main = show("MainPID");
  const status = run("cat", `/proc/${main}/status`);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  expect(status).toMatch(/^Seccomp:\t2$/m);
  expect(run("systemd-analyze", "security", "--no-pager", "--threshold=15", service)).toContain("Overall");

  // A backup is made by another process with the same confinement.
  const own = (...words: readonly string[]) =>
    run("runuser", "-u", "mailmanager", "--", "mailmanager", ...words);
  const token = own("token", "create", "--data", data, "--name", "test").trim();
  expect(run("python3", "-c", backups, "POST", token)).toContain('"running"');
  await vi.waitFor(() => expect(run("python3", "-c", backups, "GET", token)).toContain('"state":"made"'), {
    timeout: patience,
    interval: 500,
  });
  const [file = ""] = own("backup", "list", "--data", data).split(" ");
  expect(own("backup", "verify", `${data}/backups/${file}`)).toContain("the backup is valid: desk.example");

  run("mkdir", "/run/systemd/system/mailmanager.service.d");
  run(
    "sh",
    "-c",
    "printf '[Service]\\nWatchdogSec=2s\\n' > /run/systemd/system/mailmanager.service.d/test.conf",
  );
  run("systemctl", "daemon-reload");
  run("systemctl", "restart", service);
  run("kill", "-STOP", show("MainPID"));
  // Connections made meanwhile wait for the next process.
  run("python3", "-c", mail);
  expect(show("NRestarts")).toBe("1");
  await vi.waitFor(() => expect(show("ActiveState")).toBe("active"), patience);

  run("dpkg", "--remove", "mailmanager");
  expect(ask("ls", data).split("\n")).toContain("mailmanager.db");
  expect(ask("ss", "--listening", "--tcp", "--numeric", "--no-header")).not.toMatch(/:(?:25|80|443)\s/);
  run("dpkg", "--purge", "mailmanager");
  expect(ask("ls", data).split("\n")).toContain("mailmanager.db");
  expect(ask("find", "/etc", "-name", "mailmanager*").trim()).toBe("");
});
