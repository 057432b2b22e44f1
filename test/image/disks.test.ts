/**
 * Disks and seeds of the booted image: OVF properties on a disc set it up; a new image takes over the data of an attached
 * disk from its first start; with a copy of its own disk beside it, people are asked, and the copy is not touched.
 * Settings that cannot be applied at once are tried again.
 */
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerTo, Arguments, VerbName } from "../../appliance/protocol.ts";
import { askConsole, consoleAtPort80, patience, wanted } from "../support/box-guest.ts";
import { makeDisc } from "../support/disc.ts";
import { type Guest, startGuest } from "../support/guest.ts";
import { openPage } from "../support/pages.ts";
import { mailbox } from "../support/program.ts";
import { eventually, handOver, plainMail } from "../support/server.ts";

const root = resolve(import.meta.dirname, "../..");
const { version }: { version: string } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));
const image = resolve(root, `dist/mailmanager-${version}.raw`);
const password = "a long enough password";
const properties = {
  hostname: "desk.example",
  mailbox,
  "admin-email": "ada@desk.example",
  seed: JSON.stringify({ zone: "Europe/Berlin", admin: { password } }).replaceAll('"', "&quot;"),
  other: "1",
};
const environment = `<?xml version="1.0" encoding="UTF-8"?>
<Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:oe="http://schemas.dmtf.org/ovf/environment/1">
<PropertySection>${Object.entries(properties)
  .map(([key, value]) => `<Property oe:key="${key}" oe:value="${value}"/>`)
  .join("")}</PropertySection></Environment>`;

const credentials: Readonly<Record<string, string>> = { ...consoleAtPort80, ...wanted("probe.socket") };
/** The settings cannot be applied before the program runs, which starts without them. */
const lateSettings =
  "[Service]\nExecStartPre=/usr/bin/systemctl is-active --quiet mailmanager.service\nRestartSec=2s\n";

let disc: string;
let old: Guest;
let fresh: Guest | undefined;
const copy = resolve(root, ".cache/test/guests/copy.qcow2");

beforeAll(async () => {
  disc = makeDisc("ovf", "ovf-env.xml", environment);
  old = await startGuest({
    ...{ image, name: "disks-old", commandLine: "console=ttyS0", credentials },
    extraDisks: [disc],
  });
  await old.waitForGreeting(patience);
});
afterAll(async () => {
  await old?.remove();
  await fresh?.remove();
  for (const file of [disc, copy]) rmSync(file, { force: true });
});

test("OVF properties on a disc set it up, with every declared key", async () => {
  const actions = await ask(old, "actions", { after: 0 });
  expect(actions).toMatchObject([
    { what: { code: "seed.unknown", params: { names: "other" } } },
    { what: { code: "seed.set-up", params: { from: expect.stringContaining("OVF") } } },
  ]);
  expect(await ask(old, "status", {})).toMatchObject({
    hostname: "desk.example",
    clock: { timezone: "Europe/Berlin" },
    applied: { state: "applied", failed: [] },
    disks: { unused: [], data: null },
  });
  expect(await openPage(old.ports.https, "/login", { user: "admin", password })).toMatchObject({
    location: "/tickets",
  });
  expect(await handOver(old.ports.smtp, plainMail("on the old disk"))).toMatch(/^250 /);
});

test("the guest agent reports addresses, freezes the data, turns it off, and runs no commands", async () => {
  expect(JSON.stringify(await old.askAgent("guest-network-get-interfaces"))).toContain("10.0.2.15");
  expect(await old.askAgent("guest-exec")).toMatchObject({ error: { class: "CommandNotFound" } });
  // For a snapshot: nothing is written until it is thawed, and then everything goes on.
  expect(await old.askAgent("guest-fsfreeze-freeze")).toMatchObject({ return: expect.any(Number) });
  expect(await old.askAgent("guest-fsfreeze-status")).toEqual({ return: "frozen" });
  expect(await old.askAgent("guest-fsfreeze-thaw")).toMatchObject({ return: expect.any(Number) });
  expect(await handOver(old.ports.smtp, plainMail("after a snapshot"))).toMatch(/^250 /);
  await old.askAgent("guest-shutdown").catch(() => undefined);
  await old.waitForOff(180);
});

test("with a copy of its disk beside it, it asks which one, and leaves the other alone", async () => {
  copyFileSync(old.disk, copy);
  const before = hashOf(copy);
  old.attach(copy);
  const since = old.mark();
  await old.start(credentials);
  const asked = await old.waitForSerial(/type the number of the right one/, 300, since);
  const said = asked.input.slice(0, asked.index);
  expect(said).toMatch(/1 {2}vda, .*data last written \d{4}-/);
  expect(said).toMatch(/2 {2}vdb, .*data last written \d{4}-/);
  old.type("1\r");
  await old.waitForGreeting(patience);
  expect((await ask(old, "status", {})).disks.unused).toEqual([expect.stringMatching(/^vdb, /)]);
  expect(await handOver(old.ports.smtp, plainMail("beside a copy"))).toMatch(/^250 /);
  await old.pressPower();
  await old.waitForOff(180);
  expect(hashOf(copy)).toBe(before);
});

test("a new image takes over an attached disk's data, and its larger disk; settings that fail at first are tried again", async () => {
  old.growDisk(12);
  fresh = await startGuest({
    ...{ image, name: "disks-fresh", commandLine: "console=ttyS0", secondDisk: old.disk },
    credentials: { ...credentials, "systemd.unit-dropin.mailmanager-box-apply.service": lateSettings },
  });
  const guest = fresh;
  await guest.waitForGreeting(patience);
  await eventually(
    "the settings are applied",
    async () => (await ask(guest, "status", {})).applied.state === "applied",
    180,
  );
  const status = await ask(guest, "status", {});
  expect(status).toMatchObject({
    hostname: "desk.example",
    disks: { unused: [], data: expect.stringMatching(/^vdb, /) },
    storage: { disk: 12 * 2 ** 30, unpartitioned: 0 },
  });
  // Without system and slots: 12 GiB less 1.2, and what ext4 needs for itself.
  expect(status.storage.data.total).toBeGreaterThan(10 * 2 ** 30);
  const log = (await ask(guest, "logs", { unit: "mailmanager-box-apply.service", lines: 200 })).join("\n");
  expect(log).toMatch(/Failed to start mailmanager-box-apply/);
  expect(await openPage(guest.ports.https, "/login", { user: "admin", password })).toMatchObject({
    location: "/tickets",
  });
  expect(await handOver(guest.ports.smtp, plainMail("with the new image"))).toMatch(/^250 /);
});

const hashOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

const ask = <V extends VerbName>(guest: Guest, verb: V, args: Arguments<V>): Promise<AnswerTo<V>> =>
  askConsole(guest, verb, args);
