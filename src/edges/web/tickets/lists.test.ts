import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ticketNumber } from "../../../base/ids.ts";
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
const count = (page: Page, list: string) =>
  new RegExp(`data-count="${list}">([\\d,]+)<`).exec(page.html)?.[1];
const version = (n: number) => String(desk.record.view.ticket(ticketNumber(n))?.version);

describe("lists", () => {
  test("without tickets the page says where to send the first mail", async () => {
    const page = await browser.get("/tickets");
    expect(page.html).toContain("No tickets yet");
    expect(page.html).toContain(mailbox);
  });

  test("filtered by a person are headed by their name", async () => {
    await mail("one");
    const page = await browser.get("/tickets?agent=ann");
    expect(page.html).toMatch(/<h1 class="list-title">[^<]*Ann Agent<\/h1>/);
  });

  test("show tickets by state, with counts, and one's own and unassigned ones", async () => {
    for (const subject of ["one", "two", "three"]) await mail(subject);
    await browser.get("/tickets");
    await browser.post("/tickets/1/quick", { do: "take" });
    await browser.post("/tickets/2/quick", { do: "close" });
    const all = await browser.get("/tickets");
    expect(new Set(numbers(all))).toEqual(new Set([1, 2, 3]));
    expect(["new", "open", "closed", "all", "mine", "unassigned"].map((list) => count(all, list))).toEqual([
      "2",
      "0",
      "1",
      "3",
      "1",
      "1",
    ]);
    expect(numbers(await browser.get("/tickets?state=closed"))).toEqual([2]);
    expect(numbers(await browser.get("/tickets?view=mine"))).toEqual([1]);
    expect(numbers(await browser.get("/tickets?view=unassigned"))).toEqual([3]);
    expect(numbers(await browser.get("/tickets?agent=ann"))).toEqual([1]);
    expect(numbers(await browser.get(`/tickets?mailbox=${mailbox}&state=new`)).sort()).toEqual([1, 3]);
    expect(numbers(await browser.get("/tickets?mailbox=other@example.org"))).toEqual([]);
  });

  test("overdue means due in the past and not closed", async () => {
    await mail("late");
    await browser.get("/tickets/1");
    await browser.post("/tickets/1/properties", { ...unchanged(1), due: "2026-11-23T18:00" });
    const page = await browser.get("/tickets?state=overdue");
    expect(numbers(page)).toEqual([1]);
    expect(page.html).toContain("40m overdue");
    await browser.post("/tickets/1/quick", { do: "close" });
    expect(numbers(await browser.get("/tickets?state=overdue"))).toEqual([]);
  });

  test("are paginated", async () => {
    for (let i = 0; i < 60; i++) {
      desk.clock += 1000;
      await mail(`number ${i}`);
    }
    const first = await browser.get("/tickets?state=new");
    const next = /rel="next" href="([^"]+)"/.exec(first.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await browser.get(next);
    expect([...numbers(first), ...numbers(second)]).toEqual(Array.from({ length: 60 }, (_, i) => 60 - i));
    expect(second.html).not.toContain('rel="next"');
  });

  test("a query in the URL is a search", async () => {
    expect((await browser.get("/tickets?q=printer+is%3Aoverdue")).to).toBe("/search?q=printer+is%3Aoverdue");
  });
});

/** The unchanged properties form of a new ticket. */
function unchanged(n: number) {
  return {
    version: version(n),
    state: desk.record.view.ticket(ticketNumber(n))?.state ?? "",
    assignee: "",
    group: "",
    priority: "normal",
    category: "",
    tags: "",
    due: "",
    subject: desk.record.view.ticket(ticketNumber(n))?.subject ?? "",
  };
}
