/**
 * The appliance in the booted image, controlled over the console's socket: a seed sets it up, an unconfirmed change of
 * the network is reverted, even after a power cut, the data partition grows with the disk, a factory reset erases
 * everything, and a backup on a stick restores everything.
 */
import { readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerTo, Arguments, VerbName } from "../../appliance/protocol.ts";
import { askConsole, consoleAtPort80, patience, wanted } from "../support/box-guest.ts";
import { type Guest, startGuest } from "../support/guest.ts";
import { openPage } from "../support/pages.ts";
import { mailbox } from "../support/program.ts";
import { eventually, handOver, plainMail } from "../support/server.ts";
import { makeStick } from "../support/stick.ts";

const root = resolve(import.meta.dirname, "../..");
const { version }: { version: string } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));

const password = "correct horse battery staple";
const seed = {
  ...{ hostname: "desk.example", zone: "Europe/Berlin" },
  admin: { password },
  mailbox: { address: mailbox },
};
/** A unit that logs what the start cost, as measured by the machine itself. */
const measure = `[Unit]
After=mailmanager.service
[Service]
Type=oneshot
LoadCredential=stat:/proc/stat
LoadCredential=memory:/proc/meminfo
ExecStart=/usr/bin/systemd-creds cat stat
ExecStart=/usr/bin/systemd-creds cat memory
ExecStart=/usr/bin/systemctl show --property=Id,CPUUsageNSec,MemoryCurrent,MemoryPeak *.service
ExecStart=/usr/bin/systemd-analyze security --no-pager mailmanager.service
`;
/** Fills the data partition before the program starts. */
const fill = (bytes: number): string => `[Unit]
Before=mailmanager.service
RequiresMountsFor=/var
[Service]
Type=oneshot
ExecStart=/usr/bin/fallocate -l ${bytes} /var/filler
`;
/** Gives them back. */
const empty = `[Unit]
Before=mailmanager.service
RequiresMountsFor=/var
[Service]
Type=oneshot
StandardInput=data
StandardInputText=r /var/filler
ExecStart=/usr/bin/systemd-tmpfiles --remove -
`;

const credentials: Readonly<Record<string, string>> = {
  ...consoleAtPort80,
  "systemd.extra-unit.measure.service": measure,
  ...wanted("probe.socket", "measure.service"),
};

let guest: Guest;
/** The file of a USB stick that is always plugged in. */
let stick: string;
/** The administrator's password, once the console has reset it. */
let newPassword = "";

beforeAll(async () => {
  stick = makeStick("box", 256, { "broken.backup": "Not a backup." });
  guest = await startGuest({
    image: resolve(root, `dist/mailmanager-${version}.raw`),
    name: "box",
    commandLine: "console=ttyS0",
    credentials: { ...credentials, "mailmanager.seed": JSON.stringify(seed) },
    closedPort: 8080,
    extraDisks: [stick],
  });
  await guest.waitForGreeting(patience);
});
afterAll(async () => {
  await guest?.remove();
  rmSync(stick, { force: true });
});

test("a seed has set it up, and its password works", async () => {
  expect(await ask("setup.code", {})).toEqual({ code: null });
  expect(await ask("actions", { after: 0 })).toMatchObject([
    { verb: "seed", caller: "box", what: expect.stringContaining("set up") },
  ]);
  expect(await openPage(guest.ports.https, "/login", { user: "admin", password })).toMatchObject({
    status: 303,
    location: "/tickets",
  });
  expect(await handOver(guest.ports.smtp, plainMail("before the reset"))).toMatch(/^250 /);
});

test("its status is available, and all services are running", async () => {
  const state = await ask("status", {});
  expect(state).toMatchObject({ hostname: "desk.example", clock: { timezone: "Europe/Berlin" } });
  expect(state.network.interfaces.some(({ addresses }) => addresses.length > 0)).toBe(true);
  expect(Object.fromEntries(state.services.map(({ name, state }) => [name, state]))).toEqual({
    mailmanager: "active",
    "systemd-networkd": "active",
    "systemd-resolved": "active",
    "systemd-timesyncd": "active",
    firewall: "active",
  });
  const { total, available } = state.memory;
  console.log(`memory in use: ${((total - available) / 1e6).toFixed(0)} MB`);
});

