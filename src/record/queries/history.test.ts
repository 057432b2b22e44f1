import { afterEach, beforeEach, expect, test } from "vitest";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { ticketNumber } from "../../base/ids.ts";
import { system } from "../../domain/people/index.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Record } from "../record.ts";

const one = ticketNumber(1);
const MB = 1024 * 1024;
let folder: ReturnType<typeof dataFolder>;
let record: Record;
let engine: Engine;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record);
  await setUp(engine);
  const opened = await engine.commands.openTicket(system("test"), {
    ...{ mailbox, subject: "Large", text: "first", send: false },
    requester: { name: "", address: "ann@customer.example" },
  });
  expect(opened.ok).toBe(true);
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

const note = async (text: string) =>
  expect(await engine.commands.note(system("test"), one, text)).toMatchObject({ ok: true });
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
  const first = record.journal.pageOfTicket(one, 2, 100, 1500);
  expect([texts(first.events), first.last]).toEqual([["a...."], 3]);
  const second = record.journal.pageOfTicket(one, first.last, 100, 2500);
  expect([texts(second.events), second.last]).toEqual([["b....", "c...."], 5]);
  expect(record.journal.pageOfTicket(one, 5, 100, 2500)).toEqual({ events: [], last: 5 });
  const head = record.journal.head();
  expect(record.journal.page(head - 1, 100, 1).last).toBe(head);
});

test("a large event is not read where a small one is asked for", async () => {
  await note("small");
  const at = record.journal.head();
  expect(record.queries.eventWithin(at, 1000)?.event).toMatchObject({ text: "small" });
  expect(record.queries.eventWithin(at, 10)).toBe(null);
  expect(record.queries.eventWithin(at + 1, 1000)).toBe(null);
});
