/** Merging, moving and what a merged ticket still offers: as an agent does it, in a browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
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

const dora = "Dora Lind <dora@lind.example>";
const first = "<gate-1@lind.example>";

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openServer();
  tab = await openTab(browser, desk, { viewport: { width: 1280, height: 800 } });
  await logIn(tab, desk);
  const sent = [
    { from: dora, subject: "The gate squeaks", text: "It wakes the whole street.", messageId: first },
    { from: dora, subject: "Gate, once more", text: "Now it does not open either." },
    { from: "Emil Roy <emil@roy.example>", subject: "Paint for the fence", text: "Two tins of green." },
  ];
  for (const [n, mail] of sent.entries()) {
    await desk.deliver(mail);
    await untilThere(tab, "/tickets", "[data-row]", n + 1);
  }
  await desk.deliver({ from: dora, subject: "Re: The gate squeaks", text: "And a bill.", inReplyTo: first });
  await untilThere(tab, "/tickets/1", "article.message", 2);
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

const state = () => tab.page.locator(".ticket-head .state").textContent();

test("merging offers the requester's other tickets and a search, with what is in them", async () => {
  const { page } = tab;
  await page.goto("/tickets/2");
  await page.getByRole("link", { name: "Merge into another ticket" }).click();
  const offered = page.locator(".candidate");
  await offered.filter({ hasText: "The gate squeaks" }).getByText("And a bill").waitFor();
  expect(await offered.count()).toBe(1);

  await page.getByLabel("Ticket number, words, name or address").fill("emil@roy.example");
  await page.keyboard.press("Enter");
  await offered.filter({ hasText: "Paint for the fence" }).getByText("Two tins").waitFor();
  await page.getByLabel("Ticket number, words, name or address").fill("#3");
  await page.keyboard.press("Enter");
  await offered.filter({ hasText: "#3" }).waitFor();
  await page.getByLabel("Ticket number, words, name or address").fill("submarine");
  await page.keyboard.press("Enter");
  await page.getByText("No other ticket was found.").waitFor();
});

test("a merged ticket offers only to undo that, and the other one says what was merged into it", async () => {
  const { page } = tab;
  await page.goto("/tickets/2/merge");
  await page.locator(".candidate", { hasText: "The gate squeaks" }).click();
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await page.waitForURL("**/tickets/1");
  await page.getByText("#2 merged into this ticket. New replies to it will be added here.").waitFor();
  await page.locator(".event", { hasText: "merged #2 into this ticket" }).getByRole("link").click();
  await page.waitForURL("**/tickets/2");

  await page.getByText("Merged into #1").waitFor();
  for (const name of ["Reply", "Note", "Assign to me", "Close", "Reopen", "Send", "Move to…"]) {
    expect(await page.locator("main").getByRole("button", { name, exact: true }).count(), name).toBe(0);
    expect(await page.locator("main").getByRole("link", { name, exact: true }).count(), name).toBe(0);
  }
  // Nor by key.
  for (const key of ["r", "n", "e", "i", "s"]) await page.keyboard.press(key);
  expect(page.url()).toMatch(/\/tickets\/2$/);
  expect(await state()).toBe("Closed");

  await page.getByRole("button", { name: "Undo merge" }).click();
  await page.getByText("Merge of #2 undone.").waitFor();
  expect(await state()).toBe("New");
  await page.getByRole("button", { name: "Assign to me" }).waitFor();
  expect(tab.complaints).toEqual([]);
});

test("a message is moved from its own menu, without being searched among the others", async () => {
  const { page } = tab;
  await page.goto("/tickets/1");
  const bill = page.locator("article.message", { hasText: "And a bill." });
  await bill.getByRole("link", { name: "Move to…" }).click();
  const messages = page.getByRole("group", { name: "Messages to move" });
  const chosen = messages.locator(".candidate:has(:checked)");
  expect(await chosen.count()).toBe(1);
  await chosen.getByText("And a bill.").waitFor();
  expect(await messages.getByText("wakes the whole street").isVisible()).toBe(false);
  await page.getByText("1 other message").waitFor();

  await page.getByLabel("New ticket", { exact: true }).check();
  await page.getByLabel("Subject of the new ticket").fill("Bill for the gate");
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByText("Moved. Replies to these messages will be added to this ticket.").waitFor();
  expect(await page.locator("h1").textContent()).toContain("Bill for the gate");
  expect(await page.locator("article.message").count()).toBe(1);
  await page.goto("/tickets/1");
  expect(await bill.count()).toBe(0);
  expect(tab.complaints).toEqual([]);
});

test("a ticket that cannot be merged keeps what was chosen, and says why beside it", async () => {
  const { page } = tab;
  await page.goto("/tickets/2/merge");
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  // The browser asks for a choice.
  expect(page.url()).toMatch(/\/tickets\/2\/merge$/);
  expect(await page.locator("input:invalid").count()).toBeGreaterThan(0);
});