test("the cost of the start is logged", async () => {
  const said = (await ask("logs", { unit: "measure.service", lines: 2000 }))
    .map((line) => line.replace(/^\S+ \S+: /, ""))
    .join("\n");
  const [, user = "0"] = /^cpu +(\d+) /m.exec(said) ?? [];
  const units = said.split(/\n(?=MemoryCurrent=)/).flatMap((block) => {
    const number = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, "m").exec(block)?.[1] ?? 0);
    const [, id = ""] = /^Id=(.+)\.service$/m.exec(block) ?? [];
    const [seconds, now, most] = [
      number("CPUUsageNSec") / 1e9,
      number("MemoryCurrent"),
      number("MemoryPeak"),
    ];
    return seconds > 0.5
      ? [
          {
            id,
            seconds,
            text: `${id} ${seconds.toFixed(1)} s, ${megabytes(now)}, at most ${megabytes(most)}`,
          },
        ]
      : [];
  });
  const costly = units.sort((a, b) => b.seconds - a.seconds).slice(0, 20);
  console.log(
    [`guest user time to the service: ${Number(user) / 100} s`, ...costly.map(({ text }) => text)].join("\n"),
  );
  expect(Number(user)).toBeGreaterThan(0);
  expect(costly.map(({ id }) => id)).toContain("mailmanager");
});

test("the program is as confined as documented, also in the running system", async () => {
  const said = (await ask("logs", { unit: "measure.service", lines: 2000 })).join("\n");
  const [, exposure = "none told"] = /exposure level for mailmanager\.service: ([\d.]+)/.exec(said) ?? [];
  console.log(`exposure of the program: ${exposure}`);
  expect(Number(exposure)).toBeLessThanOrEqual(1.5);
});

test("the firewall blocks what is not needed", async () => {
  // Something listens there, and answers on allowed ports.
  await expect(
    fetch(`http://127.0.0.1:${guest.ports.closed}/`, { signal: AbortSignal.timeout(5000) }),
  ).rejects.toThrow();
});

test("logs, a support bundle and a new password are available", async () => {
  expect((await ask("logs", { unit: "mailmanager.service", lines: 50 })).length).toBeGreaterThan(0);
  expect((await ask("support.bundle", {})).bytes).toBeGreaterThan(1_000);
  newPassword = (await ask("password.reset", { user: "admin" })).password;
  expect(newPassword).toMatch(/^\w{5}(-\w{5}){3}$/);
});

test("an unconfirmed change of the network is reverted automatically", async () => {
  const { settings } = (await ask("status", {})).network;
  await ask("network.set", { settings: { ...settings, dns: ["10.0.2.3"] }, seconds: 30 });
  expect((await ask("status", {})).network).toMatchObject({ settings: { dns: ["10.0.2.3"] } });
  await eventually(
    "what held before holds again",
    async () => {
      const { network } = await ask("status", {});
      return network.trial === null && network.settings.dns.length === 0;
    },
    120,
  );
});

test("so is one after a power cut; and the data partition grows with the disk", async () => {
  const { network, storage } = await ask("status", {});
  await ask("network.set", { settings: { ...network.settings, dns: ["10.0.2.3"] }, seconds: 600 });
  await guest.cutPower();
  guest.growDisk(12);
  await guest.start(credentials);
  await guest.waitForGreeting(patience);
  const after = await ask("status", {});
  expect(after.network).toMatchObject({ settings: { dns: [] }, trial: null });
  expect((await ask("actions", { after: 0 })).at(-1)).toMatchObject({
    verb: "network.revert",
    caller: "box",
  });
  expect(after.storage.data.total - storage.data.total).toBeGreaterThan(3.5 * 2 ** 30);
  expect(after.services.every(({ state }) => state === "active")).toBe(true);
});

test("a confirmed change of the network stays, and network checks work", async () => {
  const { settings } = (await ask("status", {})).network;
  const { change } = await ask("network.set", { settings: { ...settings, dns: ["10.0.2.3"] }, seconds: 120 });
  await ask("network.confirm", { change });
  expect((await ask("status", {})).network).toMatchObject({ settings: { dns: ["10.0.2.3"] }, trial: null });
  const checks = await ask("network.test", { settings: null });
  expect(checks.find(({ check }) => check === "gateway 10.0.2.2")).toMatchObject({ ok: true });
  expect(await ask("diagnose", { kind: "ping", target: "10.0.2.2" })).toMatchObject([{ ok: true }]);
  expect(await ask("diagnose", { kind: "smtp", target: "127.0.0.1", port: 25 })).toMatchObject([
    { ok: true },
  ]);
});

