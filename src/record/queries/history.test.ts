import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { messageKey, ticketNumber } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { TicketEvent } from "../../domain/ticket/index.ts";
import type { Record } from "../record.ts";

const one = ticketNumber(1);
const MB = 1024 * 1024;
let folder: ReturnType<typeof dataFolder>;
let record: Record;
let keys = 0;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  await add({
    ...{ type: "TicketOpened", number: one, token: "a".repeat(24), mailbox: "help@desk.example" },
    ...{
      subject: "Large",
      requester: { name: "", address: "ann@customer.example" },
      group: null,
      via: "web",
    },
  });
  await note("first");
});
afterEach(() => {
  record.close();
  folder.remove();
});

const add = (event: TicketEvent) =>
  record.commit(systemActor("test"), () => ({ events: [{ ticket: one, event }], value: undefined }));
const note = (text: string) => add({ type: "NoteAdded", message: messageKey(`note ${++keys}`), text });
const texts = (events: readonly { readonly event: object }[]) =>
  events.flatMap(({ event }) =>
    "text" in event && typeof event.text === "string" ? [event.text.slice(0, 5)] : [],
  );

test("a history comes in pages that hold no more than 16 MB, and one event at least", async () => {
  for (const name of ["a", "b", "c", "d"]) await note(`${name}${".".repeat(7 * MB)}`);
  await note(`e${".".repeat(20 * MB)}`);
  await note("last");
  const pages: string[][] = [];
  let before: number | undefined;
  do {
    const { events, older } = record.queries.history(one, { before, limit: 100 });
    pages.push(texts(events));
    before = older ?? undefined;
  } while (before !== undefined);
  expect(pages).toEqual([["last"], ["e...."], ["c....", "d...."], ["first", "a....", "b...."]]);
  expect(texts(record.view.conversation(one, 100))).toEqual(["last"]);
  expect(texts(record.queries.entries(one, { limit: 1 }).events)).toEqual(["last"]);
});

test("the journal's pages end after so many bytes, and say where", async () => {
  for (const name of ["a", "b", "c"]) await note(`${name}${".".repeat(1000)}`);
  const first = await record.journal.pageOfTicket(one, 2, 100, 1500);
  expect([texts(first.events), first.last]).toEqual([["a...."], 3]);
  const second = await record.journal.pageOfTicket(one, first.last, 100, 2500);
  expect([texts(second.events), second.last]).toEqual([["b....", "c...."], 5]);
  expect(await record.journal.pageOfTicket(one, 5, 100, 2500)).toEqual({ events: [], last: 5 });
  const head = await record.journal.head();
  expect((await record.journal.page(head - 1, 100, 1)).last).toBe(head);
});

test("a large event is not read where a small one is asked for", async () => {
  await note("small");
  const at = await record.journal.head();
  expect(record.queries.eventWithin(at, 1000)?.event).toMatchObject({ text: "small" });
  expect(record.queries.eventWithin(at, 10)).toBe(null);
  expect(record.queries.eventWithin(at + 1, 1000)).toBe(null);
});
