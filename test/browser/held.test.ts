/** Deciding about held mail one after the other, and searching: what stays in place, and what the page then says. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailbox } from "../support/program.ts";
import {
  logIn,
  openServer,
  openTab,
  startBrowser,
  type TestServer,
  untilThere,
  type Watched,
} from "./support.ts";

let browser: Browser;
let desk: TestServer;
let tab: Watched;

const alarm = "pump@plant.example";

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openServer();
  tab = await openTab(browser, desk, { viewport: { width: 1280, height: 800 } });
  await logIn(tab, desk);
  for (const mail of [
    {
      from: "Jörg Großmann <joerg@grossmann.example>",
      subject: "Meßgerät",
      text: "Die Straße ist gesperrt.",
    },
    {
      from: "Iris Vale <iris@vale.example>",
      subject: "Invoices for samples",
      text: "Two of them.",
      cc: mailbox,
    },
  ])
    await desk.deliver(mail);
  await untilThere(tab, "/tickets", "[data-row]", 2);
  // More than five mails with the same content within minutes are a flood: the rest is held.
  for (let n = 0; n < 9; n++)
    await desk.deliver({ from: `Pump <${alarm}>`, subject: "Pressure too high", text: "Pump 17 stops." });
  await untilThere(tab, held, ".card.held:not(.flood)", 4);
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

/** Held mails of one sender, each to be decided about. */
const held = `/mails/held?from=${encodeURIComponent(alarm)}`;

test("each decision leads back to the rest of the held mail, and says what became of the mail", async () => {
  const { page } = tab;
  const cards = page.locator(".card.held:not(.flood)");
  const next = cards.first();
  await page.goto(held);
  await next.getByLabel("Ticket number").fill("2");
  await next.getByRole("button", { name: "Add to ticket" }).click();
  await page.getByRole("status").getByText("Added to #2.").waitFor();
  expect(new URL(page.url()).pathname).toBe("/mails/held");
  expect(await page.getByRole("link", { name: "View #2" }).getAttribute("href")).toBe("/tickets/2");
  expect(await cards.count()).toBe(3);

  await next.getByRole("button", { name: "Create ticket" }).click();
  await page.getByText("Created ticket #8.").waitFor();
  expect(await cards.count()).toBe(2);

  // The same from the page of the mail itself; a mistake is said there, with what was typed.
  await next.getByRole("link", { name: "View message" }).click();
  await page.getByText("Pump 17 stops.").waitFor();
  await page.getByLabel("Ticket number", { exact: true }).fill("4711");
  await page.getByRole("button", { name: "Add to ticket" }).click();
  await page.getByText("Ticket 4711 not found").first().waitFor();
  expect(await page.getByLabel("Ticket number", { exact: true }).inputValue()).toBe("4711");
  await page.getByLabel("Ticket number", { exact: true }).fill("1");
  await page.getByRole("button", { name: "Add to ticket" }).click();
  await page.getByText("Added to #1.").waitFor();
  expect(await cards.count()).toBe(1);

  await next.getByRole("button", { name: "Archive without a ticket" }).click();
  await page.getByText("Mail archived.").waitFor();
  await page.getByText("No held mail").waitFor();
  await page.goto("/tickets/2");
  await page.locator("article.message", { hasText: "Pump 17 stops." }).waitFor();
});

test.each([
  ["invo sam", "Invoices for samples"],
  ["sam invo", "Invoices for samples"],
  ["grossmann", "Meßgerät"],
  ["GROSSMANN", "Meßgerät"],
  ["messger", "Meßgerät"],
  ["strasse", "Meßgerät"],
  ["jorg", "Meßgerät"],
  ["from:iris", "Invoices for samples"],
  ["subject:samp", "Invoices for samples"],
  ["to:desk.example invoices", "Invoices for samples"],
])("searching for %s finds it, and marks what was found", async (words, subject) => {
  const { page } = tab;
  await page.goto(`/search?${new URLSearchParams({ q: words })}`);
  const hit = page.locator("[data-row]", { hasText: subject });
  expect(await hit.count()).toBe(1);
  if (!words.includes(":")) expect(await hit.locator("mark").count()).toBeGreaterThan(0);
  expect(await page.getByRole("status").first().textContent()).toMatch(/\d+ messages? in \d+ tickets?/);
});

test.each([
  ["has:picture", "has:"],
  ["subjekt:invoice", "subjekt:"],
  ["state:opened", "state:"],
])("%s is refused with what is possible instead, not taken as words", async (words, named) => {
  const { page } = tab;
  await page.goto(`/search?${new URLSearchParams({ q: words })}`);
  expect(await page.locator("main").getByText(named).first().isVisible()).toBe(true);
  expect(await page.locator("[data-row]").count()).toBe(0);
  expect(await page.locator("main input[type=search]").inputValue()).toBe(words);
  await page.getByText("is:overdue").first().waitFor();
});
