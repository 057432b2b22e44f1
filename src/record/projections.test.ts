import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dumpModel } from "../../test/support/dump.ts";
import { dataFolder, migrations, recordIn } from "../../test/support/record.ts";
import { type StoredRow, storedSamples, storeEvents } from "../../test/support/stored.ts";
import { mailId, messageKey, sha256, ticketNumber, userName } from "../base/ids.ts";
import { systemActor } from "../domain/actor.ts";
import { inspectRecord } from "./inspect.ts";
import { projections } from "./model/index.ts";
import { modelIn, modelName } from "./model-state.ts";
import type { OpenRecord } from "./record.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
beforeEach(() => {
  folder = dataFolder();
});
afterEach(() => {
  record.close();
  folder.remove();
});

/** Opens the folder after something else has changed its file. */
function open(sql = "", behind = false): OpenRecord {
  const raw = new Sqlite(`${folder.path}/mailmanager.db`);
  raw.exec(sql);
  raw.close();
  record = recordIn(folder.path, Date.now, behind);
  return record;
}
const reopen = (sql = "", behind = false): OpenRecord => {
  record.close();
  return open(sql, behind);
};
const finish = async () => {
  while (await record.settle());
};
const states = () =>
  record.database.sqlite
    .prepare<[], { name: string; version: number; cursor: number }>(
      "SELECT name, version, cursor FROM projection WHERE next_version IS NULL ORDER BY name",
    )
    .all();
const find = (text: string) =>
  record.search
    .find([{ text, phrase: false, without: false, within: "anywhere" }], { limit: 9 })
    .map(({ ticket }) => ticket);
const note = (text: string) =>
  record.commit(systemActor("test"), () => ({
    events: [
      { ticket: ticketNumber(1), event: { type: "NoteAdded", message: messageKey(`note ${text}`), text } },
    ],
    dependsOn: [],
    value: undefined,
  }));

/** Adds notes to the first ticket, each in a commit of its own. */
async function noteMany(commits: number): Promise<void> {
  for (let n = 0; n < commits; n++) {
    const events = Array.from({ length: 50 }, (_, m) => ({
      ticket: ticketNumber(1),
      event: { type: "NoteAdded", message: messageKey(`many ${n} ${m}`), text: "many" } as const,
    }));
    await record.commit(systemActor("test"), () => ({ events, dependsOn: [], value: undefined }));
  }
}

/** Receives a mail. */
const receive = (n: number) =>
  record.commit(systemActor("reception"), () => ({
    events: [
      {
        ticket: null,
        event: {
          ...{
            type: "MailReceived",
            mail: mailId(`meanwhile${n}`),
            size: 1,
            sha256: sha256("00".repeat(32)),
          },
          ...{ envelope: { from: "", to: [] }, mailbox: "shop@fernhill.example" },
          peer: { ip: "", helo: "", tls: false },
        },
      },
    ],
    dependsOn: [],
    value: undefined,
  }));

