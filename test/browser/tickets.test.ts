/** What only a browser shows of a ticket: how much room its parts take, and what its forms suggest. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  logIn,
  openServer,
  openTab,
  picture,
  startBrowser,
  type TestServer,
  untilThere,
  type Watched,
} from "./support.ts";

let browser: Browser;
let desk: TestServer;
let tab: Watched;

const long = "Quarterly figures of the northern branch and what to do about them ".repeat(14).trim();

beforeAll(async () => {
  browser = await startBrowser();
  // Nothing listens there: each delivery attempt fails.
  desk = await openServer("--outgoing", "smtp://127.0.0.1:1");
  tab = await openTab(browser, desk, { viewport: { width: 1280, height: 800 } });
  await logIn(tab, desk);
  for (const [n, subject] of [long, "Refund for order 7", "Another refund"].entries()) {
    await desk.deliver({ from: "Olga Brandt <olga@brandt.example>", subject, text: "Please see to it." });
    await untilThere(tab, "/tickets", "[data-row]", n + 1);
  }
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

/** Lines that an element takes. */
const lines = async (selector: string): Promise<number> =>
  Number(
    await tab.page.evaluate(`{
      const element = document.querySelector(${JSON.stringify(selector)});
      element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight);
    }`),
  );

test.each([1280, 375])(
  "a very long subject takes a few lines at %i pixels, and all of it on request",
  async (width) => {
    const { page } = tab;
    await page.setViewportSize({ width, height: 800 });
    await page.goto("/tickets/1");
    expect(await lines("h1")).toBeLessThan(3.1);
    const whole = page.locator(".whole-subject");
    expect(await whole.locator("p").isVisible()).toBe(false);
    await whole.getByText("more").click();
    expect(await whole.locator("p").textContent()).toBe(long);
    await page.goto("/tickets");
    const row = page.locator("[data-row]", { hasText: "Quarterly figures" });
    expect((await row.boundingBox())?.height).toBeLessThan(width > 1000 ? 100 : 250);
    await picture(tab, `long-subject-${width}`);
    await page.setViewportSize({ width: 1280, height: 800 });
  },
);

test("of many delivery attempts the last is shown, and the reply form stays in reach", async () => {
  const { page } = tab;
  await page.goto("/tickets/2");
  await page.getByLabel("Your reply").fill("The money is on its way.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Your reply is on its way.").waitFor();
  const delivery = page.locator("details.delivery");
  for (const attempts of [1, 2, 3, 4]) {
    await expect
      .poll(async () => {
        await page.goto("/tickets/2");
        return delivery.textContent();
      })
      .toContain(attempts === 1 ? "1 delivery attempt" : `${attempts} delivery attempts`);
    if (attempts < 4) await delivery.getByRole("button", { name: "Retry now" }).click();
  }
  expect(await delivery.getByText("Attempt 4").isVisible()).toBe(true);
  expect(await delivery.getByText("Attempt 3").isVisible()).toBe(false);
  const box = await delivery.boundingBox();
  expect(box?.height).toBeLessThan(300);
  await delivery.getByText("3 earlier attempts").click();
  expect(await delivery.getByText("Attempt 1", { exact: true }).isVisible()).toBe(true);
  expect(tab.complaints).toEqual([]);
});

test("a closed ticket is neither late nor due", async () => {
  const { page } = tab;
  await page.goto("/tickets/2");
  await page.getByLabel("Due").fill("2020-01-01T10:00");
  await page.getByLabel("Due").blur();
  await page.getByText("Due time of #2 saved.").waitFor();
  await page.locator(".ticket-head .due.late").waitFor();
  await page.goto("/tickets?state=overdue");
  expect(await page.locator("[data-row]").count()).toBe(1);
  await page.goto("/tickets/2");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByText("#2 closed.").waitFor();
  for (const path of ["/tickets/2", "/tickets?state=closed", "/search?q=state:closed"]) {
    await page.goto(path);
    expect(await page.locator("main").textContent(), path).toContain("Refund for order 7");
    expect(await page.locator("main .due, main .state.overdue").count(), path).toBe(0);
  }
  await page.goto("/tickets?state=overdue");
  await page.getByRole("heading", { name: "No overdue tickets" }).waitFor();
});

