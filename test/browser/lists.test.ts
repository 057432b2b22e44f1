/** What only a browser shows of lists: the keyboard cursor, and decisions about held mail, on small screens, too. */
import { connect, createServer, type Socket } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { patience } from "../support/patience.ts";
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

/** A way to the program that can be cut. */
async function openWire(to: string) {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
    return near;
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    cut,
    mend: () => {
      isCut = false;
    },
    close: () => {
      cut();
      return new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

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
  // All lists and commands by name; a key is for the ticket at the cursor if none is selected.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("unass");
  await picture(tab, "palette");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/tickets?view=unassigned");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.waitForURL("**/tickets?view=all");
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+A");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Control+Enter");
  await page.getByText("1 ticket changed.").waitFor();
  await page.keyboard.press("z");
  await page.getByText("Undone.").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("lamp");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?q=lamp");
  expect(tab.complaints).toEqual([]);
  await tab.context.close();
});

test("a list follows what happens: new tickets wait while one reads, rows change in place, people see one another", async () => {
  const wire = await openWire(desk.address);
  const tab = await openTab(
    browser,
    { ...desk, address: wire.address },
    { viewport: { width: 1366, height: 768 } },
  );
  const { page, context } = tab;
  await logIn(tab, desk);
  await page.locator("[data-row]").first().waitFor();
  const subjects = () => page.locator("[data-row] .subject bdi").allTextContents();
  const before = await subjects();
  // At the top, nobody is reading a row: what is new comes in above.
  await desk.deliver({ from: "Mia Torres <mia@torres.example>", subject: "Fourth lamp", text: "It hums." });
  await expect.poll(subjects).toEqual(["Fourth lamp", ...before]);
  await expect.poll(() => page.locator("[data-count=todo]").textContent()).toBe(String(before.length + 1));

  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await desk.deliver({
    from: "Mia Torres <mia@torres.example>",
    subject: "Fifth lamp",
    text: "It hums, too.",
  });
  const offer = page.getByRole("button", { name: "1 new ticket" });
  await offer.waitFor();
  expect(await subjects()).toEqual(["Fourth lamp", ...before]);
  await picture(tab, "list-new-tickets");
  await offer.click();
  expect(await subjects()).toEqual(["Fifth lamp", "Fourth lamp", ...before]);
  expect(await page.locator("[data-row].cursor .subject bdi").textContent()).toBe(before[0]);

  // Another tab has the same connection; what is done there shows here, without a reload.
  await page.evaluate("window.stays = true");
  const other = await context.newPage();
  await other.goto("/tickets?view=all");
  await other.getByRole("link", { name: "Fourth lamp" }).click();
  await other.waitForURL(/\/tickets\/\d+$/);
  await other.keyboard.press("i");
  await other.getByText(/assigned to you/).waitFor();
  const row = page.locator("[data-row]", { hasText: "Fourth lamp" });
  await page.bringToFront();
  await expect.poll(() => row.locator(".c-assignee").textContent()).not.toBe("Unassigned");
  expect(await page.evaluate("window.stays")).toBe(true);

  // A colleague opens a ticket and writes in it.
  await other.goto("/settings/people/new");
  await other.getByLabel("User name").fill("ana");
  await other.getByLabel("Name", { exact: true }).fill("Ana Silva");
  await other.getByLabel("Password").fill("correct horse battery");
  await other.getByRole("button", { name: "Create" }).click();
  await other.waitForURL("**/settings/people");
  const colleague = await openTab(browser, desk);
  await logIn(colleague, { ...desk, password: "correct horse battery" }, "ana");
  await colleague.page.getByRole("link", { name: "Second lamp" }).click();
  await colleague.page.waitForURL(/\/tickets\/\d+$/);
  await colleague.page.keyboard.press("r");
  await colleague.page.locator("textarea:focus").waitFor();
  await colleague.page.keyboard.type("Dear Mia");
  await page.bringToFront();
  const second = page.locator("[data-row]", { hasText: "Second lamp" });
  await second.getByText("Ana Silva is writing").waitFor();
  await picture(tab, "list-presence");
  await colleague.context.close();
  await second.getByText("Ana Silva is writing").waitFor({ state: "detached" });

  // A connection that was lost is made again, and what was missed is shown.
  wire.cut();
  await desk.deliver({ from: "Mia Torres <mia@torres.example>", subject: "Sixth lamp", text: "Silent." });
  wire.mend();
  await page.getByRole("button", { name: "1 new ticket" }).waitFor({ timeout: patience });

  expect(tab.complaints.filter((one) => !/ERR_/.test(one))).toEqual([]);
  await context.close();
  await wire.close();
});

