import { randomBytes } from "node:crypto";
import Sqlite from "better-sqlite3";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dumpModel } from "../../test/support/dump.ts";
import { engineOver, setUp } from "../../test/support/engine.ts";
import { conversationScript, play } from "../../test/support/histories.ts";
import { dataFolder, model, recordIn } from "../../test/support/record.ts";
import { isDiskFull } from "../base/disk-full.ts";
import { ticketNumber } from "../base/ids.ts";
import { systemActor } from "../domain/actor.ts";
import type { NewEvent } from "../domain/events.ts";
import { modelTables } from "./model/tables.ts";
import { blobOf, type NewBlob } from "./new-blob.ts";
import type { OpenRecord } from "./record.ts";
import * as schema from "./schema.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;

beforeEach(() => {
  folder = dataFolder();
  record = recordIn(folder.path);
});

afterEach(() => {
  record.close();
  folder.remove();
});

const group = (name: string): NewEvent => ({
  ticket: null,
  event: { type: "GroupSaved", name, members: [] },
});
const save = (name: string) =>
  record.commit(systemActor("test"), () => ({ events: [group(name)], dependsOn: [], value: name }));

describe("durability", () => {
  test("SQLite is configured for the durability that a 250 promises", () => {
    const { sqlite } = record.database;
    expect(sqlite.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(sqlite.pragma("synchronous", { simple: true })).toBe(2);
    expect(sqlite.pragma("foreign_keys", { simple: true })).toBe(1);
  });

  test("a database that cannot be in WAL mode is refused", async () => {
    const { openRecord } = await import("./record.ts");
    const open = () =>
      openRecord({
        file: ":memory:",
        migrations: [],
        model,
        now: Date.now,
        randomBytes: (n) => new Uint8Array(n),
      });
    expect(open).toThrow(/journal_mode is memory, not WAL/);
  });

  test("data from a newer release is refused, and a changed migration too", async () => {
    record.database.sqlite
      .prepare("INSERT INTO migration (name, digest) VALUES ('9999-future.sql', 'x')")
      .run();
    record.close();
    expect(() => recordIn(folder.path)).toThrow(/newer release/);
    const raw = new Sqlite(`${folder.path}/mailmanager.db`);
    raw.exec("DELETE FROM migration WHERE name LIKE '9999%'; UPDATE migration SET digest = 'other'");
    raw.close();
    expect(() => recordIn(folder.path)).toThrow(/was changed after it had been taken/);
  });
});

describe("group commit", () => {
  test("decisions that arrive together are committed together, in order, each with its own value", async () => {
    let commits = 0;
    record.onCommitted(() => commits++);
    const names = Array.from({ length: 50 }, (_, i) => `g${i}`);
    expect(await Promise.all(names.map(save))).toEqual(names);
    // One, unless the machine was so slow that others would have waited too long.
    expect(commits).toBeLessThan(names.length / 2);
    expect(
      (await record.journal.read(0, 100)).map(({ event }) => event.type === "GroupSaved" && event.name),
    ).toEqual(names);
  });

  test("a listener that throws keeps the others from nothing", async () => {
    record.close();
    const failed: unknown[] = [];
    record = recordIn(folder.path, Date.now, false, { onListenerFailed: (cause) => failed.push(cause) });
    const broken = new Error("a listener's");
    let heard = 0;
    record.onCommitted(() => {
      throw broken;
    });
    record.onCommitted((events) => {
      heard += events.length;
    });
    expect(await save("first")).toBe("first");
    expect(await save("second")).toBe("second");
    expect(heard).toBe(2);
    expect(failed).toEqual([broken, broken]);
  });

  test("a decision that throws fails alone", async () => {
    const bad = record.commit(systemActor("test"), () => {
      throw new Error("no");
    });
    const [first, second, third] = await Promise.allSettled([save("a"), bad, save("b")]);
    expect([first?.status, second?.status, third?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await record.journal.head()).toBe(2);
  });

  test("a decision whose events cannot be written fails alone and leaves nothing", async () => {
    const noTicket: NewEvent = {
      ticket: ticketNumber(99),
      event: { type: "NoteAdded", message: "m" as never, text: "x" },
    };
    const bad = record.commit(systemActor("test"), () => ({
      events: [group("with"), noTicket],
      dependsOn: [],
      value: null,
    }));
    const [first, second, third] = await Promise.allSettled([save("a"), bad, save("b")]);
    expect([first?.status, second?.status, third?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(record.queries.groups().map(({ name }) => name)).toEqual(["a", "b"]);
    expect(await record.journal.verify()).toMatchObject({ ok: true, events: 2 });
  });

  test("on a full disk no decision overtakes one that found no space", async () => {
    const { sqlite } = record.database;
    sqlite.pragma(`max_page_count = ${Number(sqlite.pragma("page_count", { simple: true })) + 2}`);
    const large = () =>
      record.commit(systemActor("test"), () => ({
        events: [group("l")],
        blobs: [blobOf(Buffer.alloc(100_000))],
        dependsOn: [],
        value: 1,
      }));
    const [first, second, third] = await Promise.allSettled([save("a"), large(), save("b")]);
    expect([first?.status, second?.status, third?.status]).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(third?.status === "rejected" && isDiskFull(third.reason)).toBe(true);
    sqlite.pragma("max_page_count = 1000000");
    expect(await Promise.all([large(), save("b")])).toEqual([1, "b"]);
    expect(record.queries.groups().map(({ name }) => name)).toEqual(["a", "b", "l"]);
    expect(await record.journal.verify()).toMatchObject({ ok: true, events: 3 });
  });

  test("each decision sees what those before it in the same commit did", async () => {
    const seen = await Promise.all(
      Array.from({ length: 5 }, () =>
        record.commit(systemActor("test"), (view) => {
          const known = ["0", "1", "2", "3", "4"].filter((name) => view.group(name) !== null).length;
          return { events: [group(String(known))], dependsOn: [], value: known };
        }),
      ),
    );
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test("two processes on one file keep one chain without gaps", async () => {
    const other = recordIn(folder.path);
    try {
      for (let i = 0; i < 20; i++) {
        const writer = i % 2 === 0 ? record : other;
        await writer.commit(systemActor("test"), () => ({
          events: [group(`g${i}`)],
          dependsOn: [],
          value: null,
        }));
      }
      expect(await record.journal.verify()).toMatchObject({ ok: true, events: 20 });
    } finally {
      other.close();
    }
  });
});

describe("the chain", () => {
  const tamper = (sql: string) => {
    const { sqlite } = record.database;
    sqlite.exec("DROP TRIGGER event_only_erased; DROP TRIGGER event_never_deleted");
    sqlite.exec(sql);
  };

  test("events cannot be changed or deleted by accident", async () => {
    await save("a");
    const { sqlite } = record.database;
    for (const sql of [
      "DELETE FROM event",
      "UPDATE event SET actor = 'x'",
      "UPDATE event SET payload = '{}'",
    ]) {
      expect(() => sqlite.exec(sql), sql).toThrow(/append-only/);
    }
  });

  test("a payload erased by law leaves the chain intact, and the rest readable", async () => {
    await Promise.all(["a", "b", "c"].map(save));
    record.database.sqlite.exec("UPDATE event SET payload = NULL, salt = NULL WHERE position = 2");
    expect(await record.journal.verify()).toMatchObject({ ok: true, events: 3, erased: 1 });
    expect((await record.journal.read(0, 10)).map(({ position, event }) => [position, event])).toEqual([
      [1, { type: "GroupSaved", name: "a", members: [] }],
      [2, { type: "Erased", was: "GroupSaved", version: 1 }],
      [3, { type: "GroupSaved", name: "c", members: [] }],
    ]);
    expect((await record.journal.at(2))?.actor).toEqual(systemActor("test"));
    record.rebuild();
    expect(record.queries.groups().map(({ name }) => name)).toEqual(["a", "c"]);
  });

  test("whatever is changed, the first invalid position is named", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => save(`g${i}`)));
    record.close();
    const changes = [
      'payload = \'{"name":"x"}\'',
      "time = time + 1",
      "actor = 'mallory'",
      "type = 'OutgoingChanged'",
      "chain = zeroblob(32)",
      "digest = zeroblob(32)",
      "ticket = 5",
      "version = 2",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(...changes),
        async (position, change) => {
          record = recordIn(folder.path);
          const { sqlite } = record.database;
          sqlite.exec("BEGIN");
          tamper(`UPDATE event SET ${change} WHERE position = ${position}`);
          expect(await record.journal.verify()).toMatchObject({ ok: false, position });
          sqlite.exec("ROLLBACK");
          expect(await record.journal.verify()).toMatchObject({ ok: true });
          record.close();
        },
      ),
      { numRuns: 40 },
    );
    record = recordIn(folder.path);
  });

  test("a missing event is named", async () => {
    await Promise.all(["a", "b", "c"].map(save));
    tamper("DELETE FROM event WHERE position = 2");
    expect(await record.journal.verify()).toMatchObject({ ok: false, position: 2 });
  });
});

describe("blobs", () => {
  test("are stored once, read back unchanged, and survive compression", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 1, max: 40 }),
        async (bytes, times) => {
          const blob = blobOf(Buffer.concat(Array.from({ length: times }, () => bytes)));
          await record.commit(systemActor("test"), () => ({
            events: [],
            blobs: [blob, blob],
            dependsOn: [],
            value: null,
          }));
          expect(await record.blob(blob.sha256)).toEqual(blob.bytes);
          while (await record.settle());
          expect(await record.blob(blob.sha256)).toEqual(blob.bytes);
        },
      ),
      { numRuns: 30 },
    );
    const { sqlite } = record.database;
    expect(sqlite.prepare("SELECT count(*) FROM blob WHERE encoding = 'raw'").pluck().get()).toBe(0);
  });
});

