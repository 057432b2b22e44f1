import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dataFolder, migrations, recordIn } from "../../test/support/record.ts";
import { storedSamples, storeEvents } from "../../test/support/stored.ts";
import { userName } from "../base/ids.ts";
import { systemActor } from "../domain/actor.ts";
import { chained, type EventRow, GENESIS } from "./chain.ts";
import { inspectRecord } from "./inspect.ts";
import type { OpenRecord } from "./record.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;

beforeEach(() => {
  folder = dataFolder();
  record = opened();
});

afterEach(() => {
  record.close();
  folder.remove();
});

function opened(): OpenRecord {
  const record = recordIn(folder.path);
  record.database.sqlite.pragma("synchronous = OFF");
  return record;
}

/** Events that fill some blocks, each with a text that does not compress to nothing. */
const fill = (events = 300) =>
  Promise.all(
    Array.from({ length: events }, (_, i) => {
      const members = [userName(`${i}-${randomBytes(200).toString("hex")}`)];
      return record.commit(systemActor("test"), () => ({
        events: [{ ticket: null, event: { type: "GroupSaved", name: `group ${i}`, members } }],
        ...{ dependsOn: [], value: null },
      }));
    }),
  );

async function packAll(): Promise<void> {
  while (await record.settle());
}

const rows = () => record.port.read(0, 10_000);
const sql = (text: string) => record.database.sqlite.exec(text);
const column = (text: string): readonly unknown[] => record.database.sqlite.prepare(text).pluck().all();
const erase = (positions: readonly number[]) =>
  sql(`UPDATE event SET payload = NULL, salt = NULL WHERE position IN (${positions.join(", ")})`);
const blocks = () => Number(column("SELECT count(*) FROM payload_block")[0]);
/** Everything that the blocks say, as any program would read it. */
const blockTexts = () =>
  column("SELECT body FROM payload_block ORDER BY last").map((body) =>
    zstdDecompressSync(body as Buffer).toString(),
  );
const without = (all: readonly EventRow[], erased: readonly number[]) =>
  all.map((row) => (erased.includes(row.position) ? { ...row, payload: null, salt: null } : row));

describe("packed payloads", () => {
  test("are read as before, whatever was erased before and after they were packed", async () => {
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(some, some, fc.nat(5), async (before, after, steps) => {
        record.close();
        folder.remove();
        folder = dataFolder();
        record = opened();
        await fill();
        const written = await rows();
        erase(before);
        for (let step = 0; step < steps; step++) await record.settle();
        erase(after);
        const expected = without(written, [...before, ...after]);
        expect(await rows()).toEqual(expected);
        await packAll();
        expect(await rows()).toEqual(expected);
        expect(blocks()).toBeGreaterThan(1);
        const gone = new Set([...before, ...after]).size;
        expect(await record.journal.verify()).toMatchObject({ ok: true, events: 300, erased: gone });
        for (const position of [1, 150, 300]) {
          const [row] = await record.port.read(position - 1, 1);
          expect(row).toEqual(expected[position - 1]);
        }
        const texts = blockTexts().join("\n");
        for (const position of [...before, ...after])
          expect(texts).not.toContain(written[position - 1]?.payload);
      }),
      { numRuns: 12 },
    );
  });

  test("take less room, and are a line each in a frame that needs no dictionary", async () => {
    await fill();
    const payloads = (await rows()).map(({ payload }) => payload);
    await packAll();
    const lines = blockTexts().flatMap((text) => text.split("\n"));
    expect(lines).toEqual(payloads.slice(0, lines.length));
    // Those that do not fill a block stay.
    expect(column("SELECT body FROM payload_new ORDER BY position")).toEqual(payloads.slice(lines.length));
    const [packed, plain] = [
      Number(column("SELECT sum(length(body)) FROM payload_block")[0]),
      lines.join(""),
    ];
    expect(packed).toBeLessThan(plain.length * 0.65);
  });

  test("are erased while their block is being compressed, and are in none then", async () => {
    await fill();
    const written = await rows();
    const packing = record.settle();
    erase([3]);
    await packing;
    await packAll();
    expect(await rows()).toEqual(without(written, [3]));
    expect(blockTexts().join("\n")).not.toContain(written[2]?.payload);
  });

  test("with a line break, or none at all, are kept in their event's row", async () => {
    const first = chained(GENESIS, unchained('{"name":"a",\n"members":[]}'));
    const second = chained(first, unchained('{"name":"b","members":[]}'));
    const third = { ...chained(second, unchained('{"name":"c","members":[]}')), payload: null, salt: null };
    expect(await record.port.take([first, second, third])).toBe(null);
    await packAll();
    expect(await rows()).toEqual([first, second, third]);
    expect(column("SELECT payload FROM event")).toEqual([first.payload, null, null]);
    expect(await record.journal.verify()).toMatchObject({ ok: true, events: 3, erased: 1 });
  });

  test("are not lost by accident", async () => {
    await fill();
    for (const text of [
      "DELETE FROM payload_new",
      "UPDATE payload_new SET body = '{}'",
      "UPDATE event SET size = 1",
      "UPDATE event SET salt = zeroblob(16)",
    ])
      expect(() => sql(text), text).toThrow(/append-only/);
    await packAll();
    for (const text of ["DELETE FROM payload_block", "UPDATE payload_block SET first = 1, last = 2"])
      expect(() => sql(text), text).toThrow(/append-only/);
  });
});

