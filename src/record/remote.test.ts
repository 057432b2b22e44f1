/** Records whose journal is in PostgreSQL. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { dumpModel } from "../../test/support/dump.ts";
import { engineOver, setUp } from "../../test/support/engine.ts";
import { conversationScript, play } from "../../test/support/histories.ts";
import { note, opened } from "../../test/support/journal-contract.ts";
import { type Postgres, startPostgres, startRelay } from "../../test/support/postgres.ts";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import { type TicketNumber, ticketNumber } from "../base/ids.ts";
import { JournalAway, LeaseLost } from "../base/unwritable.ts";
import { systemActor } from "../domain/actor.ts";
import { Moved } from "./decision.ts";
import { blobOf } from "./new-blob.ts";
import type { Fence, JournalPort } from "./port.ts";
import { openPostgres } from "./postgres/index.ts";
import { JournalElsewhere, type OpenRecord } from "./record.ts";
import { OtherJournal } from "./remote-commit.ts";

let server: Postgres;
let url: string;
let undo: (() => Promise<void> | void)[];

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.remove());
beforeEach(async () => {
  undo = [];
  url = await server.newDatabase();
});
afterEach(async () => {
  for (const one of undo.reverse()) await one();
});

interface Node {
  readonly folder: string;
  readonly port: JournalPort;
  readonly record: OpenRecord;
}

/** A record in a new folder, or that one, which has caught up with the journal. */
async function nodeAt(at: string, in_?: string, fence?: Fence): Promise<Node> {
  const made = in_ === undefined ? dataFolder() : null;
  if (made) undo.push(() => made.remove());
  const folder = in_ ?? made?.path ?? "";
  const port = await openPostgres(at, randomBytes);
  undo.push(() => port.close());
  const record = recordIn(folder, Date.now, false, {
    remote: { port, fence: () => fence, trouble: () => null },
  });
  undo.push(() => record.close());
  await record.elsewhere?.catchUp();
  return { folder, port, record };
}

const actor = systemActor("test");
/** Opens the next ticket. */
const open = ({ record }: Node) =>
  record.commit(actor, (view) => {
    const number = view.nextTicketNumber();
    return { events: [opened(number)], dependsOn: [{ on: "next-ticket", number }], value: number };
  });
/** Adds a note to a ticket as it is now. */
const add = ({ record }: Node, ticket: TicketNumber, text: string) =>
  record.commit(actor, (view) => {
    const version = view.ticketVersion(ticket) ?? 0;
    return { events: [note(ticket, text)], dependsOn: [{ on: "ticket", ticket, version }], value: version };
  });

test("what one node commits another one has, with the same chain and read model", async () => {
  const one = await nodeAt(url);
  const other = await nodeAt(url);
  const numbers = await Promise.all([open(one), open(one), open(one)]);
  expect(numbers).toEqual([1, 2, 3]);
  await other.record.elsewhere?.catchUp();
  expect(dumpModel(other.record)).toEqual(dumpModel(one.record));
  expect(await other.record.journal.verify()).toEqual(await one.record.journal.verify());
  expect((await one.port.end()).chain.toString("hex")).toBe(await chainOf(one));
});

const chainOf = async ({ record }: Node) => {
  const found = await record.journal.verify();
  return found.ok ? found.chain : found.problem;
};

test("nodes that decide about the same thing at once decide again, and neither loses anything", async () => {
  const nodes = [await nodeAt(url), await nodeAt(url)];
  const numbers = await Promise.all(nodes.flatMap((node) => Array.from({ length: 10 }, () => open(node))));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  for (const { record } of nodes) await record.elsewhere?.catchUp();
  const [one, other] = nodes.map(({ record }) => dumpModel(record));
  expect(one).toEqual(other);
});

test("a decision on what a caller read before is not repeated if that has moved", async () => {
  const [one, other] = [await nodeAt(url), await nodeAt(url)];
  const ticket = await open(one);
  await other.record.elsewhere?.catchUp();
  await add(one, ticket, "first");
  const stale = other.record.commit(actor, () => ({
    events: [note(ticket, "late")],
    dependsOn: [{ on: "ticket", ticket, version: 1 }],
    value: null,
  }));
  await expect(stale).rejects.toThrow(Moved);
  expect(await add(other, ticket, "second")).toBe(2);
});

