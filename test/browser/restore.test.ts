import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import nodemailer from "nodemailer";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  expectDone,
  mailbox,
  newInstallation,
  type Program,
  portOf,
  serve,
  serveConfigured,
} from "../support/program.ts";
import { openTab, picture, startBrowser, type Watched } from "./support.ts";

let browser: Browser;
let folder: string;
let password: string;
let backup: string;
const programs: Program[] = [];

/** An installation with a ticket, backed up while it is running. */
beforeAll(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), "restore-test-"));
  const desk = await newInstallation(join(folder, "old"));
  password = desk.password;
  const program = serve(desk.data);
  const { smtp } = await program.serving;
  const mailer = nodemailer.createTransport({ host: "127.0.0.1", port: portOf(smtp), ignoreTLS: true });
  const from = "Ann Whitfield <ann@whitfield.example>";
  await mailer.sendMail({ from, to: mailbox, subject: "Kept over the fire", text: "Do you still know me?" });
  mailer.close();
  const tail = async () => (await expectDone(["journal", "tail", "--data", desk.data])).stdout;
  while (!(await tail()).includes("TicketOpened")) await new Promise((resolve) => setTimeout(resolve, 200));
  backup = (await expectDone(["backup", "create", "--data", desk.data])).stdout.trim();
  expect((await program.stop()).status).toBe(0);
});
afterAll(async () => {
  await browser?.close();
  for (const program of programs) await program.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A new installation whose setup code has been entered. */
async function atFirstStart(
  name: string,
  options: Parameters<Browser["newContext"]>[0],
  ...more: readonly string[]
): Promise<Watched> {
  const data = join(folder, name);
  const program = serveConfigured(data, ...more);
  programs.push(program);
  const { http } = await program.serving;
  const desk = { address: `http://${http}`, password, deliver: async () => {}, stop: async () => {} };
  const tab = await openTab(browser, desk, options);
  await tab.page.goto("/");
  await tab.page.getByLabel("Setup code").fill(readFileSync(join(data, "setup-code"), "utf8").trim());
  await tab.page.keyboard.press("Enter");
  await tab.page.getByRole("link", { name: "Restore a backup" }).click();
  await tab.page.getByRole("heading", { level: 1, name: "Restore a backup" }).waitFor();
  return tab;
}

async function logInAgain(tab: Watched, name: string): Promise<void> {
  const { page } = tab;
  await page.getByText("Backup restored. Log in").waitFor();
  await picture(tab, name);
  await page.getByLabel("User name").fill("admin");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL("**/tickets");
  await page.getByRole("link", { name: "Kept over the fire" }).waitFor();
}

const wide = (page: Page) => page.evaluate("document.documentElement.scrollWidth - innerWidth");

test("a backup is uploaded, verified and restored, and log-ins work as before", async () => {
  const tab = await atFirstStart("new", { viewport: { width: 1280, height: 860 } });
  const { page } = tab;
  await picture(tab, "restore-choose-light");

  // A damaged file is refused with the reason, and nothing is changed.
  const damaged = join(folder, "damaged.backup");
  writeFileSync(damaged, readFileSync(backup).subarray(0, -500));
  await page.getByLabel("Backup file").setInputFiles(damaged);
  await page.getByRole("button", { name: "Upload and check" }).click();
  await page.getByText("The backup is damaged or incomplete").waitFor();
  await picture(tab, "restore-refused-light");

  await page.getByLabel("Backup file").setInputFiles(backup);
  await page.getByRole("button", { name: "Upload and check" }).click();
  await page.getByRole("button", { name: "Restore this backup" }).waitFor();
  const shown = await page.locator("main").textContent();
  for (const text of ["desk.example", "Tickets1", "Mails1"]) expect(shown).toContain(text);
  await picture(tab, "restore-ready-light");
  await page.getByRole("button", { name: "Restore this backup" }).click();
  await logInAgain(tab, "restore-done-light");

  await page.goto("/system/backups");
  await page.getByText("Restored").waitFor();
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.getByRole("link", { name: "Download" }).waitFor();
  await picture(tab, "backups-light");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download" }).click(),
  ]);
  const saved = join(folder, "downloaded.backup");
  await download.saveAs(saved);
  expect((await expectDone(["backup", "verify", saved])).stdout).toContain(
    "the backup is valid: desk.example",
  );
  await page.goto("/system/backups");
  await page.getByText("Downloaded").waitFor();
  await page.locator("summary", { hasText: "Delete" }).click();
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await page.getByText("Backup deleted.").waitFor();
  expect(tab.complaints).toEqual([]);
  expect(tab.outside).toEqual([]);
  await tab.context.close();
});

test("the same without scripts, on a phone", async () => {
  const tab = await atFirstStart("third", {
    viewport: { width: 390, height: 844 },
    javaScriptEnabled: false,
    colorScheme: "dark",
  });
  const { page } = tab;
  expect(await wide(page)).toBeLessThanOrEqual(0);
  await picture(tab, "restore-choose-phone-dark");
  await page.getByLabel("Backup file").setInputFiles(backup);
  await page.getByRole("button", { name: "Upload and check" }).click();
  await page.getByRole("button", { name: "Restore this backup" }).waitFor();
  expect(await wide(page)).toBeLessThanOrEqual(0);
  await picture(tab, "restore-ready-phone-dark");
  await page.getByRole("button", { name: "Choose another" }).click();
  await page.getByRole("link", { name: "Set up from scratch instead" }).click();
  await page.getByRole("heading", { level: 1, name: "Language and time" }).waitFor();
  await page.getByRole("link", { name: "Restore a backup" }).click();
  await page.getByLabel("Backup file").setInputFiles(backup);
  await page.getByRole("button", { name: "Upload and check" }).click();
  await page.getByRole("button", { name: "Restore this backup" }).click();
  await logInAgain(tab, "restore-done-phone-dark");
  await page.goto("/system/backups");
  expect(await wide(page)).toBeLessThanOrEqual(0);
  await tab.context.close();
});

test("a file that is too large is refused, with and without a script", async () => {
  const large = join(folder, "large.backup");
  writeFileSync(large, Buffer.alloc(30_000_000));
  const full = join(folder, "full.toml");
  writeFileSync(full, 'disk_reserve = "900000 G"\n');
  for (const javaScriptEnabled of [true, false]) {
    const tab = await atFirstStart(`full-${javaScriptEnabled}`, { javaScriptEnabled }, "--config", full);
    const { page } = tab;
    await page.getByLabel("Backup file").setInputFiles(large);
    await page.getByRole("button", { name: "Upload and check" }).click();
    const said = javaScriptEnabled ? "The file is larger than the free disk space" : "Not enough disk space";
    await page.getByText(said).waitFor();
    expect(page.url()).toMatch(/\/setup\/restore$/);
    await tab.context.close();
  }
});
