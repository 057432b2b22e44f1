import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { mailId, messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Automatic } from "../../domain/mail/index.ts";
import type { TicketEvent } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../record.ts";

const one = ticketNumber(1);
const MB = 1024 * 1024;
let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let keys = 0;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  await add(opened(one));
  await note("first");
});
afterEach(() => {
  record.close();
  folder.remove();
});

const add = (event: TicketEvent) =>
  record.commit(systemActor("test"), () => ({
    events: [{ ticket: one, event }],
    dependsOn: [],
    value: undefined,
  }));
const note = (text: string) => add({ type: "NoteAdded", message: messageKey(`note ${++keys}`), text });
const customer = { name: "", address: "ann@customer.example" };
const opened = (number: TicketNumber): TicketEvent => ({
  ...{ type: "TicketOpened", number, token: `${number}`.repeat(24), mailbox: "help@desk.example" },
  ...{ subject: "Large", requester: customer, group: null, via: "web" },
});
const received = (text: string, automatic: Automatic = false) =>
  add({
    ...{ type: "MessageReceived", message: messageKey(text), mail: mailId(text), evidence: null },
    ...{ messageId: `<${text}@customer.example>`, inReplyTo: null, references: [], from: customer },
    ...{ replyTo: [], to: [], cc: [], subject: "Large", date: null, text, reply: null, hasHtml: false },
    ...{ attachments: [], automatic, authentication: null },
  });
const replied = (text: string) =>
  add({
    ...{ type: "ReplyWritten", message: messageKey(text), messageId: `<${text}@desk.example>` },
    ...{ from: { name: "", address: "help@desk.example" }, to: [customer], cc: [], subject: "Re: Large" },
    ...{ text, html: null, attachments: [], automatic: false, leaveAt: 0, close: false },
    ...{ unlessAnswered: false, nonce: null },
  });
const texts = (events: readonly { readonly event: object }[]) =>
  events.flatMap(({ event }) =>
    "text" in event && typeof event.text === "string" ? [event.text.slice(0, 5)] : [],
  );

test("a history's pages have at most 16 MB, but at least one event", async () => {
  for (const name of ["a", "b", "c", "d"]) await note(`${name}${".".repeat(7 * MB)}`);
  await note(`e${".".repeat(20 * MB)}`);
  await note("last");
  const pages: string[][] = [];
  let before: number | undefined;
  do {
    const { events, older } = await record.past.history(one, { before, limit: 100 });
    pages.push(texts(events));
    before = older ?? undefined;
  } while (before !== undefined);
  expect(pages).toEqual([["last"], ["e...."], ["c....", "d...."], ["first", "a....", "b...."]]);
  expect(texts(await record.past.conversation(one, 100))).toEqual(["last"]);
  expect(texts((await record.past.entries(one, { limit: 1 })).events)).toEqual(["last"]);
});

test("a reply refers to the newest message from outside, ignoring bounces and automatic replies", async () => {
  const newest = async () => (await record.past.messageToReplyTo(one))?.event.text ?? null;
  await received("back", "bounce");
  expect(await newest()).toBe(null);
  await received("first");
  await received("second", "list");
  await note("Look at this");
  await received("away", "auto-reply");
  expect(await newest()).toBe("second");
});

test("a moved entry is only in the history of its current ticket", async () => {
  const two = ticketNumber(2);
  await received("asked");
  await replied("reply");
  await note("noted");
  await record.commit(systemActor("test"), () => ({
    events: [{ ticket: two, event: opened(two) }],
    dependsOn: [],
    value: null,
  }));
  const moved = ["asked", "reply", `note ${keys}`].map(messageKey);
  await record.commit(systemActor("test"), () => ({
    events: [
      { ticket: one, event: { type: "MessagesGiven", to: two, messages: moved, merge: false } },
      {
        ticket: two,
        event: { type: "MessagesTaken", from: one, messages: moved, participants: [], unmerge: false },
      },
    ],
    dependsOn: [],
    value: null,
  }));
  expect(texts((await record.past.history(one, { limit: 100 })).events)).toEqual(["first"]);
  expect(texts((await record.past.history(two, { limit: 100 })).events)).toEqual(["asked", "reply", "noted"]);
});

test("the journal's pages are limited in bytes, and say where they end", async () => {
  for (const name of ["a", "b", "c"]) await note(`${name}${".".repeat(1000)}`);
  const first = await record.journal.pageOfTicket(one, 2, 100, 1500);
  expect([texts(first.events), first.last]).toEqual([["a...."], 3]);
  const second = await record.journal.pageOfTicket(one, first.last, 100, 2500);
  expect([texts(second.events), second.last]).toEqual([["b....", "c...."], 5]);
  expect(await record.journal.pageOfTicket(one, 5, 100, 2500)).toEqual({ events: [], last: 5 });
  const head = await record.journal.head();
  expect((await record.journal.page(head - 1, 100, 1)).last).toBe(head);
});

test("a large event is not read if only small ones are wanted", async () => {
  await note("small");
  const at = await record.journal.head();
  expect((await record.journal.eventWithin(at, 1000))?.event).toMatchObject({ text: "small" });
  expect(await record.journal.eventWithin(at, 10)).toBe(null);
  expect(await record.journal.eventWithin(at + 1, 1000)).toBe(null);
});