test("who follows applies what others record, and tells its listeners", async () => {
  const [one, other] = [await nodeAt(url), await nodeAt(url)];
  const stop = new AbortController();
  const heard = Promise.withResolvers<string>();
  other.record.onCommitted(([first]) => heard.resolve(first?.event.type ?? ""));
  const following = other.record.elsewhere?.follow(stop.signal);
  await open(one);
  expect(await heard.promise).toBe("TicketOpened");
  expect(other.record.view.nextTicketNumber()).toBe(2);
  stop.abort();
  await following;
});

test("while the server is away nothing is recorded and everything can be read; then it goes on", async () => {
  const node = await nodeAt(url);
  const stop = new AbortController();
  const following = node.record.elsewhere?.follow(stop.signal);
  const ticket = await open(node);
  await server.stop();
  try {
    await expect(add(node, ticket, "away")).rejects.toThrow(JournalAway);
    expect(node.record.view.ticketVersion(ticket)).toBe(1);
    expect((await node.record.past.history(ticket, { limit: 10 })).events.length).toBe(1);
  } finally {
    await server.start();
  }
  expect(await add(node, ticket, "back")).toBe(1);
  stop.abort();
  await following;
});

test("a commit whose answer is lost is recorded once", async () => {
  const relay = await startRelay(server.port);
  undo.push(() => relay.close());
  const node = await nodeAt(url.replace(`:${server.port}/`, `:${relay.port}/`));
  const ticket = await open(node);
  const broken = relay.breakNext("after");
  expect(await add(node, ticket, "once")).toBe(1);
  expect(broken()).toBe(true);
  expect(node.record.view.ticketVersion(ticket)).toBe(2);
  expect(await node.port.end()).toMatchObject({ position: 2 });
});

test("bytes are in the journal and in the copy, and another node gets them from the journal", async () => {
  const [one, other] = [await nodeAt(url), await nodeAt(url)];
  const blob = blobOf(Buffer.from("an attachment"));
  await one.record.commit(actor, () => ({ events: [opened(1)], dependsOn: [], blobs: [blob], value: null }));
  await other.record.elsewhere?.catchUp();
  for (const { record } of [one, other])
    expect(Buffer.from((await record.blob(blob.sha256)) ?? [])).toEqual(blob.bytes);
});

test("a decision that cannot be written fails alone", async () => {
  const node = await nodeAt(url);
  await open(node);
  const twice = node.record.commit(actor, () => ({ events: [opened(1)], dependsOn: [], value: null }));
  const [first, bad, last] = await Promise.allSettled([add(node, ticketNumber(1), "a"), twice, open(node)]);
  expect([first?.status, bad?.status, last?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("after its lease went to another process, a node records nothing", async () => {
  const port = await openPostgres(url, randomBytes);
  undo.push(() => port.close());
  const fence = await port.lease("program", "one", 60_000);
  const node = await nodeAt(url, undefined, fence ?? undefined);
  await open(node);
  await port.lease("program", "one", 0);
  expect(await port.lease("program", "two", 60_000)).not.toBe(null);
  await expect(open(node)).rejects.toThrow(LeaseLost);
  expect(node.record.view.nextTicketNumber()).toBe(2);
});

test("a copy is neither continued without its journal nor with another one", async () => {
  const node = await nodeAt(url);
  await open(node);
  node.record.close();
  expect(() => recordIn(node.folder)).toThrow(JournalElsewhere);
  const elsewhere = await server.newDatabase();
  await expect(nodeAt(elsewhere, node.folder)).rejects.toThrow(OtherJournal);
  const again = await nodeAt(url, node.folder);
  expect(again.record.view.nextTicketNumber()).toBe(2);
});

test("a helpdesk that runs on it has an intact chain and the read model of a rebuild", async () => {
  const node = await nodeAt(url);
  const engine = engineOver(node.record);
  await setUp(engine);
  const [script = []] = fc.sample(conversationScript, { seed: 7, numRuns: 1 });
  await play(engine, node.record, script);
  const grown = dumpModel(node.record);
  node.record.rebuild();
  expect(dumpModel(node.record)).toEqual(grown);
  const other = await nodeAt(url);
  expect(dumpModel(other.record)).toEqual(grown);
});
