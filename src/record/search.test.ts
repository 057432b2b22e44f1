import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import { messageKey, ticketNumber } from "../base/ids.ts";
import { systemActor } from "../domain/actor.ts";
import type { NewEvent } from "../domain/events.ts";
import type { Words } from "../domain/search/index.ts";
import type { RecordStore } from "./record.ts";

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;

beforeEach(() => {
  folder = dataFolder();
  record = recordIn(folder.path);
});

afterEach(() => {
  record.close();
  folder.remove();
});

const word = (text: string): Words => ({ is: "term", term: { text, phrase: false, within: "anywhere" } });
const find = (words: Words, limit = 5) =>
  record.search.page([{ words }], { limit }).found.map(({ ticket }) => ticket);

function ticketOf(number: number, notes: readonly string[]): NewEvent[] {
  const ticket = ticketNumber(number);
  const opened: NewEvent["event"] = {
    type: "TicketOpened",
    number: ticket,
    token: `token-${number}`,
    mailbox: "help@example.org",
    subject: `No ${number}`,
    requester: { name: "", address: "bob@customer.example" },
    group: null,
    via: "web",
  };
  const added = notes.map((text, n): NewEvent["event"] => ({
    type: "NoteAdded",
    message: messageKey(`${number}-${n}`),
    text,
  }));
  return [opened, ...added].map((event) => ({ ticket, event }));
}

const write = (events: readonly NewEvent[]) =>
  record.commit(systemActor("test"), () => ({ events, dependsOn: [], value: undefined }));

function pages(limit: number, accept?: (ticket: number) => boolean): number[][] {
  const numbers: number[][] = [];
  let before: number | undefined;
  for (;;) {
    const { found, next } = record.search.page([{ words: word("fire"), accept }], {
      limit,
      ...(before === undefined ? {} : { before }),
    });
    numbers.push(found.map(({ ticket }) => ticket));
    if (next === null) return numbers;
    before = next;
  }
}

test("a ticket is on the page of its newest message and on no later one", async () => {
  await write([...ticketOf(1, ["fire"]), ...ticketOf(2, ["fire", "fire"]), ...ticketOf(3, ["smoke"])]);
  await record.settle();
  await write([...ticketOf(4, ["fire", "smoke", "fire"]), ...ticketOf(5, ["fire"])]);
  await write([
    { ticket: ticketNumber(1), event: { type: "NoteAdded", message: messageKey("1-1"), text: "fire" } },
  ]);
  expect(pages(1)).toEqual([[1], [5], [4], [2]]);
  expect(pages(2)).toEqual([
    [1, 5],
    [4, 2],
  ]);
  expect(pages(2, (ticket) => ticket !== 5)).toEqual([[1, 4], [2]]);
});

test("a ticket whose newer messages lack the words is on a later page", async () => {
  await write([
    ...ticketOf(1, ["fire", "smoke"]),
    ...ticketOf(2, ["fire", "smoke"]),
    ...ticketOf(3, ["fire"]),
  ]);
  for (const settled of [false, true]) {
    if (settled) await record.settle();
    expect(pages(1)).toEqual([[3], [2], [1]]);
  }
});

test("a page that reached its scan limit says where the next one continues", async () => {
  const many = Array.from({ length: 20_010 }, () => "fire");
  await write([...ticketOf(1, ["fire"]), ...ticketOf(2, many)]);
  expect(pages(5)).toEqual([[2], [1]]);
  expect(pages(5, (ticket) => ticket === 1)).toEqual([[], [1]]);
});

test("the beginnings of all words are enough, whatever their accents, in either index", async () => {
  await write([...ticketOf(1, ["Rechnung für Łukasz Sørensen"]), ...ticketOf(2, ["Rechnung"])]);
  for (const settled of [false, true]) {
    if (settled) await record.settle();
    for (const words of [
      ["rech", "luk"],
      ["fur", "SOREN"],
      ["Søren", "łuk"],
      ["sørensen", "rechn"],
    ]) {
      const found = find({ is: "all", of: words.map(word) });
      expect([words, found]).toEqual([words, [1]]);
    }
  }
});

test("ß is found by SS and ss, and the other way round, in either index", async () => {
  await write([...ticketOf(1, ["Das Maß am Fußboden"]), ...ticketOf(2, ["DAS MASS AM FUSSBODEN, GEMESSEN"])]);
  for (const settled of [false, true]) {
    if (settled) await record.settle();
    for (const text of ["fußboden", "FUSSBODEN", "fussboden", "FU\u1e9eBODEN", "fuß", "fus"]) {
      const found = find(word(text));
      expect([text, found]).toEqual([text, [2, 1]]);
    }
  }
});

test("a long beginning finds every word that has it, whether there are few or very many, in either index", async () => {
  const numbered = Array.from({ length: 200 }, (_, n) => `part${1000 + n}`).join(" ");
  await write([
    ...ticketOf(1, ["Invoices"]),
    ...ticketOf(2, ["an invoice, invoiced"]),
    ...ticketOf(3, [numbered]),
  ]);
  await write(ticketOf(4, ["Invoicing; partly"]));
  for (const settled of [false, true]) {
    if (settled) await record.settle();
    expect(find(word("invoice"))).toEqual([2, 1]);
    expect(find(word("INVOIC"))).toEqual([4, 2, 1]);
    expect(find(word("invoiceless"))).toEqual([]);
    expect(find(word("part11"))).toEqual([3]);
    expect(find(word("part1"))).toEqual([3]);
    expect(find(word("partly"))).toEqual([4]);
  }
  await write(ticketOf(5, ["invoicery"]));
  expect(find(word("invoice"))).toEqual([5, 2, 1]);
});
