/**
 * The first start as a user does it: on the serial line, which shows the URL and sets the host name, and then in a
 * browser, from the code to the test mail that arrives as ticket 1.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import xterm from "@xterm/headless";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keys } from "../../appliance/console/testing/terminal.ts";
import { openTab, picture, startBrowser } from "../browser/support.ts";
import { type Guest, startGuest } from "../support/guest.ts";
import { openPage } from "../support/pages.ts";
import { mailbox } from "../support/program.ts";
import { eventually, handOver, idIn, plainMail } from "../support/server.ts";

const root = resolve(import.meta.dirname, "../..");
const { version }: { version: string } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));

const emulator = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
let guest: Guest;
let shown = 0;
/** Of the certificate, before the setup. */
let fingerprintBefore: string | undefined;

beforeAll(async () => {
  guest = await startGuest({ image: resolve(root, `dist/mailmanager-${version}.raw`), name: "console" });
});
afterAll(() => guest?.remove());

test("the first screen shows the URL, the fingerprint and the setup code", async () => {
  await until(/\b[A-Z2-9]{4}-[A-Z2-9]{4}\b(?:.|\n)*Factory reset/, 600);
  const half = "((?:[0-9A-F]{2}:){15}[0-9A-F]{2})";
  const fingerprint = new RegExp(`${half}:\\s*${half}`);
  // The certificate appears a moment after the code.
  const screen = await until(fingerprint, 120);
  expect(screen).toMatch(/https:\/\/10\.0\.2\.15\/setup/);
  const [, first = "", second = ""] = fingerprint.exec(screen) ?? [];
  const page = await openPage(guest.ports.https, "/setup");
  expect(page).toMatchObject({ status: 200 });
  expect((first + second).replaceAll(":", "").toLowerCase()).toBe(page.fingerprint);
  fingerprintBefore = page.fingerprint;
});

test("its code is accepted, and no other", async () => {
  const [code = ""] = /\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/.exec(await until(/Factory reset/, 60)) ?? [];
  const wrong = await openPage(guest.ports.https, "/setup", { code: "AAAA-AAAA" });
  expect(wrong.location).toBeUndefined();
  const right = await openPage(guest.ports.https, "/setup", { code });
  expect(right).toMatchObject({ status: 303, location: expect.stringMatching(/^\/setup\/./) });
});

test("the network page opens and closes", async () => {
  guest.type("1");
  expect(await until(/Change settings/, 60)).toContain("10.0.2.15");
  guest.type(keys.escape);
  await until(/Factory reset/, 60);
});

test("its host name is set there", async () => {
  guest.type("2");
  await until(/The name of this appliance/, 60);
  guest.type(keys.backspace.repeat(20));
  guest.type(`desk.example${keys.enter}${keys.enter}`);
  await until(/The host name is now desk\.example/, 60);
  guest.type(keys.escape);
  await until(/Factory reset/, 60);
});

test("setup in the browser, from the code to ticket 1", { timeout: 20 * 60_000 }, async () => {
  const [code = ""] = /\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/.exec(await until(/Factory reset/, 60)) ?? [];
  const browser = await startBrowser("--host-resolver-rules=MAP desk.example 127.0.0.1");
  try {
    const address = `https://desk.example:${guest.ports.https}`;
    const desk = { address, password, deliver: async () => {}, stop: async () => {} };
    const tab = await openTab(browser, desk, { ignoreHTTPSErrors: true });
    const { page } = tab;
    page.setDefaultTimeout(120_000);
    page.setDefaultNavigationTimeout(120_000);
    await page.goto("/");
    await page.getByLabel("Setup code").fill(code);
    await page.keyboard.press("Enter");
    await heading(page, "Language and time");
    await go(page);
    await heading(page, "Administrator");
    await page.getByLabel("Name", { exact: true }).fill("Ann Whitfield");
    await page.getByLabel("User name").fill("ann");
    await page.getByLabel("Email address").fill("ann@customer.example");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Repeat the password").fill(password);
    await go(page);
    await heading(page, "Name and network");
    expect(await page.getByLabel("Host name").inputValue()).toBe("desk.example");
    await picture(tab, "box-setup-name");
    await go(page);
    // DNS has neither this name nor the next one's domain: the page says so, and setup can continue.
    await goOn(page);
    await heading(page, "First mailbox");
    await page.getByLabel("Address", { exact: true }).fill(mailbox);
    await page.getByLabel("Name", { exact: true }).fill("Support");
    await go(page);
    await goOn(page);
    await heading(page, "Incoming mail");
    await page.getByLabel("By SMTP, directly").check();
    await go(page);
    await goOn(page);
    await heading(page, "Outgoing mail");
    await page.goto("/setup/finish");
    await heading(page, "Finish");
    await go(page);
    await page.getByText("arrived as ticket 1").waitFor();
    await page.getByRole("link", { name: "Open ticket 1" }).click();
    await page.getByRole("heading", { name: "#1 Test mail from setup" }).waitFor();
    await picture(tab, "box-ticket-1");
    idIn(await handOver(guest.ports.smtp, plainMail("the first from outside")));
    await eventually(
      "the mail from outside is in the list",
      async () => {
        await page.goto("/tickets");
        return (await page.getByRole("link", { name: "the first from outside" }).count()) > 0;
      },
      120,
    );
  } finally {
    await browser.close();
  }
});

test("the console shows that it is set up", async () => {
  guest.type(keys.redraw);
  const screen = await until(/desk\.example(?:.|\n)*Factory reset/, 120);
  expect(screen).not.toMatch(/\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/);
  // Browsers have warned once.
  expect((await openPage(guest.ports.https, "/login")).fingerprint).toBe(fingerprintBefore);
});

test("it gets a PIN", async () => {
  guest.type("e");
  await until(/The console has no PIN/, 60);
  guest.type(keys.enter);
  await until(/New PIN/, 60);
  guest.type(`271828${keys.enter}271828${keys.enter}${keys.enter}`);
  await until(/The console has a new PIN/, 120);
  guest.type(keys.enter);
  await until(/Factory reset/, 60);
});

test("it is turned off there", async () => {
  guest.type("c");
  await until(/The appliance will shut down/, 60);
  guest.type("2");
  await guest.waitForOff(180);
});

const password = "correct horse battery staple";
const go = (page: Page) => page.locator("button[data-default]").click();
const goOn = (page: Page) => page.getByRole("link", { name: "Continue anyway" }).click();
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();

/** Waits until the screen shows a text. @returns the screen's text */
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
