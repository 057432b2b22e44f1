import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { searchKeys } from "../../../domain/search/index.ts";
import { type Browser, fileOf, mailbox, openServer, type Page, type TestServer } from "../testing/server.ts";

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
    expect(page.html).toContain("1 message in 1 ticket");
    expect(numbers(await browser.get("/search?q=state%3Anew"))).toEqual([2, 1]);
    expect(numbers(await browser.get("/search?q=beans+state%3Aclosed"))).toEqual([]);
    expect((await browser.get("/search?q=%232")).to).toBe("/tickets/2");
    expect((await browser.get("/search?q=2")).to).toBe("/tickets/2");
    expect((await browser.get("/search?q=99")).html).toContain("No results");
    expect((await browser.get("/search?q=state%3Anonsense")).html).toContain("state: takes one of");
    expect(numbers(await browser.get("/search?q=state%3Anew+-toner"))).toEqual([2]);
    for (const signs of ["(", "🔥", '"--"', "-(", "state:new 🔥"]) {
      const none = await browser.get(`/search?q=${encodeURIComponent(signs)}`);
      expect([signs, numbers(none), none.html.includes("No results")]).toEqual([signs, [], true]);
    }
    expect(numbers(await browser.get("/search?q=toner+(+-"))).toEqual([1]);
    expect((await browser.get("/search")).html).toContain("Searches all messages");
  });
});

test("the beginnings of all words are enough, and the count is of what is shown", async () => {
  await mail("One", { text: "The invoice of the sample company", messageId: "<1@x.example>" });
  await mail("Re: One", { text: "Another invoice, and a sample", inReplyTo: "<1@x.example>" });
  await mail("Two", { text: "An invoice" });
  const page = await browser.get("/search?q=invo+sam");
  expect(numbers(page)).toEqual([1]);
  expect(page.html).toContain("2 messages in 1 ticket");
  expect(page.html).toContain("<mark>invo</mark>ice, and a <mark>sam</mark>ple");
  expect((await browser.get("/search?q=state%3Anew")).html).toContain("2 tickets");
});

test("the snippet shows where the words are: in names of files, in addresses, in the message's own subject", async () => {
  const file = { name: "delivery-note.txt", type: "text/plain", bytes: Buffer.from("x") };
  await mail("Parcel", { attachments: [file] });
  const snippet = async (words: string) =>
    /class="snippet"><bdi>(.*?)<\/bdi>/.exec(
      (await browser.get(`/search?q=${encodeURIComponent(words)}`)).html,
    )?.[1];
  expect(await snippet("delivery")).toBe("<mark>delivery</mark>-note.txt");
  expect(await snippet("from:bea")).toBe("<mark>Bea</mark> &lt;<mark>bea</mark>@customer.example&gt;");
  expect(await snippet("has:attachment")).toContain("About Parcel");
});

test("words in an attachment are found once it was read, and the result names the file", async () => {
  await mail("Parcel", { attachments: [fileOf("2", "Lieferschein.docx", "application/msword")] });
  await mail("Toner");
  const found = async (line: string) => numbers(await browser.get(`/search?q=${encodeURIComponent(line)}`));
  expect([await found("musterstrasse"), await found("file:liefer")]).toEqual([[], [1]]);
  await desk.record.settle(async (_, most) => "Musterstraße 12, 東京".slice(0, most));
  for (const line of ["musterstras", "MUSTERSTRASSE", "musterstra\u1e9ee", "京", "parcel 12"])
    expect([line, await found(line)]).toEqual([line, [1]]);
  expect([
    await found("file:muster"),
    await found("toner musterstrasse"),
    await found("-musterstrasse"),
  ]).toEqual([[], [], [2]]);
  const { html } = await browser.get("/search?q=musterstrasse");
  expect(html).toContain("In an attachment: Lieferschein.docx");
  expect((await browser.get("/search?q=parcel")).html).not.toContain("In an attachment");
});

test("what OR joins is shown in parts, each with a link to the rest", async () => {
  await mail("Parcel");
  await mail("Toner");
  await mail("Coffee");
  const page = await browser.get(
    `/search?q=${encodeURIComponent("(parcel OR subject:toner) -state:closed")}`,
  );
  expect(numbers(page)).toEqual([2, 1]);
  const links = [...page.html.matchAll(/class="chip" href="([^"]*)"/g)].map(([, href]) => href);
  expect(links.map((href) => new URLSearchParams(href?.split("?")[1]).get("q"))).toEqual([
    ...["(subject:toner) -state:closed", "(parcel) -state:closed", "(parcel OR subject:toner)"],
  ]);
  expect(numbers(await browser.get(links[0] ?? ""))).toEqual([2]);
  const plain = await browser.get("/search?q=coffee+-tag%3Avip");
  expect([numbers(plain), plain.html.match(/class="chip"/g)?.length]).toEqual([[3], 1]);
});

test("a search that finds nothing says which of its parts that is due to", async () => {
  await mail("Parcel");
  await mail("Toner");
  const lines = async (line: string) => {
    const { html } = await browser.get(`/search?q=${encodeURIComponent(line)}`);
    const hrefs = html.split("finds something:")[1]?.matchAll(/class="chip" href="([^"]*)"/g) ?? [];
    return [...hrefs].map(([, href]) => new URLSearchParams(href?.split("?")[1]).get("q"));
  };
  expect(await lines("parcel state:closed")).toEqual(["parcel"]);
  expect(await lines("parcel toner")).toEqual(["toner", "parcel"]);
  expect(await lines("parcel absent state:closed")).toEqual([]);
  expect(await lines("absent")).toEqual([]);
});

test("filters are listed on the page, and one that does not exist is refused with what does", async () => {
  await mail("Parcel");
  const start = (await browser.get("/search")).html;
  for (const key of searchKeys) expect(start).toContain(`<code>${key}:`);
  for (const [words, says] of [
    ["label:parcel", "label: is not a filter of this search"],
    ["asignee:ann", "asignee: is not a filter of this search"],
    ["colour:red", "colour: is not a filter of this search"],
    ["before:soon", "before: takes a day such as 2026-03-01"],
    ["parcel subject:", "subject: needs a value right after it"],
    ["has:stars", "has: takes one of attachment"],
  ] as const) {
    const page = await browser.get(`/search?q=${encodeURIComponent(words)}`);
    expect(numbers(page)).toEqual([]);
    expect(page.html).toContain(says);
    expect(page.html).not.toContain("No results");
  }
  expect((await browser.get("/search?q=label%3Aparcel")).html).toContain(
    "Use one of state:, waiting:, is:, assignee:",
  );
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
