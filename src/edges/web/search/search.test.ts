import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Browser, mailbox, openServer, type Page, type TestServer } from "../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn("ann");
});
afterEach(() => desk.close());

const bea = { name: "Bea", address: "bea@customer.example" };
const mail = (subject: string, more: object = {}) =>
  desk.mail({ from: bea, to: [{ name: "", address: mailbox }], subject, text: `About ${subject}`, ...more });
const numbers = (page: Page) =>
  [...page.html.matchAll(/href="\/tickets\/(\d+)" class="subject"/g)].map(([, n]) => Number(n));
describe("search", () => {
  test("finds words with the text around them, filters, and numbers", async () => {
    await mail("Printer", { text: "The toner is empty, please help" });
    await mail("Coffee", { text: "No beans" });
    const page = await browser.get("/search?q=toner");
    expect(numbers(page)).toEqual([1]);
    expect(page.html).toContain("The <mark>toner</mark> is empty");
    expect(page.html).toContain("1 message");
    expect(numbers(await browser.get("/search?q=state%3Anew"))).toEqual([2, 1]);
    expect(numbers(await browser.get("/search?q=beans+state%3Aclosed"))).toEqual([]);
    expect((await browser.get("/search?q=%232")).to).toBe("/tickets/2");
    expect((await browser.get("/search?q=2")).to).toBe("/tickets/2");
    expect((await browser.get("/search?q=99")).html).toContain("No results");
    expect((await browser.get("/search?q=state%3Anonsense")).html).toContain("state: takes one of");
    expect((await browser.get("/search?q=state%3Anew+-toner")).html).toContain("at least one word");
    expect((await browser.get("/search")).html).toContain("Searches all messages");
  });
});

test("erased content is marked, in lists and in the ticket", async () => {
  await mail("A secret", { messageId: "<1@x.example>" });
  await browser.get("/tickets/1");
  await browser.post("/tickets/1/quick", { do: "take" });
  const { sqlite } = desk.record.database;
  sqlite.exec("UPDATE event SET payload = NULL, salt = NULL WHERE ticket = 1 AND ticket_version <= 2");
  desk.record.rebuild();
  const list = await browser.get("/tickets?view=mine");
  expect(numbers(list)).toEqual([1]);
  expect(list.html).toContain("(erased)");
  const page = await browser.get("/tickets/1");
  expect(page.status).toBe(200);
  expect(page.html).toContain("(erased)");
  expect(page.html).toContain("received a message that was erased");
  expect(page.html).not.toContain("A secret");
});