describe("a projection that decisions need", () => {
  beforeEach(() => {
    storeEvents(folder.path, storedSamples());
    open();
  });

  test("is rebuilt alone if its version differs", async () => {
    await finish();
    const before = dumpModel(record);
    reopen("DELETE FROM user; DELETE FROM team; UPDATE projection SET version = 99 WHERE name = 'people'");
    expect(record.view.user(userName("maud"))?.fullName).toBe("Maud Fern");
    expect(record.view.group("shop")).toBeNull();
    reopen("UPDATE projection SET version = 99 WHERE name = 'settings'");
    expect(dumpModel(record)).toEqual(before);
    expect(record.deriving()).toEqual([]);
  });

  const decisive = projections
    .filter(({ rebuilt }) => rebuilt === "before-decisions")
    .map(({ name }) => name);
  test.each([...decisive, "%"])(
    "%s: is rebuilt in slices beside mail, whenever the program ends",
    async (name) => {
      await finish();
      await noteMany(20);
      const marked = `UPDATE projection SET version = 99 WHERE name LIKE '${name}'`;
      reopen(marked, true);
      expect(record.behind()).toMatchObject({ of: await record.journal.head() });
      const seen: number[] = [];
      for (let mail = 1; record.behind() !== null; mail++) {
        seen.push(record.behind()?.done ?? 0);
        await receive(mail);
        record.catchUp(0);
        reopen("", true);
        expect(mail).toBeLessThan(100);
      }
      expect(seen.length).toBeGreaterThan(1);
      expect(record.view.queuedMails(0, 100).filter(({ subject }) => subject === null)).toHaveLength(
        seen.length,
      );
      const asides = "SELECT name FROM sqlite_schema WHERE name LIKE 'old@_%' ESCAPE '@'";
      expect(record.database.sqlite.prepare(asides).all()).toEqual([]);
      await finish();
      const grown = dumpModel(record);
      record.rebuild();
      expect(dumpModel(record)).toEqual(grown);
    },
  );

  test("that is small is rebuilt at once, from rare events only", async () => {
    await finish();
    const before = dumpModel(record);
    const small = projections.filter(({ rebuilt }) => rebuilt === "at-start").map(({ name }) => name);
    for (const name of small) {
      reopen(`UPDATE projection SET version = 99 WHERE name = '${name}'`, true);
      expect(record.behind()).toBe(null);
    }
    expect(small).toContain("settings");
    expect(dumpModel(record)).toEqual(before);
  });

  test("continues from its position if there are newer events", async () => {
    await finish();
    const before = dumpModel(record);
    const { position = 0 } = (await record.past.boxActions(1))[0] ?? {};
    reopen(
      `DELETE FROM box_action WHERE position >= ${position};
       UPDATE projection SET cursor = ${position - 1} WHERE name = 'box'`,
    );
    expect(dumpModel(record)).toEqual(before);
  });

  test("is at the journal's position after every commit", async () => {
    await finish();
    await note("one more");
    const head = await record.journal.head();
    expect(states()).toHaveLength(17);
    expect(states().filter(({ cursor }) => cursor !== head)).toEqual([]);
    expect(modelIn(record.database)).toBe(modelName());
  });

  test("is reported as another release's to readers if a version differs", () => {
    const stateAfter = (sql: string) => {
      reopen();
      record.database.sqlite.exec(sql);
      const inspection = inspectRecord({ file: `${folder.path}/mailmanager.db`, migrations });
      const found = inspection.modelState();
      inspection.close();
      return found;
    };
    expect(stateAfter("")).toEqual({ is: "current" });
    expect(stateAfter("UPDATE projection SET version = 99 WHERE name = 'search'")).toEqual({ is: "current" });
    const emptied = "DELETE FROM mail; DELETE FROM mail_source; DELETE FROM mail_tally;";
    expect(stateAfter(`${emptied} UPDATE projection SET cursor = 0 WHERE name = 'mails'`)).toEqual({
      is: "behind",
      done: 0,
      of: storedSamples().length,
    });
    expect(stateAfter("UPDATE projection SET version = 99 WHERE name = 'mails'")).toEqual({
      is: "other-release",
    });
    expect(stateAfter("DROP TABLE projection")).toEqual({ is: "other-release" });
  });
});

