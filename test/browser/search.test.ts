/** Search as people use it: words, filters, alternatives, and the text in real attachments. */
import { Buffer } from "node:buffer";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pdfOf, wordOf } from "../../src/edges/mime/files/testing.ts";
import { logIn, openServer, openTab, picture, startBrowser, type TestServer, untilThere } from "./support.ts";

let browser: Browser;
let desk: TestServer;

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openServer("--outgoing", "catch");
  await desk.deliver({
    ...{ from: "Mia Torres <mia@torres.example>", subject: "Delivery note" },
    text: "Please see the files.",
    attachments: [
      { filename: "note.docx", content: wordOf("Musterstraße 12", "Two lamps") },
      { filename: "terms.pdf", content: pdfOf("BT /F1 9 Tf (Payment within fourteen days) Tj ET") },
    ],
  });
  await desk.deliver({
    ...{
      from: "Jo Okafor <jo@okafor.example>",
      subject: "Lamps flicker",
      text: "The lamps in the hall flicker.",
    },
    attachments: [{ filename: "broken.docx", content: Buffer.from("PK\u0003\u0004 not a document") }],
  });
  await desk.deliver({ from: "Ana Lind <ana@lind.example>", subject: "Invoice", text: "When is it due?" });
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

test("words are found in files, alternatives are shown in parts, and taken away by a click", async () => {
  const tab = await openTab(browser, desk, { viewport: { width: 1280, height: 800 } });
  await logIn(tab, desk);
  const { page } = tab;
  await untilThere(tab, "/search?q=musterstrasse", ".hits > li", 1);
  await untilThere(tab, "/search?q=fourteen+days", ".hits > li", 1);
  expect(await page.locator(".hits").innerText()).toContain("In an attachment: note.docx, terms.pdf");
  await picture(tab, "search-attachment");

  await page.getByLabel("Words in subjects").fill("(lamps OR subject:invoice) -state:closed after:today");
  await page.locator(".search-form").getByRole("button", { name: "Search" }).click();
  await page.locator(".hits > li").nth(2).waitFor();
  expect(await page.locator(".hits mark").allInnerTexts()).toContain("Lamps");
  await picture(tab, "search-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(tab, "search-dark");
  await page.setViewportSize({ width: 390, height: 800 });
  await picture(tab, "search-phone");
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  await page.getByLabel("Remove subject:invoice").click();
  await page.waitForURL(/q=%28lamps%29/);
  expect(await page.locator(".hits > li").count()).toBe(2);

  await page.goto("/search?q=colour:red");
  expect(await page.locator("main").innerText()).toContain("colour: is not a filter of this search");
  await page.goto(`/search?q=${encodeURIComponent('lamps "to be found" -state:closed')}`);
  await picture(tab, "search-none");
  await page.goto("/help/searching");
  await picture(tab, "search-help");
  expect([tab.complaints, tab.outside]).toEqual([[], []]);
});