describe("a block that is damaged", () => {
  const frames: readonly (readonly [string, () => Buffer])[] = [
    ["is no frame", () => Buffer.from("not a frame")],
    ["ends early", () => zstdCompressSync(Buffer.from("a\nb\nc")).subarray(0, 9)],
    ["is empty", () => Buffer.alloc(0)],
    ["is far larger than it claims", () => zstdCompressSync(Buffer.alloc(20_000_000, "{}\n"))],
    ["has too few lines", () => zstdCompressSync(Buffer.from("{}"))],
    ["has other payloads", () => zstdCompressSync(Buffer.from(Array(299).fill("{}").join("\n")))],
  ];

  test.each(frames)("%s: the first event in it is named", async (_, frame) => {
    await fill();
    await packAll();
    const second = Number(column("SELECT first FROM payload_block ORDER BY last LIMIT 1 OFFSET 1")[0]);
    record.close();
    record = opened();
    record.database.sqlite
      .prepare<[Buffer, number]>("UPDATE payload_block SET body = ? WHERE first = ?")
      .run(frame(), second);
    expect(await record.journal.verify()).toMatchObject({ ok: false, position: second });
    expect(await record.journal.at(second - 1)).toMatchObject({ position: second - 1 });
  });

  test("reading an event of it fails and says which", async () => {
    await fill();
    await packAll();
    record.close();
    record = opened();
    sql("UPDATE payload_block SET size = 9000000000, body = zeroblob(20)");
    await expect(record.journal.at(7)).rejects.toThrow("the event at position 7 is missing or damaged");
    sql("UPDATE payload_block SET encoding = 'later'");
    await expect(record.journal.at(7)).rejects.toThrow("the event at position 7 is missing or damaged");
  });
});

test("events of releases that did not pack are read, by the program and by an inspection before it", async () => {
  record.close();
  folder.remove();
  folder = dataFolder();
  const older = migrations.findIndex(({ name }) => name.startsWith("0006"));
  storeEvents(folder.path, storedSamples(), older);
  const inspection = inspectRecord({ file: join(folder.path, "mailmanager.db"), migrations });
  const before = await inspection.journal().verify();
  const sizes = await inspection.journal().eventWithin(1, 100_000);
  inspection.close();
  expect(before).toMatchObject({ ok: true });
  record = opened();
  expect(await record.journal.verify()).toEqual(before);
  expect(await record.journal.eventWithin(1, 100_000)).toEqual(sizes);
  await fill();
  await packAll();
  expect(await record.journal.verify()).toMatchObject({ ok: true });
});

const unchained = (payload: string) => ({
  ...{ time: 1, actor: "system:test", ticket: null, ticketVersion: null, type: "GroupSaved", version: 1 },
  ...{ salt: randomBytes(16), payload },
});