test("what happens in one's own tickets is shown on the page in sight, or else on the desktop", async () => {
  const tab = await openTab(browser, desk, { viewport: { width: 1280, height: 800 } });
  const { page, context } = tab;
  await context.grantPermissions(["notifications"]);
  // What the desktop is asked to show, and whether one looks at the page, cannot be seen from here without a desktop.
  await context.addInitScript(`
    window.shown = [];
    window.Notification = class extends Notification {
      constructor(title, options) { super(title, options); shown.push(title + ": " + options.body); }
    };
    window.look = (hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    };`);
  await logIn(tab, desk);
  const from = "Mia Torres <mia@torres.example>";
  await desk.deliver({
    from,
    subject: "Desk lamp",
    text: "It flickers.",
    messageId: "<lamp@torres.example>",
  });
  await page.getByRole("link", { name: "Desk lamp" }).click();
  await page.waitForURL(/\/tickets\/\d+$/);
  await page.keyboard.press("i");
  await page.getByText(/assigned to you/).waitFor();
  await page.goto("/tickets");
  const writes = (text: string) =>
    desk.deliver({ from, subject: "Re: Desk lamp", text, inReplyTo: "<lamp@torres.example>" });

  await writes("It flickers again.");
  const notice = page.locator(".notices p");
  await expect.poll(() => notice.textContent()).toMatch(/^New message in #\d+Desk lamp×$/);
  await picture(tab, "notice");
  await notice.getByRole("button", { name: "Close" }).click();
  expect(await notice.count()).toBe(0);

  await page.goto("/account");
  await page.getByRole("button", { name: "Show notifications" }).click();
  await page.getByText("Notifications are on in this browser.").waitFor();
  await page.goto("/tickets");
  await page.evaluate("look(true)");
  await writes("It smokes.");
  await expect
    .poll(() => page.evaluate("shown"))
    .toEqual([expect.stringMatching(/^New message in #\d+: Desk lamp$/)]);
  await page.evaluate("look(false)");
  expect(await notice.count()).toBe(0);
  await context.close();
});

test("an order, columns and a view are chosen and kept", async () => {
  const tab = await openTab(browser, desk, { viewport: { width: 1366, height: 768 } });
  const { page } = tab;
  await logIn(tab, desk);
  await page.getByText("Display", { exact: true }).click();
  await page.getByLabel("Order").selectOption("oldest");
  await page.getByRole("checkbox", { name: "Mailbox" }).check();
  await picture(tab, "list-display");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.locator("th.c-mailbox").waitFor();
  expect(await page.locator("[data-row] .subject bdi").first().textContent()).toBe("First lamp");
  await page.getByText("Save view", { exact: true }).click();
  await page.getByLabel("Name", { exact: true }).fill("Lamps");
  await page.getByLabel("Conditions").fill("is:unfinished third");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("View saved.").waitFor();
  expect(await page.locator("[data-row] .subject bdi").allTextContents()).toEqual(["Third lamp"]);
  await picture(tab, "list-view");
  await page.goto("/tickets");
  await page.getByRole("link", { name: "Lamps" }).click();
  await page.getByText("Edit view", { exact: true }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByText("View removed.").waitFor();
  await page.getByText("Display", { exact: true }).click();
  await page.getByLabel("Order").selectOption("changed");
  await page.getByRole("checkbox", { name: "Mailbox" }).uncheck();
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForURL("**/tickets");
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
  // The next one and back, and from the first one to the list.
  await page.keyboard.press("j");
  await page.waitForURL(`**${second}`);
  await page.keyboard.press("k");
  await page.waitForURL(`**${first}`);
  await page.keyboard.press("k");
  await page.waitForURL("**/tickets?state=new");
  await page.goto(first ?? "");
  await page.keyboard.press("e");
  await page.waitForURL(`**${second}`);
  await page.getByText(`#${first?.split("/").at(-1)} closed.`).waitFor();
  await page.keyboard.press("z");
  await page.waitForURL(`**${first}`);
  expect(await page.getByLabel("State").inputValue()).toBe("new");
  expect(tab.complaints).toEqual([]);
  await tab.context.close();
});
