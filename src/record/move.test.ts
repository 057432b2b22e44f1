import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { historyOf, longScript } from "../../test/support/all-events.ts";
import { dumpModel } from "../../test/support/dump.ts";
import { append, note, opened } from "../../test/support/journal-contract.ts";
import { type Postgres, startPostgres } from "../../test/support/postgres.ts";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import { exportedJournal, importJournal } from "./move.ts";
import { blobOf } from "./new-blob.ts";
import type { JournalPort } from "./port.ts";
import { openPostgres } from "./postgres/index.ts";
import type { OpenRecord } from "./record.ts";

let undo: (() => Promise<void> | void)[];
beforeEach(() => {
  undo = [];
});
afterEach(async () => {
  for (const one of undo.reverse()) await one();
});

function newRecord(): OpenRecord {
  const folder = dataFolder();
  undo.push(() => folder.remove());
  const record = recordIn(folder.path);
  undo.push(() => record.close());
  record.database.sqlite.pragma("synchronous = OFF");
  return record;
}

/** The lines of an exported journal. */
async function exported(journal: JournalPort): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const text of exportedJournal(journal)) texts.push(text);
  return texts.join("").trimEnd().split("\n");
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe("from SQLite to PostgreSQL and back", () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.remove());

  test("the chain, the blobs and the read model are the same", async () => {
    const from = newRecord();
    const [script = []] = fc.sample(longScript, { seed: 11, numRuns: 1 });
    for (const { actor, events } of historyOf(script))
      await from.commit(actor, () => ({ events, dependsOn: [], value: null }));
    const blobs = [new Uint8Array(), Buffer.from("a mail"), randomBytes(500_000)].map(blobOf);
    await from.port.keep(blobs);
    const first = await from.journal.head();
    from.database.sqlite.exec(`UPDATE event SET payload = NULL, salt = NULL WHERE position = ${first}`);
    from.rebuild();
    const between = await openPostgres(await server.newDatabase(), randomBytes);
    undo.push(() => between.close());
    const there = await importJournal(between, each(await exported(from.port)));
    expect(there).toEqual({ ok: true, value: await from.port.end() });
    const back = newRecord();
    expect(await importJournal(back.port, each(await exported(between)))).toEqual(there);
    expect(await back.journal.verify()).toEqual(await from.journal.verify());
    expect(dumpModel(back)).toEqual(dumpModel(from));
    for (const { sha256, bytes } of blobs)
      expect(Buffer.from((await back.blob(sha256)) ?? "none").equals(bytes)).toBe(true);
    expect(await exported(back.port)).toEqual(await exported(from.port));
  });
});

describe("an exported journal", () => {
  async function journal(): Promise<JournalPort> {
    const { port } = newRecord();
    await port.keep([blobOf(Buffer.from("a mail"))]);
    await port.append([append([opened(1), note(1, "a\u2028b")]), append([note(1, "c")])]);
    return port;
  }

  test("is imported again after an attempt that ended early, and only once", async () => {
    const from = await journal();
    const lines = await exported(from);
    const { port } = newRecord();
    const early = await importJournal(port, each(lines.slice(0, -1)));
    expect(early).toMatchObject({ ok: false, error: { reason: "journal-file.incomplete" } });
    await port.take((await from.read(0, 10)).slice(0, 2));
    for (const attempt of [1, 2])
      expect([attempt, await importJournal(port, each(lines))]).toEqual([
        ...[attempt, { ok: true, value: await from.end() }],
      ]);
    expect(await port.read(0, 10)).toEqual(await from.read(0, 10));
  });

  test("is refused by a journal that has other events", async () => {
    const lines = await exported(await journal());
    const other = await journal();
    expect(await importJournal(other, each(lines))).toMatchObject({
      ...{ ok: false, error: { reason: "journal-file.other", params: { position: 3 } } },
    });
    await other.append([append([note(1, "longer")])]);
    expect(await importJournal(other, each(lines))).toMatchObject({ ok: false });
  });

  test("is refused where a line is not right", async () => {
    const lines = await exported(await journal());
    const changed = (at: number, by: (line: string) => string) =>
      lines.map((line, index) => (index === at ? by(line) : line));
    const cases: readonly (readonly [readonly string[], object])[] = [
      [changed(0, () => "{}"), { reason: "journal-file.unreadable", params: { line: 1 } }],
      [lines.slice(1), { reason: "journal-file.unreadable", params: { line: 1 } }],
      [changed(1, (line) => line.replace(/"bytes":"../, '"bytes":"zz')), { params: { line: 2 } }],
      [changed(2, (line) => line.slice(1)), { reason: "journal-file.unreadable", params: { line: 3 } }],
      [changed(4, (line) => line.replace('\\"c\\"', '\\"d\\"')), { params: { position: 3 } }],
      [lines.toSpliced(3, 1), { reason: "journal-file.damaged", params: { position: 2 } }],
      [changed(5, (line) => line.replace(/"end":3/, '"end":4')), { reason: "journal-file.other" }],
      [[], { reason: "journal-file.incomplete" }],
    ];
    for (const [broken, error] of cases)
      expect(await importJournal(newRecord().port, each(broken))).toMatchObject({ ok: false, error });
  });
});
