/** What only a browser shows of lists: the keyboard cursor, and decisions about held mail, on small screens, too. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  logIn,
  openServer,
  openTab,
  picture,
  startBrowser,
  type TestServer,
  type Watched,
} from "./support.ts";

let browser: Browser;
let desk: TestServer;

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openServer("--outgoing", "catch");
  for (const subject of ["First lamp", "Second lamp", "Third lamp"])
    await desk.deliver({
      from: "Mia Torres <mia@torres.example>",
      subject,
      text: `About the invoice for the sample: ${subject}`,
      attachments: [{ filename: "lamp.txt", content: subject }],
    });
  await desk.deliver({
    envelope: { from: "", to: ["support@desk.example"] },
    raw: "Subject: Who wrote this?\r\nTo: support@desk.example\r\n\r\nNobody knows.\r\n",
  });
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

/** Nothing is wider than the screen. */
const overflow = ({ page }: Watched): Promise<number> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

test("the cursor is where it was after a look at a ticket, by key and by Back", async () => {
  const tab = await openTab(browser, desk);
  const { page } = tab;
  await logIn(tab, desk);
  await expect
    .poll(async () => {
      await page.goto("/tickets");
      return page.locator("[data-row]").count();
    })
    .toBe(3);
  const marked = () => page.locator("[data-row].cursor").textContent();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const row = await marked();
  for (const back of [() => page.keyboard.press("u"), () => page.goBack()]) {
    await page.keyboard.press("o");
    await page.waitForURL(/\/tickets\/\d+$/);
    await back();
    await page.waitForURL(/\/tickets(?:\?.*)?$/);
    await expect.poll(marked).toBe(row);
    await expect
      .poll(() => page.evaluate<boolean>("document.activeElement?.closest('[data-row].cursor') !== null"))
      .toBe(true);
  }
  await page.keyboard.press("j");
  expect(await marked()).not.toBe(row);
  expect(tab.complaints).toEqual([]);
  await tab.context.close();
});

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 320],
  ["dark", 320],
] as const)("search and held mail, %s at %i pixels", async (colorScheme, width) => {
  const tab = await openTab(browser, desk, { colorScheme, viewport: { width, height: 800 } });
  const { page } = tab;
  await logIn(tab, desk);
  await page.goto("/search");
  await page.getByText("from:ann").waitFor();
  await picture(tab, `search-filters-${colorScheme}-${width}`);
  expect(await overflow(tab)).toBeLessThanOrEqual(0);
  await expect
    .poll(async () => {
      await page.goto("/search?q=invo+sam+from%3Amia+has%3Aattachment");
      return page.locator("main").textContent();
    })
    .toContain("3 messages in 3 tickets");
  expect(await page.locator("mark").allTextContents()).toContain("invo");
  await picture(tab, `search-${colorScheme}-${width}`);
  expect(await overflow(tab)).toBeLessThanOrEqual(0);
  await page.goto("/search?q=label%3Alamp");
  await page.getByText("label: is not a filter of this search").first().waitFor();
  await picture(tab, `search-refused-${colorScheme}-${width}`);

  await page.goto("/mails/held");
  await page.getByRole("link", { name: "Who wrote this?" }).click();
  await page.getByRole("button", { name: "Archive without a ticket" }).waitFor();
  await picture(tab, `mail-held-${colorScheme}-${width}`);
  expect(await overflow(tab)).toBeLessThanOrEqual(0);
  expect(tab.complaints).toEqual([]);
  await tab.context.close();
});

test("a decision where the mail is shown leads back to held mail, which says what was done", async () => {
  const tab = await openTab(browser, desk);
  const { page } = tab;
  await logIn(tab, desk);
  await page.goto("/mails/held");
  await page.getByRole("link", { name: "Who wrote this?" }).click();
  await page.getByRole("button", { name: "Archive without a ticket" }).click();
  await page.waitForURL("**/mails/held");
  await page.getByText("Mail archived.").waitFor();
  await page.getByText("No held mail").waitFor();
  await picture(tab, "held-decided");
  expect(tab.complaints).toEqual([]);
  await tab.context.close();
});

test("whatever its category and tags are, a row shows its subject", async () => {
  const tab = await openTab(browser, desk, { viewport: { width: 1280, height: 800 } });
  await logIn(tab, desk);
  const { page } = tab;
  await page.goto("/tickets?state=new");
  await page.getByRole("link", { name: "Second lamp" }).click();
  await page
    .getByLabel("Tags")
    .fill("waiting-for-the-supplier, warehouse-north, second-line, contract-renewal");
  await page.getByLabel("Category").fill("Hardware / Peripherals / Multifunction printers and scanners");
  await page.getByLabel("Category").blur();
  await page.getByText(/Category of #\d+ saved\./).waitFor();
  for (const width of [1280, 700, 375]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto("/tickets?state=new");
    const subject = page.getByRole("link", { name: "Second lamp" });
    const cut = await subject.evaluate((link) => link.scrollWidth - link.clientWidth);
    expect(cut, `at ${width}`).toBeLessThanOrEqual(1);
    expect(await overflow(tab), `at ${width}`).toBeLessThanOrEqual(0);
  }
  await tab.context.close();
});

test("a reply is in sight once it is sent, with its way back, and closing leads to the next ticket", async () => {
  const tab = await openTab(browser, desk, { viewport: { width: 1280, height: 600 } });
  await logIn(tab, desk);
  const { page } = tab;
  await page.goto("/tickets?state=new");
  await page.getByRole("link", { name: "Third lamp" }).click();
  await page.waitForURL(/\/tickets\/\d+$/);
  await page.keyboard.press("r");
  await page.keyboard.type(`It is on its way.\n${"One more line.\n".repeat(25)}`);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/#m-/);
  const inSight = async (selector: string): Promise<boolean> => {
    const box = await page.locator(selector).boundingBox();
    return box !== null && box.y >= 0 && box.y < 600;
  };
  expect(await inSight(`[id="${new URL(page.url()).hash.slice(1)}"]`)).toBe(true);
  expect(await inSight("[data-flash=done] button")).toBe(true);
  // It is open now, and not in the list any more that it was opened from.
  await page.goto("/tickets?state=new");
  const rows = page.locator("[data-row] [data-open]");
  const [first, second] = await rows.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  await rows.first().click();
  await page.waitForURL(`**${first}`);
  await page.keyboard.press("e");
  await page.waitForURL(`**${second}`);
  await page.getByText(`#${first?.split("/").at(-1)} closed.`).waitFor();
  await page.keyboard.press("z");
  await page.waitForURL(`**${first}`);
  expect(await page.getByLabel("State").inputValue()).toBe("new");
  expect(tab.complaints).toEqual([]);
  await tab.context.close();
});
