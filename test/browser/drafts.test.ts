/** Drafts as a browser keeps them: nothing typed is lost, and sending waits for none of it. */
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { patience } from "../support/patience.ts";
import { logIn, openServer, openTab, startBrowser, type TestServer, type Watched } from "./support.ts";

let browser: Browser;
let desk: TestServer;
let tab: Watched;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openServer();
  await desk.deliver({ from: "Nora <nora@brook.example>", subject: "A matter", text: "Hello" });
  tab = await openTab(browser, desk);
  ({ page } = tab);
  await logIn(tab, desk);
  await opened(1);
  await desk.deliver({ from: "Hugo <hugo@hill.example>", subject: "Another matter", text: "Hello" });
  await opened(2);
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

/** Waits for a ticket: mail takes a moment. */
const opened = (number: number) =>
  vi.waitFor(async () => expect((await page.goto(`/tickets/${number}`))?.status()).toBe(200), {
    timeout: patience,
  });
const text = (of = page) => of.getByLabel("Your reply");
const cc = (of = page) => of.getByLabel("Cc", { exact: true });
const send = (of = page) => of.getByRole("button", { name: "Send", exact: true });
const keptInTab = () => page.evaluate("sessionStorage.getItem('draft:reply-1')");
const saves = "**/draft/reply/*";

/** Holds the next save until it is let go. */
async function heldSave(): Promise<{ readonly there: Promise<Route>; letGo(): Promise<void> }> {
  let arrived: (route: Route) => void = () => {};
  const there = new Promise<Route>((resolve) => {
    arrived = resolve;
  });
  await page.route(saves, arrived, { times: 1 });
  // A save that the browser has given up meanwhile cannot go on.
  return { there, letGo: async () => (await there).continue().catch(() => {}) };
}

test("what is typed is saved while one types, is there in another browser, and stays in its ticket", async () => {
  await page.goto("/tickets/1");
  await cc().fill("carl@reed.example");
  await text().fill("Dear Nora, let me");
  await page.getByText("Draft saved").waitFor();
  // The server has it: the tab alone no longer does.
  expect(await keptInTab()).toBeNull();
  const file = { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("plan") };
  await page.getByLabel("Attach files").setInputFiles([file]);
  await text().fill("Dear Nora, let me see");
  await page.getByText("Draft saved, without attached files").waitFor();
  await page.goto("/tickets/2");
  expect(await cc().inputValue()).toBe("");
  expect(await page.getByLabel("To", { exact: true }).inputValue()).toContain("hugo@hill.example");
  expect(await text().inputValue()).toBe("");
  expect(await page.getByText("plan.txt").count()).toBe(0);

  const other = await openTab(browser, desk);
  await logIn(other, desk);
  await other.page.goto("/tickets/1");
  expect(await text(other.page).inputValue()).toBe("Dear Nora, let me see");
  expect(await cc(other.page).inputValue()).toBe("carl@reed.example");
  await text(other.page).fill("Dear Nora, let me see.");
  // Sent at once, before it is saved: nothing of it stays.
  await send(other.page).click();
  await other.page.getByText("Your reply is on its way.").waitFor();
  expect(await text(other.page).inputValue()).toBe("");
  expect(other.complaints).toEqual([]);
  await other.context.close();
  await page.goto("/tickets/1");
  expect(await text().inputValue()).toBe("");
});

test("a draft that is put back and being saved does not keep its form from being sent", async () => {
  await page.goto("/tickets/1");
  const before = await page.locator("article.message").count();
  const first = await heldSave();
  await text().fill("Put back and sent");
  await first.there;
  const second = await heldSave();
  await page.reload();
  expect(await text().inputValue()).toBe("Put back and sent");
  const route = await second.there;
  await send().click();
  await page.getByText("Your reply is on its way.").waitFor();
  expect(await page.locator("article.message").count()).toBe(before + 1);
  expect(await text().inputValue()).toBe("");
  // The saves arrive after what they became.
  await first.letGo();
  await second.letGo();
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: desk.address };
  const late = await page.request.post(route.request().url(), {
    headers,
    data: route.request().postData() ?? "",
  });
  expect(late.status()).toBe(410);
  await page.goto("/tickets/1");
  expect(await text().inputValue()).toBe("");
  expect(await page.locator("article.message").count()).toBe(before + 1);
});

test("without a connection, and after the session has ended, it is kept in the tab", async () => {
  await page.goto("/tickets/1");
  await page.context().setOffline(true);
  await text().fill("Without a connection");
  await page.getByText("The draft could not be saved. It is kept in this tab.").waitFor();
  await page.context().setOffline(false);
  await expect.poll(keptInTab).toBeNull();

  await page.context().clearCookies();
  await text().fill("Without a connection, and without a session");
  await page.getByText("The draft could not be saved. It is kept in this tab.").waitFor();
  page.once("dialog", (dialog) => dialog.accept());
  await logIn(tab, desk);
  await page.goto("/tickets/1");
  expect(await text().inputValue()).toBe("Without a connection, and without a session");
  await expect.poll(keptInTab).toBeNull();
});

test("two windows keep both texts, and the reader says which is the draft", async () => {
  await page.goto("/tickets/1");
  const other = await page.context().newPage();
  await other.goto("/tickets/1");
  await text(other).fill("From the other window");
  await other.getByText("Draft saved", { exact: true }).waitFor();
  await text().fill("From this window");
  await page.getByText("You have written something else in another window.").waitFor();
  page.once("dialog", (dialog) => dialog.accept());
  await page.reload();
  expect(await text().inputValue()).toBe("From this window");
  await page.getByRole("button", { name: "Save this text instead" }).click();
  await page.getByText("Draft saved").waitFor();
  await text(other).fill("From the other window again");
  await other.getByRole("button", { name: "Show the other text" }).click();
  await other.getByText("Draft saved").waitFor();
  expect(await text(other).inputValue()).toBe("From this window");
  await other.close();
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.getByText("Draft discarded.").waitFor();
  expect(await text().inputValue()).toBe("");
});

test("a note about a person is kept in the tab until it is saved", async () => {
  await page.goto("/tickets/1");
  await page.getByText("Add a note about them").click();
  await page.getByLabel("Note about this person").fill("Prefers the telephone");
  await page.reload();
  await page.getByText("Add a note about them").click();
  expect(await page.getByLabel("Note about this person").inputValue()).toBe("Prefers the telephone");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Note saved").waitFor();
  expect(await page.evaluate("Object.keys(sessionStorage).filter((key) => /^draft:/.test(key))")).toEqual([]);
});

test("a ticket that is still to be opened is kept", async () => {
  await page.goto("/tickets/new");
  await page.getByLabel("Subject").fill("Printer");
  await page.getByText("Draft saved").waitFor();
  await page.goto("/tickets/new");
  expect(await page.getByLabel("Subject").inputValue()).toBe("Printer");
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.getByText("Draft discarded.").waitFor();
  expect(await page.getByLabel("Subject").inputValue()).toBe("");
  expect(tab.complaints.filter((one) => !/Failed to load resource/.test(one))).toEqual([]);
});
