/** A ruleset of one mailbox, made in the browser from its name to the mail that follows it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { logIn, openServer, openTab, startBrowser, type TestServer } from "./support.ts";

let browser: Browser;
let desk: TestServer;

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openServer("--outgoing", "catch");
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

test("R-190, R-192: a mailbox gets a ruleset that includes another, which the editor completes and marks", async () => {
  const tab = await openTab(browser, desk);
  const { page } = tab;
  await logIn(tab, desk);
  await page.goto("/settings/rules");
  await page.getByText("Add a ruleset").click();
  await page.getByLabel("Name of the ruleset").fill("Common");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForURL("**/settings/rules?ruleset=Common");
  const content = page.locator(".editor .cm-content");
  const value = () => page.locator("textarea[name=text]").inputValue();
  await content.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText('\nrule "Tagged"\n  when mail arrives\n  then add tag "seen"\n');
  await page.getByRole("button", { name: "Save as new version" }).click();
  await page.waitForURL("**/settings/rules/2");
  await page.getByRole("button", { name: "Activate" }).click();
  await page.waitForURL("**/settings/rules?ruleset=Common");

  await page.getByText("Add a ruleset").click();
  await page.getByLabel("Name of the ruleset").fill("Support");
  await page.getByLabel("Mailbox that follows it").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForURL("**/settings/rules?ruleset=Support");
  expect(await value()).toMatch(/^ruleset "Support" for mailbox "[^"]+"\n$/);
  await content.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type('\ninclude "Com', { delay: 20 });
  await page.locator(".editor .cm-tooltip-autocomplete li").getByText("Common", { exact: true }).click();
  await page.keyboard.type('"\n', { delay: 20 });
  await page.keyboard.insertText(
    'rule "Late"\nwhen mail arrives\nand tags include "seen"\nthen raise priority\n',
  );
  await expect.poll(value).toContain('include "Common"');
  await expect.poll(() => page.getByText("Errors: 0. Warnings: 0.").count(), { timeout: 30_000 }).toBe(1);
  await page.getByRole("button", { name: "Save as new version" }).click();
  await page.waitForURL("**/settings/rules/4");
  await page.getByRole("button", { name: "Activate" }).click();
  await page.waitForURL("**/settings/rules?ruleset=Support");
  const row = page.getByRole("row", { name: /Support/ });
  await expect.poll(() => row.textContent()).toContain("Version 4 is active.");
  expect(tab.complaints).toEqual([]);
  await page.close();
});