describe("a projection for queries only", () => {
  beforeEach(() => {
    const many: StoredRow[] = Array.from({ length: 3000 }, (_, n) => ({
      ...{ type: "NoteAdded", version: 1, time: 2e12 + n, actor: "user:maud", ticket: 1 },
      payload: { message: `many ${n}`, text: `plum number ${n}` },
    }));
    storeEvents(folder.path, [...storedSamples(), ...many]);
    open();
    record.rebuild();
  });
  const older = "UPDATE projection SET version = 99 WHERE name = 'search';";

  test("is rebuilt in the background, and the old tables are used until the new ones are complete", async () => {
    await finish();
    const before = dumpModel(record);
    reopen(`${older} DELETE FROM search WHERE rowid % 2 = 0`);
    expect(record.deriving()).toMatchObject([{ name: "search", done: 0, whole: true }]);
    expect(find("plum")).toEqual([1]);
    await note("a pear meanwhile");
    expect(find("pear")).toEqual([1]);
    // Whenever the program ends, the next one continues from there.
    for (let slices = 0; record.deriving().length > 0; slices++) {
      expect(slices).toBeLessThan(3000);
      await record.settle();
      reopen();
    }
    expect(find("pear")).toEqual([1]);
    await finish();
    const after = new Set(dumpModel(record));
    expect(before.filter((line) => line.startsWith("word ") && !after.has(line))).toEqual([]);
    expect(states().filter(({ name }) => name === "search")).toMatchObject([{ version: 4 }]);
  });

  test("equals a complete rebuild", async () => {
    reopen(older);
    await note("a pear meanwhile");
    await finish();
    const beside = dumpModel(record);
    record.rebuild();
    expect(dumpModel(record)).toEqual(beside);
  });

  test("lacks older events for a while if the old tables cannot be queried any more", async () => {
    reopen(`${older} DROP TABLE search_unsettled; CREATE TABLE search_unsettled (other TEXT)`);
    expect(record.deriving()).toMatchObject([{ name: "search", whole: false }]);
    expect(find("plum")).toEqual([]);
    await note("a pear meanwhile");
    expect(find("pear")).toEqual([1]);
    await finish();
    expect(record.deriving()).toEqual([]);
    expect([find("plum"), find("pear")]).toEqual([[1], [1]]);
  });

  test("does not block another program on the same file", async () => {
    reopen(older);
    const other = recordIn(folder.path);
    try {
      await finish();
      await other.commit(systemActor("test"), () => ({
        events: [
          {
            ticket: ticketNumber(1),
            event: { type: "NoteAdded", message: messageKey("other"), text: "a quince from next door" },
          },
        ],
        dependsOn: [],
        value: undefined,
      }));
      expect(await other.settle()).toBe(true);
      expect(find("quince")).toEqual([1]);
      expect(find("plum")).toEqual([1]);
    } finally {
      other.close();
    }
  });
});

describe("a folder from before there were versions", () => {
  test("is opened, rebuilt and searched", async () => {
    const samples = storedSamples();
    storeEvents(folder.path, samples, 2);
    open(`
      CREATE TABLE message (position INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, ticket INTEGER NOT NULL,
        direction TEXT NOT NULL) STRICT;
      CREATE INDEX message_ticket ON message (ticket, position);
      CREATE TABLE ticket (number INTEGER PRIMARY KEY) STRICT;
      INSERT INTO ticket VALUES (1);
      CREATE VIRTUAL TABLE search_new USING fts5 (
        subject, people, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
      );
      CREATE VIRTUAL TABLE search USING fts5 (
        subject, people, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2',
        prefix = '2 3 4'
      );
      CREATE TABLE search_unsettled (position INTEGER PRIMARY KEY) STRICT;
      INSERT INTO fact VALUES ('model', '1-0123456789abcdef'), ('alive', 'yes');
    `);
    expect(await record.journal.verify()).toMatchObject({ ok: true, events: samples.length });
    expect(record.view.ticket(ticketNumber(1))?.subject).toBe("Bell is broken");
    expect(record.deriving()).toMatchObject([{ name: "search", whole: false }]);
    await note("written by this release");
    await finish();
    expect(find("stock")).toEqual([1]);
    const grown = dumpModel(record);
    record.rebuild();
    await finish();
    expect(dumpModel(record)).toEqual(grown);
    expect(record.database.sqlite.prepare("SELECT value FROM fact ORDER BY name").pluck().all()).toEqual([
      "yes",
    ]);
    reopen();
    expect(await record.journal.verify()).toMatchObject({ ok: true, events: samples.length + 1 });
  });
});
