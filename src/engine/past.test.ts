import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import { messageKey, ticketNumber } from "../base/ids.ts";
import { systemActor } from "../domain/actor.ts";
import type { TicketEvent } from "../domain/ticket/index.ts";
import { nothing } from "../record/decision.ts";
import type { OpenRecord } from "../record/record.ts";
import { type PastEvents, withPast } from "./past.ts";

const one = ticketNumber(1);
const actor = systemActor("test");
let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  await add({
    ...{ type: "TicketOpened", number: one, token: "a".repeat(24), mailbox: "help@desk.example" },
    ...{ subject: "Lamp", requester: { name: "Ann", address: "ann@customer.example" } },
    ...{ group: null, via: "web" },
  });
  await note("first");
});
afterEach(() => {
  record.close();
  folder.remove();
});

const add = (event: TicketEvent) =>
  record.commit(actor, () => ({ events: [{ ticket: one, event }], dependsOn: [], value: undefined }));
const note = (text: string) => add({ type: "NoteAdded", message: messageKey(`note ${text}`), text });

/** The notes of the ticket since its first version, by a decision that records one more. */
function notesOf(past: PastEvents, meanwhile: () => void = () => {}) {
  return record.commit(actor, (view) => {
    const ticket = view.ticket(one);
    if (!ticket) throw new Error("no ticket");
    meanwhile();
    const changes = past.changes(ticket, 1, 500);
    const texts = past
      .at(changes.map(({ position }) => position))
      .map(({ event }) => (event.type === "NoteAdded" ? event.text : event.type));
    const event = { type: "NoteAdded", message: messageKey("note own"), text: "own" } as const;
    return { events: [{ ticket: one, event }], dependsOn: [], value: texts };
  });
}

test("a decision gets the past events that it asks for, and is committed once", async () => {
  expect(await withPast(record, (past) => notesOf(past))).toEqual(["first"]);
  expect(record.view.ticket(one)?.version).toBe(3);
});

test("what happens while they are read is part of the past", async () => {
  let asked = 0;
  let added: Promise<void> | undefined;
  const texts = await withPast(record, (past) =>
    notesOf(past, () => {
      asked += 1;
      added ??= note("second");
    }),
  );
  await added;
  expect(texts).toEqual(["first", "second"]);
  expect(asked).toBeGreaterThan(2);
});

test("what is asked for twice is read once", async () => {
  let commits = 0;
  const at = await record.journal.head();
  const read: number[][] = [];
  const journal: typeof record.journal = {
    ...record.journal,
    events(positions) {
      read.push([...positions]);
      return record.journal.events(positions);
    },
  };
  const found = await withPast({ ...record, journal }, (past) =>
    record.commit(actor, () => {
      commits += 1;
      return nothing([...past.at([at]), ...past.at([at, at + 9])].map(({ event }) => event.type));
    }),
  );
  expect(found).toEqual(["NoteAdded", "NoteAdded"]);
  expect([read, commits]).toEqual([[[at], [at + 9]], 3]);
});

test("a decision that throws is not made again", async () => {
  let commits = 0;
  const failing = withPast(record, () =>
    record.commit(actor, () => {
      commits += 1;
      throw new Error("a bug");
    }),
  );
  await expect(failing).rejects.toThrow("a bug");
  expect(commits).toBe(1);
});
