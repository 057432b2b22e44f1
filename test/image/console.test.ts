/** What someone sees who stands before a new box with nothing but its serial line, and what they can do there. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import xterm from "@xterm/headless";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keys } from "../../appliance/console/testing/terminal.ts";
import { type Guest, startGuest } from "../support/guest.ts";
import { openPage } from "../support/pages.ts";

const root = resolve(import.meta.dirname, "../..");
const { version }: { version: string } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));

const emulator = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
let guest: Guest;
let shown = 0;

beforeAll(async () => {
  guest = await startGuest({ image: resolve(root, `dist/mailmanager-${version}.raw`), name: "console" });
});
afterAll(() => guest?.remove());

test("the first screen says where to go, what the browser will show, and the setup code", async () => {
  await until(/\b[A-Z2-9]{4}-[A-Z2-9]{4}\b(?:.|\n)*Factory reset/, 600);
  const half = "((?:[0-9A-F]{2}:){15}[0-9A-F]{2})";
  const fingerprint = new RegExp(`${half}:\\s*${half}`);
  // The certificate is there a moment after the code.
  const screen = await until(fingerprint, 120);
  expect(screen).toMatch(/https:\/\/10\.0\.2\.15\/setup/);
  const [, first = "", second = ""] = fingerprint.exec(screen) ?? [];
  const page = await openPage(guest.ports.https, "/setup");
  expect(page).toMatchObject({ status: 200 });
  expect((first + second).replaceAll(":", "").toLowerCase()).toBe(page.fingerprint);
});

test("its code is taken, and no other", async () => {
  const [code = ""] = /\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/.exec(await until(/Factory reset/, 60)) ?? [];
  const wrong = await openPage(guest.ports.https, "/setup", { code: "AAAA-AAAA" });
  expect(wrong.location).toBeUndefined();
  const right = await openPage(guest.ports.https, "/setup", { code });
  expect(right).toMatchObject({ status: 303, location: expect.stringMatching(/^\/setup\/./) });
});

test("the network's page opens and closes", async () => {
  guest.type("1");
  expect(await until(/Change the settings/, 60)).toContain("10.0.2.15");
  guest.type(keys.escape);
  await until(/Factory reset/, 60);
});

test("it is switched off there", async () => {
  guest.type("c");
  await until(/Do\s+you\s+want\s+that\?/, 60);
  guest.type("2");
  await guest.waitForOff(180);
});

/** Waits until the screen shows a text. @returns the screen */
async function until(wanted: RegExp, seconds: number): Promise<string> {
  for (const end = performance.now() + seconds * 1000; ; await sleep(200)) {
    const screen = await look();
    if (wanted.test(screen)) return screen;
    if (performance.now() > end) throw new Error(`the screen never showed ${wanted}:\n${screen}`);
  }
}

/** The screen as it is now. */
async function look(): Promise<string> {
  const said = guest.serial();
  const news = said.slice(shown);
  shown = said.length;
  await new Promise<void>((done) => emulator.write(news, done));
  const { active } = emulator.buffer;
  return Array.from(
    { length: emulator.rows },
    (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? "",
  ).join("\n");
}
