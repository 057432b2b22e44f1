import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Program, serveConfigured } from "../support/program.ts";
import { type MailServer, openTab, picture, startBrowser, startMailServer, type Watched } from "./support.ts";

let browser: Browser;
let mailServer: MailServer;
let folder: string;
let program: Program;

beforeAll(async () => {
  mailServer = await startMailServer();
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), "setup-test-"));
});
afterAll(async () => {
  await browser?.close();
  const ended = await program?.stop();
  await mailServer?.close();
  rmSync(folder, { recursive: true, force: true });
  if (ended && ended.status !== 0) throw new Error(`it ended with ${ended.status}: ${ended.stderr}`);
});

const password = "correct horse battery";

async function start(data: string): Promise<string> {
  program = serveConfigured(data, "--https", "127.0.0.1:0");
  const { http } = await program.serving;
  return `http://${http}`;
}

async function tabAt(address: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Watched> {
  return openTab(browser, { address, password, deliver: async () => {}, stop: async () => {} }, options);
}

const codeIn = (data: string) => readFileSync(join(data, "setup-code"), "utf8").trim();
const go = (page: Page) => page.locator("button[data-default]").click();
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();

test("from an empty folder to ticket 1, with wrong answers and a restart", async () => {
  const data = join(folder, "data");
  const tab = await tabAt(await start(data), {
    viewport: { width: 1280, height: 860 },
    timezoneId: "Europe/Vienna",
  });
  const { page } = tab;
  await page.goto("/tickets");
  expect(new URL(page.url()).pathname).toBe("/setup");
  await picture(tab, "setup-code-light");
  await page.getByLabel("Setup code").fill("AAAA-AAAA");
  await page.keyboard.press("Enter");
  await page.getByText("Wrong setup code").waitFor();
  await picture(tab, "setup-code-wrong");
  await page.getByLabel("Setup code").fill(codeIn(data).toLowerCase());
  await page.keyboard.press("Enter");

  await heading(page, "Language and time");
  expect(await page.getByLabel("Time zone").inputValue()).toBe("Europe/Vienna");
  await picture(tab, "setup-zone-light");
  await go(page);

  await heading(page, "Administrator");
  await page.getByLabel("Name", { exact: true }).fill("Ann Whitfield");
  await page.getByLabel("User name").fill("ann");
  await page.getByLabel("Email address").fill("ann@customer.example");
  await page.getByLabel("Password", { exact: true }).fill("annwhitfield1");
  await page.getByLabel("Repeat the password").fill("annwhitfield1");
  await go(page);
  await page.getByText("This password is too easy to guess").waitFor();
  expect(await page.getByLabel("User name").inputValue()).toBe("ann");
  expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("");
  await picture(tab, "setup-admin-light");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Repeat the password").fill(password);
  await go(page);

  await heading(page, "Name and network");
  await page.getByLabel("Host name").fill("desk.example");
  await picture(tab, "setup-name-light");
  await go(page);
  // DNS has no such name: the page says so and what to do, and setup can continue.
  await page.getByRole("heading", { name: "Test results" }).waitFor();
  await picture(tab, "setup-name-found-light");

  // The program is killed.
  await program.kill();
  await tab.context.close();
  const second = await tabAt(await start(data), {
    viewport: { width: 1280, height: 860 },
    colorScheme: "dark",
    storageState: { cookies: [], origins: [] },
  });
  const next = second.page;
  await next.goto("/");
  await next.getByLabel("Setup code").fill(codeIn(data));
  await next.keyboard.press("Enter");
  await heading(next, "First mailbox");
  await next.getByRole("link", { name: /Name and network/ }).click();
  expect(await next.getByLabel("Host name").inputValue()).toBe("desk.example");
  await next.goBack();
  await next.getByLabel("Address", { exact: true }).fill("support@desk.example");
  await next.getByLabel("Name", { exact: true }).fill("Support <b>");
  await picture(second, "setup-mailbox-dark");
  await go(next);
  const passedOn = next.getByRole("link", { name: "Continue anyway" });
  await passedOn.click();

  await heading(next, "Incoming mail");
  await next.getByLabel("By IMAP, from a mailbox on another server").check();
  await next.getByLabel("Server", { exact: true }).fill("127.0.0.1");
  await next.getByLabel("Port", { exact: true }).fill(String(mailServer.port));
  await next.getByLabel("Encryption", { exact: true }).selectOption("none");
  await next.getByLabel("User", { exact: true }).fill("support");
  await next.getByLabel("Password", { exact: true }).fill("secret");
  await go(next);
  await next.getByText("Check server, port and encryption").waitFor();
  await picture(second, "setup-incoming-imap-dark");
  await next.getByLabel("By SMTP, directly").check();
  await go(next);
  await next
    .getByText("The record should be")
    .or(next.getByText("Add a record to the domain's DNS"))
    .first()
    .waitFor();
  await picture(second, "setup-incoming-dark");
  await passedOn.click();

  await heading(next, "Outgoing mail");
  await next.getByLabel("Server", { exact: true }).fill("127.0.0.1");
  await next.getByLabel("Port", { exact: true }).fill(String(mailServer.port));
  await next.getByLabel("Encryption", { exact: true }).selectOption("none");
  await picture(second, "setup-outgoing-dark");
  await go(next);
  await heading(next, "Certificate");
  await next.getByText("accepts mail from here").waitFor();
  await picture(second, "setup-certificate-dark");
  await go(next);

  await heading(next, "Finish");
  await next.getByText("Europe/Vienna").waitFor();
  await picture(second, "setup-finish-dark");
  await go(next);
  await heading(next, "MailManager is set up");
  await next.getByText("arrived as ticket 1").waitFor();
  await picture(second, "setup-done-dark");
  await next.getByRole("link", { name: "Open ticket 1" }).click();
  await next.getByRole("heading", { name: "#1 Test mail from setup" }).waitFor();

  // The reply is sent as chosen.
  await next.getByLabel("Your reply").fill("It works.");
  await next.keyboard.press("Control+Enter");
  // The other mail tests addresses with a "+".
  const replies = () => mailServer.taken.filter((mail) => mail.includes("It works."));
  await expect.poll(() => replies().length).toBe(1);
  expect(replies()[0]).toContain("ann@customer.example");
  expect(second.complaints).toEqual(expect.not.arrayContaining([expect.stringMatching(/policy|violat/i)]));
  await second.context.close();
  expect((await program.stop()).status).toBe(0);
});

test("without scripts, on a phone, with the code and three answers", async () => {
  const data = join(folder, "second");
  const tab = await tabAt(await start(data), {
    viewport: { width: 390, height: 844 },
    javaScriptEnabled: false,
  });
  const { page } = tab;
  await page.goto("/");
  await picture(tab, "setup-code-phone");
  await page.getByLabel("Setup code").fill(codeIn(data));
  await page.getByRole("button", { name: "Start" }).click();
  const steps = ["zone", "admin", "name", "mailbox", "incoming", "outgoing", "certificate", "finish"];
  for (const step of steps) {
    await page.goto(`/setup/${step}`);
    await picture(tab, `setup-${step}-phone`);
    const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(wide, step).toBeLessThanOrEqual(0);
  }
  expect(await page.getByRole("button", { name: "Set up" }).isDisabled()).toBe(true);
  await page.goto("/setup/admin");
  await page.getByLabel("Name", { exact: true }).fill("Bo");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Repeat the password").fill(password);
  await go(page);
  await page.getByLabel("Host name").fill("localhost");
  await go(page);
  await page.getByRole("link", { name: "Continue anyway" }).click();
  await page.getByLabel("Address", { exact: true }).fill("help@desk.example");
  await go(page);
  await page.goto("/setup/finish");
  await go(page);
  await page.getByText("arrived as ticket 1").waitFor();
  await picture(tab, "setup-done-phone");
  await page.getByRole("link", { name: "Go to the tickets" }).click();
  await page.getByRole("link", { name: "Test mail from setup" }).waitFor();
  await tab.context.close();
});