test("clock, certificate authorities and certificate can be set; the program restarts with them", async () => {
  expect(await ask("clock.set", { timezone: "Europe/Vienna", ntp: [] })).toMatchObject({
    timezone: "Europe/Vienna",
  });
  await guest.waitForGreeting(patience);
  await expect(ask("authorities.set", { pem: "nothing" })).rejects.toThrow(/authorities\.set/);
  const before = (await ask("program.status", {})).certificate;
  await ask("certificate.reset", {});
  await eventually(
    "another certificate is shown",
    async () => {
      const { certificate } = await ask("program.status", {});
      return certificate !== null && certificate.fingerprint !== before?.fingerprint;
    },
    180,
  );
});

test("on a full disk mail is deferred and log-ins work; with space again everything works", async () => {
  const { free } = (await ask("status", {})).storage.data;
  await restartWith({ "systemd.extra-unit.fill.service": fill(free - 100e6), ...wanted("fill.service") });
  expect((await ask("status", {})).storage.data.free).toBeLessThan(150e6);
  expect(await handOver(guest.ports.smtp, plainMail("on a full disk"))).toMatch(/^4\d\d 4\.3\.1 /);
  expect(await openPage(guest.ports.https, "/login", { user: "admin", password: newPassword })).toMatchObject(
    {
      location: "/tickets",
    },
  );
  await restartWith({ "systemd.extra-unit.empty.service": empty, ...wanted("empty.service") });
  expect(await handOver(guest.ports.smtp, plainMail("with room again"))).toMatch(/^250 /);
});

test("a support bundle and a backup are written to a stick", async () => {
  const [medium] = await ask("media", {});
  expect(medium).toMatchObject({ label: "STICK", writable: true, updates: [] });
  expect(medium?.backups.map(({ path }) => path)).toEqual(["broken.backup"]);
  const { id = "" } = medium ?? {};
  const bundle = await ask("support.save", { medium: id });
  const backup = await ask("backup.save", { medium: id });
  expect(bundle.bytes).toBeGreaterThan(1_000);
  expect((await ask("media", {}))[0]?.backups).toContainEqual({ path: backup.file, bytes: backup.bytes });
  await eventually(
    "the console knows of the backup",
    async () => (await ask("program.status", {})).lastBackup !== null,
    60,
  );
});

test("a factory reset erases everything", async () => {
  const starts = guest.starts;
  await ask("factory.reset", { confirm: "desk.example" });
  await eventually("it starts again", async () => guest.starts > starts, patience);
  await eventually(
    "it waits for somebody to set it up",
    async () => (await ask("setup.code", {}).catch(() => ({ code: null }))).code !== null,
    patience,
  );
  expect(await ask("actions", { after: 0 })).toEqual([]);
  expect((await ask("status", {})).hostname).toBe("mailmanager");
  expect(await openPage(guest.ports.https, "/login")).toMatchObject({ location: "/setup" });
});

test("an invalid backup is refused, and the appliance can still be set up", async () => {
  const [medium] = await ask("media", {});
  await expect(ask("backup.restore", { medium: medium?.id ?? "", path: "broken.backup" })).rejects.toThrow(
    /not a MailManager backup/,
  );
  expect((await ask("setup.code", {})).code).not.toBeNull();
});

test("the backup on the stick restores everything", async () => {
  const [medium] = await ask("media", {});
  const good = medium?.backups.find(({ path }) => path !== "broken.backup");
  await ask("backup.restore", { medium: medium?.id ?? "", path: good?.path ?? "" });
  await guest.waitForGreeting(patience);
  expect(await ask("setup.code", {})).toEqual({ code: null });
  expect(await openPage(guest.ports.https, "/login", { user: "admin", password: newPassword })).toMatchObject(
    {
      location: "/tickets",
    },
  );
  expect(await handOver(guest.ports.smtp, plainMail("after the restore"))).toMatch(/^250 /);
});

/** Turns it off with its power button and on again, with more credentials. */
async function restartWith(more: Readonly<Record<string, string>>): Promise<void> {
  await guest.pressPower();
  await guest.waitForOff(180);
  const units = "systemd.unit-dropin.multi-user.target";
  await guest.start({ ...credentials, ...more, [units]: `${credentials[units]}${more[units] ?? ""}` });
  await guest.waitForGreeting(patience);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

const ask = <V extends VerbName>(verb: V, args: Arguments<V>): Promise<AnswerTo<V>> =>
  askConsole(guest, verb, args);
