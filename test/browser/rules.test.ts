/** What only a browser shows of rules: the editor, and forms whose fields depend on one another. */
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

test("a rule is typed in the editor, which completes and marks errors, and is saved as it was typed", async () => {
  const tab = await openTab(browser, desk);
  const { page } = tab;
  await logIn(tab, desk);
  await page.goto("/settings/rules");
  const content = page.locator(".editor .cm-content");
  await content.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  const rule =
    'ruleset "Desk"\nrule "Lamps"\nwhen new mail arrives\nand subject contains "lamp"\nthen stop\n';
  await page.keyboard.type(rule, { delay: 20 });
  const value = () => page.locator("textarea[name=text]").inputValue();
  await expect.poll(value).toBe(rule);
  await page.keyboard.type('rule "More"\nwhen mail arrives\nand subj', { delay: 20 });
  const options = page.locator(".editor .cm-tooltip-autocomplete li");
  await options.getByText("subject", { exact: true }).click();
  await expect.poll(value).toMatch(/and subject$/);
  await expect.poll(() => page.locator(".editor .cm-lint-marker-error").count()).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.type(' contains "x"\nthen raise priority', { delay: 20 });
  await expect.poll(() => page.locator(".editor .cm-lint-marker-error").count()).toBe(0);
  await page.getByRole("button", { name: "Save as new version" }).click();
  await page.waitForURL("**/settings/rules/1");
  expect(await page.locator("pre.code").last().textContent()).toContain('and subject contains "x"');
  expect(tab.complaints).toEqual([]);
  await page.close();
});

test("findings of the analysis stand beside their lines, and unsaved text is kept until it is discarded", async () => {
  const tab = await openTab(browser, desk);
  const { page } = tab;
  await logIn(tab, desk);
  await page.goto("/settings/rules");
  const saved = await page.locator("textarea[name=text]").inputValue();
  const content = page.locator(".editor .cm-content");
  await content.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  const rule = (name: string, word: string) =>
    `rule "${name}"\nwhen mail arrives\nand subject contains "${word}"\nthen set category to "${name}"\n`;
  await page.keyboard.insertText(`ruleset "Desk"\n${rule("Lamps", "lamp")}${rule("Shades", "shade")}`);
  const marker = page.locator(".editor .cm-lint-marker-warning");
  await expect.poll(() => marker.count(), { timeout: 30_000 }).toBe(1);
  await page.locator("[role=status]").getByText("Warnings: 1. Notes: 1.").waitFor();
  await page.locator(".editor .cm-lintRange-warning").first().hover();
  const tooltip = page.locator(".editor .cm-tooltip-hover");
  await tooltip.getByText("both set the category").waitFor();
  expect(await tooltip.locator("pre").textContent()).toContain("lamp");
  const opened = page.context().waitForEvent("page", { timeout: 60_000 });
  await tooltip.getByRole("button", { name: "Run it" }).click({ timeout: 60_000 });
  const trace = await opened;
  await trace.getByText('set category to "Lamps"').waitFor();
  await trace.close();

  await page.goto("/tickets");
  await page.goto("/settings/rules");
  await expect.poll(() => page.locator("textarea[name=text]").inputValue()).toContain("Shades");
  await page.getByText("This text was not saved; it is kept in this browser.").waitFor();
  await page.getByRole("button", { name: "Discard it" }).click();
  expect(await page.locator("textarea[name=text]").inputValue()).toBe(saved);
  await page.reload();
  await page.locator(".editor .cm-content").waitFor();
  expect(await page.locator("textarea[name=text]").inputValue()).toBe(saved);
  expect(tab.complaints).toEqual([]);
  await page.close();
});

test("a form shows the fields that its choices need, and saves the rule", async () => {
  const tab = await openTab(browser, desk);
  const { page } = tab;
  await logIn(tab, desk);
  await page.goto("/settings/rules/form?start=blank");
  await page.getByLabel("Name", { exact: true }).fill("From the form");
  const row = page.locator(".rule-row.condition").first();
  expect(await row.getByLabel("Header name").isVisible()).toBe(false);
  await row.getByLabel("What").selectOption("header");
  await row.getByLabel("Header name").fill("X-Shop");
  await row.getByLabel("Test").selectOption("missing-not");
  expect(await row.getByLabel("Value").isVisible()).toBe(false);
  const action = page.locator(".rule-row.action").first();
  await action.getByLabel("Do").selectOption("set-priority");
  expect(await action.getByLabel("Group").isVisible()).toBe(false);
  await action.getByLabel("Priority").selectOption("high");
  await page.getByRole("button", { name: "Save rule" }).click();
  await page.waitForURL(/\/settings\/rules\/\d+$/);
  const text = await page.locator("pre.code").last().textContent();
  expect(text).toContain('and header "x-shop" is not missing');
  expect(text).toContain("then set priority to high");
  expect(tab.complaints).toEqual([]);
  await page.close();
});
