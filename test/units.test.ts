/** Verifies the unit files with systemd. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { socketNames } from "../src/app/activation.ts";

const units = globSync("systemd/*.{service,socket}").sort();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "units-test-"));
  for (const unit of units) {
    // The program need not be installed here.
    const text = readFileSync(unit, "utf8").replaceAll("/usr/bin/mailmanager", "/bin/true");
    writeFileSync(join(folder, basename(unit)), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What systemd says about our units; it reads those that they depend on, too, and complains about those of other packages. */
function complaintsAbout(files: readonly string[]): readonly string[] {
  const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], {
    cwd: folder,
    encoding: "utf8",
  });
  const names = files.map((file) => basename(file));
  return stderr
    .split("\n")
    .filter((line) => names.some((name) => line.includes(name)))
    .filter((line) => !isNewer(line));
}

/** Keys of systemd 254, which older releases ignore. */
const isNewer = (line: string) => /'Restart(?:Steps|MaxDelaySec)'/.test(line);

test("systemd finds nothing wrong with them", () => {
  const files = units.map((unit) => join(folder, basename(unit)));
  expect(complaintsAbout(files)).toEqual([]);
  const file = join(folder, "mailmanager.service");
  const broken = join(folder, "mailmanager-broken.service");
  const text = readFileSync(file, "utf8").replace(
    "\n[Service]\n",
    "\n[Service]\nNoSuchKey=yes\nType=no-such-type\n",
  );
  writeFileSync(broken, text);
  expect(complaintsAbout([broken]).join("\n")).toMatch(/NoSuchKey[\s\S]*no-such-type/);
});

test("no service is killed for a slow start, or left stopped after some failures", () => {
  const all = globSync(["systemd/**/*.service", "image/root/**/*.service"]);
  expect(all.length).toBeGreaterThan(10);
  for (const file of all) {
    const text = readFileSync(file, "utf8");
    // A oneshot has no limit by default (systemd.service(5)).
    if (!/^Type=oneshot$/m.test(text)) expect(`${file} ${text}`).toMatch(/^TimeoutStartSec=infinity$/m);
    if (/^Restart=/m.test(text)) expect(`${file} ${text}`).toMatch(/^StartLimitIntervalSec=0$/m);
    expect(`${file} ${text}`).not.toMatch(/^(?:TimeoutSec|StartLimitBurst|TimeoutStartSec=\d)/m);
  }
});

test("the service's exposure level is at most 1.5", () => {
  // It fails above the threshold, which is in tenths.
  const file = join(folder, "mailmanager.service");
  const args = ["security", "--offline=true", "--no-pager", "--threshold=15", file];
  const { status, stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
  expect(stdout).toMatch(/Overall exposure level for mailmanager\.service: [01]\.\d/);
  expect(status).toBe(0);
});

test("each socket name of the program has a unit and a line in the preset", () => {
  const preset = readFileSync("systemd/mailmanager.preset", "utf8");
  for (const name of socketNames) {
    const text = readFileSync(`systemd/mailmanager-${name}.socket`, "utf8");
    expect(text).toContain(`\nFileDescriptorName=${name}\n`);
    expect(text).toContain("\nService=mailmanager.service\n");
    expect(preset).toMatch(new RegExp(`^(?:en|dis)able mailmanager-${name}\\.socket$`, "m"));
  }
  expect(units).toHaveLength(socketNames.length + 1);
});

test("user and folder are created as declared", () => {
  const root = join(folder, "root");
  for (const [from, to] of [
    ["sysusers", "sysusers.d"],
    ["tmpfiles", "tmpfiles.d"],
  ] as const) {
    mkdirSync(join(root, "usr/lib", to), { recursive: true });
    copyFileSync(`systemd/mailmanager.${from}`, join(root, "usr/lib", to, "mailmanager.conf"));
  }
  mkdirSync(join(root, "etc"));
  execFileSync("systemd-sysusers", [`--root=${root}`], { stdio: "pipe" });
  expect(readFileSync(join(root, "etc/passwd"), "utf8")).toMatch(
    /^mailmanager:x:\d+:\d+:MailManager:\/var\/lib\/mailmanager:\S*\/nologin$/m,
  );
  execFileSync("systemd-tmpfiles", ["--create", `--root=${root}`], { stdio: "pipe" });
  expect(statSync(join(root, "var/lib/mailmanager")).mode & 0o7777).toBe(0o700);
});
