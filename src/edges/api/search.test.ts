import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const Page = z.object({ items: z.array(z.object({ number: z.int() })), next: z.string().nullable() });

async function page(query: string) {
  const answer = await desk.ask("GET", `/tickets?${query}`);
  expect(answer.status).toBe(200);
  const { items, next } = Page.parse(await answer.json());
  return { numbers: items.map((item) => item.number), next };
}

async function pages(query: string) {
  const numbers: number[][] = [];
  for (let cursor = ""; ; ) {
    const one = await page(`${query}${cursor}`);
    numbers.push(one.numbers);
    if (one.next === null) return numbers;
    cursor = `&cursor=${one.next}`;
  }
}

/** Seven tickets, each a second after the one before; the odd ones about printers. */
async function seven(): Promise<void> {
  for (let n = 1; n <= 7; n++) {
    desk.clock += 1000;
    const text = n % 2 === 1 ? "A printer on fire" : "A screen";
    await desk.ask("POST", "/tickets", {
      json: { subject: `No ${n}`, requester: "bob@customer.example", text },
    });
  }
}

test("a list is paginated, last changed first", async () => {
  await seven();
  desk.clock += 1000;
  await desk.ask("POST", "/tickets/2/notes", { json: { text: "still dark" } });
  expect(await pages("limit=3")).toEqual([[2, 7, 6], [5, 4, 3], [1]]);
});

test("words are found newest first, each ticket once over all pages", async () => {
  await seven();
  await desk.ask("POST", "/tickets/3/notes", { json: { text: "the printer again" } });
  expect(await pages("q=printer&limit=2")).toEqual([
    [3, 7],
    [5, 1],
  ]);
  await desk.record.settle();
  expect(await pages("q=printer&limit=2")).toEqual([
    [3, 7],
    [5, 1],
  ]);
  await desk.ask("POST", "/tickets/1/notes", { json: { text: "this printer too" } });
  expect(await pages("q=printer&limit=1")).toEqual([[1], [3], [7], [5]]);
});

test("words and filters are combined", async () => {
  await seven();
  await desk.ask("PATCH", "/tickets/5", { json: { state: "closed", tags: ["fire"], assignee: "ann" } });
  await desk.ask("PATCH", "/tickets/3", { json: { state: "closed", priority: "high" } });
  expect(await pages("q=printer+state:closed&limit=1")).toEqual([[5], [3]]);
  expect(await pages("q=printer+tag:fire")).toEqual([[5]]);
  expect(await pages("q=printer+assignee:none+-again")).toEqual([[7, 3, 1]]);
  expect(await pages("q=priority:high")).toEqual([[3]]);
  expect(await pages("q=printer+%23")).toEqual([[7, 5, 3, 1]]);
  expect(await pages("q=%231")).toEqual([[1]]);
});

test("tickets are found by whose turn it is, in lists and with words", async () => {
  await seven();
  await desk.ask("POST", "/tickets/3/replies", { json: { text: "Press the red button" } });
  expect(await pages("q=waiting:requester")).toEqual([[3]]);
  expect(await pages("q=button+waiting:requester")).toEqual([[3]]);
  expect(await pages("q=printer+waiting:desk")).toEqual([[7, 5, 1]]);
  const one = await desk.ask("GET", "/tickets/3");
  expect(await one.json()).toMatchObject({ waitingFor: "requester" });
  const list = await desk.ask("GET", "/tickets?q=waiting:requester");
  expect(await list.json()).toMatchObject({ items: [{ number: 3, waitingFor: "requester" }] });
  const wrong = await desk.ask("GET", "/tickets?q=waiting:nobody");
  expect(wrong.status).toBe(400);
});

test("overdue tickets are found once they are due", async () => {
  await seven();
  await desk.ask("PATCH", "/tickets/2", { json: { due: new Date(desk.clock + 60_000).toISOString() } });
  expect(await pages("q=is:overdue")).toEqual([[]]);
  desk.clock += 61_000;
  expect(await pages("q=is:overdue")).toEqual([[2]]);
  expect(await pages("q=screen+is:overdue")).toEqual([[2]]);
});

test.each([
  ["q=state:gone", "q", /state: takes one of new, open/],
  ["q=before:soon", "q", /before: takes a day such as/],
  ["q=-colour:red", "q", /colour: is not a filter/],
  ["q=printer&cursor=1-2", "cursor", /previous page/],
  ["cursor=printer", "cursor", /previous page/],
  ["limit=0", "limit", /at least 1/],
  ["limit=1001", "limit", /at most 1000/],
  ["limit=many", "limit", /of type number/],
  ["sort=up", "sort", /allowed fields: q, limit, cursor/],
  ["limit=1&limit=2", "limit", /given twice/],
])("%s is refused with its field", async (query, field, detail) => {
  const answer = await desk.ask("GET", `/tickets?${query}`);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: "request.invalid",
    field,
    detail: expect.stringMatching(detail),
  });
});

test("filters and words are excluded, joined by OR and put in parentheses", async () => {
  await seven();
  await desk.ask("PATCH", "/tickets/5", { json: { tags: ["fire"] } });
  await desk.ask("PATCH", "/tickets/2", { json: { tags: ["fire"], priority: "high" } });
  const q = (line: string) => pages(`q=${encodeURIComponent(line)}`);
  expect(await q("-tag:fire")).toEqual([[7, 6, 4, 3, 1]]);
  expect(await q("printer -tag:fire")).toEqual([[7, 3, 1]]);
  expect(await q("-printer")).toEqual([[6, 4, 2]]);
  expect((await q("tag:fire OR #3")).flat().toSorted()).toEqual([2, 3, 5]);
  expect((await q("tag:fire (printer OR priority:high)")).flat().toSorted()).toEqual([2, 5]);
  expect(await q("screen OR fire -number:7")).toEqual([[6, 5, 4, 3, 2, 1]]);
  desk.clock += 3 * 86_400_000;
  await desk.ask("POST", "/tickets/4/notes", { json: { text: "later" } });
  expect(await q("after:today")).toEqual([[4]]);
  expect(await q("before:2d after:1d screen")).toEqual([[4]]);
  expect(await q("before:2020")).toEqual([[]]);
});

test("a filter that does not exist is refused with the list of those that do, as on the page", async () => {
  await seven();
  for (const [q, says] of [
    ["label:printer", "label: is not a filter of this search"],
    ["colour:red", "colour: is not a filter of this search"],
  ] as const) {
    const answer = await desk.ask("GET", `/tickets?q=${encodeURIComponent(q)}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(says);
  }
  const sent = { subject: "Toner", requester: "bob@customer.example", text: "A new printer", send: true };
  await desk.ask("POST", "/tickets", { json: sent });
  expect((await page("q=subject%3Aton+prin")).numbers).toEqual([8]);
  expect((await page("q=subject%3Aprin")).numbers).toEqual([]);
  expect((await page("q=to%3Abob+-subject%3Aprin")).numbers).toEqual([8]);
  expect((await page("q=has%3Aattachment")).numbers).toEqual([]);
});