describe("a large blob", () => {
  const large = randomBytes(1_300_000);
  const rows = () =>
    record.database.sqlite.prepare<[], number>("SELECT size FROM blob ORDER BY size").pluck().all();
  const keep = (blob: NewBlob) =>
    record.commit(systemActor("test"), () => ({ events: [], blobs: [blob], dependsOn: [], value: null }));

  test.each(["in parts before its commit", "within its commit"])(
    "is stored %s, and read back",
    async (how) => {
      const text = Buffer.concat([large, Buffer.alloc(700_000, "some text, ")]);
      const blob = how.startsWith("in") ? await record.prepareBlob(text) : blobOf(text);
      expect(blob).toEqual(blobOf(text));
      expect(await record.blob(blob.sha256)).toBe(null);
      await keep(blob);
      await keep(await record.prepareBlob(text));
      expect(await record.blob(blob.sha256)).toEqual(text);
      expect(rows()).toEqual([-524_288, -524_288, -524_288, -427_136, 2_000_000]);
      expect(await record.port.blobNames(null, 9)).toEqual([blob.sha256]);
      while (await record.settle());
      expect(await record.blob(blob.sha256)).toEqual(text);
      const { sqlite } = record.database;
      expect(sqlite.prepare("SELECT encoding FROM blob").pluck().all()).not.toContain("raw");
      record.close();
      record = recordIn(folder.path);
      expect(await record.blob(blob.sha256)).toEqual(text);
    },
  );

  test("is no longer there in parts if nothing has recorded it for long", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const [refused, kept] = [randomBytes(600_000), randomBytes(600_001)];
      await record.prepareBlob(refused);
      const blob = await record.prepareBlob(kept);
      await keep(blob);
      expect(rows().length).toBe(5);
      vi.advanceTimersByTime(11 * 60_000);
      while (await record.settle());
      expect(rows()).toEqual([-524_288, -75_713, 600_001]);
      expect(await record.blob(blob.sha256)).toEqual(kept);
      await keep(await record.prepareBlob(refused));
      expect(await record.blob(blobOf(refused).sha256)).toEqual(refused);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("the read model", () => {
  test("grown event by event it equals a rebuilt one", async () => {
    await fc.assert(
      fc.asyncProperty(conversationScript, fc.boolean(), async (script, settle) => {
        const own = dataFolder();
        const history = recordIn(own.path);
        try {
          const engine = engineOver(history);
          await setUp(engine);
          await play(engine, history, script);
          if (settle) while (await history.settle());
          const grown = dumpModel(history);
          history.rebuild();
          expect(dumpModel(history)).toEqual(grown);
          expect(await history.journal.verify()).toMatchObject({ ok: true });
        } finally {
          history.close();
          own.remove();
        }
      }),
      { numRuns: 25 },
    );
  });

  test("is rebuilt at the start if the release has another version", async () => {
    await save("a");
    record.database.sqlite.exec(
      "UPDATE projection SET version = 99 WHERE name = 'settings'; DROP TABLE team",
    );
    record.close();
    record = recordIn(folder.path);
    expect(record.queries.groups()).toEqual([{ name: "a", members: [] }]);
  });

  test("drizzle's tables match the database", () => {
    const { sqlite } = record.database;
    const tables = Object.values(schema).filter((one) => is(one, SQLiteTable));
    for (const table of tables) {
      const actual = sqlite
        .prepare<[string], Column>('SELECT name, "notnull" AS required, pk AS key FROM pragma_table_info(?)')
        .all(getTableName(table))
        // SQLite and drizzle express in different ways that a key is never null.
        .map(({ name, required, key }) => ({ name, required: required === 1 || key > 0 }));
      const described = Object.values(getTableColumns(table)).map(({ name, notNull, primary }) => ({
        name,
        required: notNull || primary,
      }));
      expect(described, getTableName(table)).toEqual(actual);
    }
    const named = new Set<string>(tables.map((table) => getTableName(table)));
    const missing = modelTables(model).filter((name) => !named.has(name) && !name.startsWith("search"));
    expect(missing).toEqual([]);
  });
});

interface Column {
  readonly name: string;
  readonly required: number;
  readonly key: number;
}