test("the categories in use are suggested", async () => {
  const { page } = tab;
  await page.goto("/tickets/2");
  await page.getByLabel("Category").fill("Refund");
  await page.getByLabel("Category").blur();
  await page.getByText("Category of #2 saved.").waitFor();
  await page.goto("/tickets/3");
  const list = await page.getByLabel("Category").getAttribute("list");
  expect(list).not.toBeNull();
  const options = page.locator(`datalist#${list} option`);
  expect(await options.evaluateAll((all) => all.map((one) => one.getAttribute("value")))).toEqual(["Refund"]);
});

test("a new ticket has no mailbox that nobody chose, and then the one used last", async () => {
  const { page } = tab;
  await page.goto("/settings/mailboxes/new");
  await page.getByLabel("Address", { exact: true }).fill("accounts@desk.example");
  await page.getByRole("button", { name: "Create mailbox" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/new"));
  await page.goto("/tickets/new");
  const mailbox = page.getByLabel("Mailbox", { exact: true }).last();
  expect(await mailbox.inputValue()).toBe("");
  await page.getByLabel("Requester's email address").fill("olga@brandt.example");
  await page.getByLabel("Subject", { exact: true }).fill("Called about the refund");
  await page.getByLabel("Message", { exact: true }).fill("She will call again.");
  await page.getByRole("button", { name: "Create ticket" }).click();
  // The browser asks for it.
  expect(page.url()).toMatch(/\/tickets\/new$/);
  await mailbox.selectOption("accounts@desk.example");
  await page.getByRole("button", { name: "Create ticket" }).click();
  await page.getByText("Ticket created.").waitFor();
  await page.goto("/tickets/new");
  expect(await mailbox.inputValue()).toBe("accounts@desk.example");
  // A list of one mailbox says which one is meant.
  await page.goto("/tickets?mailbox=support%40desk.example");
  await page.getByRole("link", { name: "New ticket" }).click();
  await page.waitForURL("**/tickets/new");
  expect(await mailbox.inputValue()).toBe("support@desk.example");
  expect(tab.complaints).toEqual([]);
});

test("templates are put where the cursor is, as one types", async () => {
  const { page } = tab;
  await page.goto("/settings/templates/new");
  await page.getByLabel("Name").fill("On its way");
  await page.getByLabel("Text").fill("Dear {{sender.name}}, it is on its way.");
  await page.getByRole("button", { name: "Create template" }).click();
  await page.waitForURL("**/settings/templates");
  await page.goto("/tickets/2");
  const field = page.locator("#reply-form textarea");
  await field.fill("Hello!\n\n::on");
  await page.locator("#template-list [aria-selected=true]").waitFor();
  await picture(tab, "templates");
  await field.press("Enter");
  await expect.poll(() => field.inputValue()).toBe("Hello!\n\nDear Olga Brandt, it is on its way.");
  await field.fill("Bye");
  await page.locator("#reply-template").selectOption("On its way");
  await expect.poll(() => field.inputValue()).toBe("ByeDear Olga Brandt, it is on its way.");
});

test("several tickets are selected with the keyboard and the mouse, and changed together", async () => {
  const { page } = tab;
  await page.goto("/tickets");
  const bar = page.locator(".bulk-bar");
  expect(await bar.isVisible()).toBe(false);
  // Nothing is selected: the key for closing does nothing.
  await page.keyboard.press("e");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await bar.waitFor();
  const boxes = page.locator("[name=ticket]");
  await boxes.nth(2).click({ modifiers: ["Shift"] });
  const count = () => bar.locator("[data-selected]").textContent();
  expect(await count()).toBe("3 selected");
  // A checkbox that has the focus takes no letters.
  await page.keyboard.press("x");
  expect(await count()).toBe("2 selected");
  await page.keyboard.press("x");
  expect(await count()).toBe("3 selected");
  await page.getByText("Change…").click();
  await page.getByLabel("Add tag").fill("winter");
  await picture(tab, "selected");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("3 tickets changed.").waitFor();
  expect(await page.locator("[data-row] .tag").allTextContents()).toEqual(["winter", "winter", "winter"]);
  await page.keyboard.press("z");
  await page.getByText("Undone.").waitFor();
  expect(await page.locator("[data-row] .tag").count()).toBe(0);
});
