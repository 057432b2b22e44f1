/** An update that changes parts of the read model: the older tables are used while the new ones are built beside them. */
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dumpModel, dumpTables } from "../../test/support/dump.ts";
import { dataFolder, migrations, recordIn } from "../../test/support/record.ts";
import { type StoredRow, storedSamples, storeEvents } from "../../test/support/stored.ts";
import { messageKey, ticketNumber } from "../base/ids.ts";
import { systemActor } from "../domain/actor.ts";
import { inspectRecord } from "./inspect.ts";
import { projections } from "./model/index.ts";
import type { OpenRecord } from "./record.ts";

/** What tests change of the projections. */
const released = new Map(
  projections.map((one) => [one.name, { one, before: { version: one.version, usableFrom: one.usableFrom } }]),
);

/** An update to a release with later versions of these parts, which works with the ones before. */
function update(name: string): void {
  for (const one of projections) {
    if (name !== "%" && one.name !== name) continue;
    Object.assign(one, { version: one.version + 1, usableFrom: one.version });
  }
}

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
beforeEach(async () => {
  folder = dataFolder();
  const many: StoredRow[] = Array.from({ length: 3000 }, (_, n) => ({
    ...{ type: "NoteAdded", version: 1, time: 2e12 + n, actor: "user:maud", ticket: 1 },
    payload: { message: `many ${n}`, text: `plum number ${n}` },
  }));
  storeEvents(folder.path, [...storedSamples(), ...many]);
  record = recordIn(folder.path);
  await finish();
});
afterEach(() => {
  for (const { one, before } of released.values()) Object.assign(one, before);
  record.close();
  folder.remove();
});

const reopen = (sql = "") => {
  record.close();
  const raw = new Sqlite(`${folder.path}/mailmanager.db`);
  raw.exec(sql);
  raw.close();
  record = recordIn(folder.path, Date.now, true);
};
const finish = async () => {
  while (await record.settle());
};
const names = (like: string) =>
  record.database.sqlite
    .prepare<[string], string>("SELECT name FROM sqlite_schema WHERE name LIKE ? ESCAPE '@'")
    .pluck()
    .all(like);
const note = (text: string) =>
  record.commit(systemActor("test"), () => ({
    events: [
      { ticket: ticketNumber(1), event: { type: "NoteAdded", message: messageKey(`note ${text}`), text } },
    ],
    dependsOn: [],
    value: undefined,
  }));
/** Whether the read model is what a complete rebuild makes, with nothing left over. */
function expectWhole(): void {
  const found = dumpModel(record);
  expect([...names("old@_%"), ...names("next@_%"), ...names("%@_older")]).toEqual([]);
  record.rebuild();
  expect(dumpModel(record)).toEqual(found);
}

const large = projections.filter(({ rebuilt }) => rebuilt !== "at-start").map(({ name }) => name);

describe("a part of which the release before has usable tables", () => {
  test.each([...large, "%"])(
    "%s: is rebuilt while everything works, whenever the program ends",
    async (name) => {
      const before = dumpModel(record);
      update(name);
      reopen();
      expect(record.behind()).toBe(null);
      expect(record.deriving().length).toBeGreaterThan(0);
      expect(record.view.ticket(ticketNumber(1))?.subject).toBe("Bell is broken");
      expect(dumpModel(record)).toEqual(before);
      const seen: number[] = [];
      for (let times = 0; record.deriving().length > 0; times++) {
        expect(times).toBeLessThan(3000);
        const [first] = record.deriving();
        seen.push(first?.done ?? 0);
        await record.settle();
        if (times % 5 === 0) reopen();
        if (times === 0) await note("meanwhile");
        const version = record.view.ticket(ticketNumber(1))?.version ?? 0;
        expect(version).toBeGreaterThan(1500);
      }
      expect(seen[0]).toBe(0);
      await finish();
      expectWhole();
    },
  );

  test("tables in use are not written to by the rebuild", async () => {
    update("%");
    reopen();
    const before = dumpModel(record);
    const rebuilt = () => dumpTables(record.database.sqlite, ["next_ticket", "next_message"]).length;
    const none = rebuilt();
    while (rebuilt() === none) await record.settle();
    const parts = record
      .deriving()
      .flatMap(({ name }) => projections.find((one) => one.name === name)?.tables ?? []);
    expect(parts).toContain("ticket");
    const kept = (lines: readonly string[]) => lines.filter((line) => !line.startsWith("word "));
    expect(kept(dumpModel(record))).toEqual(kept(before));
  });

  test("columns and indexes that its tables lack are added", async () => {
    const [tickets, mails] = ["tickets", "mails"].map((name) => released.get(name)?.before.version);
    update("tickets");
    update("mails");
    reopen(`ALTER TABLE ticket DROP COLUMN may_belong_to; ALTER TABLE mail DROP COLUMN named;
      ALTER TABLE mail ADD COLUMN dropped_since TEXT;
      DROP INDEX ticket_team_${tickets}; DROP INDEX mail_first_${mails};`);
    expect(record.behind()).toBe(null);
    expect(names("%@_older").toSorted()).toEqual(["mail_first_older", "ticket_team_older"]);
    expect(record.view.ticket(ticketNumber(1))?.mayBelongTo).toBe(null);
    await note("meanwhile");
    await finish();
    expectWhole();
  });

  test.each([
    ["a column that may not be empty", "ALTER TABLE ticket DROP COLUMN preview"],
    ["another type", "ALTER TABLE ticket DROP COLUMN target; ALTER TABLE ticket ADD COLUMN target INTEGER"],
    ["a new name", "ALTER TABLE ticket RENAME COLUMN subject TO title"],
    ["a condition", "ALTER TABLE ticket ADD COLUMN odd INTEGER CHECK (odd > 0)"],
    ["a missing table", "DROP TABLE handover"],
  ])("is not used with %s: mail is received until it is rebuilt", async (_, change) => {
    const before = dumpModel(record);
    update("tickets");
    reopen(change);
    expect(record.behind()).toMatchObject({ done: 0 });
    while (record.catchUp(10));
    await finish();
    expect(dumpModel(record)).toEqual(before);
    expectWhole();
  });

  test("is not used from before the oldest usable version, or from a newer release", () => {
    update("tickets");
    for (const change of ["version - 1", "99"]) {
      reopen(`UPDATE projection SET version = ${change} WHERE name = 'tickets'`);
      expect(record.behind()).not.toBe(null);
      while (record.catchUp(50));
    }
  });

  test("is not used if it is incomplete", () => {
    update("tickets");
    reopen(`UPDATE projection SET cursor = cursor - 1 WHERE name = 'tickets'`);
    expect(record.behind()).not.toBe(null);
  });

  test("is reported to readers of the file", () => {
    update("tickets");
    reopen();
    const inspection = inspectRecord({ file: `${folder.path}/mailmanager.db`, migrations });
    expect(inspection.modelState()).toMatchObject({ is: "beside", done: 0 });
    inspection.close();
  });

  test("its tables are dropped in slices afterwards", async () => {
    update("tickets");
    reopen();
    while (record.deriving().length > 0) await record.settle();
    expect(names("old@_message")).toEqual(["old_message"]);
    await finish();
    expectWhole();
  });
});
