import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { setUpFolder, testFolder } from "../../../../test/support/commands.ts";
import { dataAccess, lockData, openData } from "../../../../test/support/data.ts";
import { dumpModel } from "../../../../test/support/dump.ts";
import { composition, writtenReply } from "../../../../test/support/replies.ts";
import { ticketNumber, userName } from "../../../base/ids.ts";
import { systemActor, userActor } from "../../../domain/actor.ts";
import type { OpenRecord } from "../../../record/record.ts";
import { inEnglish } from "../../../text/index.ts";
import { databaseFile, isNewFolder } from "../data-folder/folder.ts";
import { backupFolder, makeBackup } from "./make.ts";
import { finishRestore, placeRestore, stageRestore } from "./restore.ts";
import { backupOf, busyFolder, forged, namesIn, smallBackup, unseen } from "./testing.ts";
import { verifyBackup } from "./verify.ts";

let busy: string;
beforeAll(async () => {
  busy = await busyFolder(25);
});

const stage = (file: string, data: string, reserve: number | null = 0) =>
  stageRestore({ file, data, reserve, access: dataAccess, progress: unseen });

async function restored(file: string, data = join(testFolder(), "restored")): Promise<string> {
  const staged = await stage(file, data);
  if (!staged.ok) throw new Error(inEnglish(staged.error));
  await placeRestore(data, { by: systemActor("test"), file, manifest: staged.value, access: dataAccess });
  return data;
}

async function using<T>(data: string, work: (record: OpenRecord) => Promise<T>): Promise<T> {
  const record = openData(data);
  try {
    return await work(record);
  } finally {
    record.close();
  }
}

/** A delivery's row after a restore. */
function asHeld(line: string): string {
  const row = line.startsWith("delivery ") ? JSON.parse(line.slice("delivery ".length)) : {};
  if (row.state !== "waiting" && row.state !== "deferred") return line;
  return `delivery ${JSON.stringify({ ...row, state: "held", next_at: null })}`;
}

describe("a backup and its restore", () => {
  it("restore everything: journal, read model, keys", async () => {
    const reply = writtenReply({ composed: composition("waits@customer.example") });
    const record = openData(busy);
    await record.commit(userActor(userName("maya")), () => ({
      events: [{ ticket: ticketNumber(1), event: reply }],
      dependsOn: [],
      value: null,
    }));
    record.operations.openSession("token", userName("maya"), "csrf");
    const [journal, model] = [await record.journal.readChained(0, 1e6), dumpModel(record)];
    record.close();

    const { path, manifest } = await backupOf(busy);
    expect(await verifyBackup(path, testFolder(), dataAccess, unseen)).toMatchObject({
      ok: true,
      value: { restorable: true },
    });
    const data = await restored(path);
    expect(readFileSync(join(data, "tls/acme-account.pem"), "utf8")).toContain("busy folder");
    expect(namesIn(join(data, "tls"))).toEqual(["acme-account.pem", "cert.pem", "key.pem"]);
    expect(existsSync(join(data, "restore"))).toBe(false);
    await using(data, async (there) => {
      expect(await there.journal.readChained(0, journal.length)).toEqual(journal);
      expect(await there.journal.verify()).toMatchObject({ ok: true, events: journal.length + 1 });
      const held = model.filter((line) => asHeld(line) !== line).length;
      expect(held).toBeGreaterThan(0);
      const [event] = await there.past.backupEvents(1);
      expect(event).toMatchObject({
        actor: systemActor("test"),
        event: { type: "BackupRestored", held, hostname: manifest.hostname, version: manifest.version },
      });
      const same = (lines: readonly string[]) =>
        lines.filter((line) => !line.startsWith("backup ")).map(asHeld);
      expect(same(dumpModel(there))).toEqual(same(model));
      const before = dumpModel(there);
      there.rebuild();
      expect(dumpModel(there)).toEqual(before);
      expect(there.operations.session("token")).toBeNull();
      expect(there.queries.dueDeliveries(Date.now() + 1e12, 10)).toEqual([]);
      expect(there.queries.heldDeliveries(10)).toContain(reply.message);
    });
  });

  it("can be made while mail arrives; it contains a prefix of the journal", async () => {
    const data = await setUpFolder();
    const record = openData(data);
    let writing = true;
    const writer = (async () => {
      for (let i = 0; writing; i++) {
        const event = { type: "GroupSaved", name: `group ${i}`, members: [] } as const;
        await record.commit(systemActor("test"), () => ({
          events: [{ ticket: null, event }],
          dependsOn: [],
          value: null,
        }));
      }
    })();
    const { path, manifest } = await backupOf(data);
    writing = false;
    await writer;
    const other = await restored(path);
    const head = manifest.journal.head;
    expect(await record.journal.head()).toBeGreaterThan(head);
    const journal = await record.journal.readChained(0, head);
    record.close();
    await using(other, async (there) => expect(await there.journal.readChained(0, head)).toEqual(journal));
  });

  it("replace what the setup has created so far", async () => {
    const data = join(testFolder(), "first");
    mkdirSync(join(data, "tls"), { recursive: true });
    for (const name of ["setup-code", "setup.json", "lock", "tls/key.pem", "tls/other.pem"])
      writeFileSync(join(data, name), "first");
    await restored((await backupOf(busy)).path, data);
    expect(namesIn(join(data, "tls"))).toEqual(["acme-account.pem", "cert.pem", "key.pem"]);
  });

  it("are finished by the next start if the last step was interrupted", async () => {
    const data = await restored((await backupOf(busy)).path);
    // The state between the decisive rename and the end.
    mkdirSync(join(data, "restore"));
    renameSync(join(data, "tls"), join(data, "restore/tls"));
    mkdirSync(join(data, "tls"));
    writeFileSync(join(data, "tls/key.pem"), "of the first start");
    for (let again = 0; again < 2; again++) {
      finishRestore(data);
      expect(readFileSync(join(data, "tls/acme-account.pem"), "utf8")).toContain("busy folder");
      expect(existsSync(join(data, "restore"))).toBe(false);
    }
    // And if even that was interrupted, after the old ones were removed.
    mkdirSync(join(data, "restore/before"), { recursive: true });
    renameSync(join(data, "tls"), join(data, "restore/tls"));
    finishRestore(data);
    expect(readFileSync(join(data, "tls/acme-account.pem"), "utf8")).toContain("busy folder");
  });
});

it("is discarded if the folder was set up in another way after it was prepared", async () => {
  const data = await setUpFolder();
  mkdirSync(join(data, "tls"));
  writeFileSync(join(data, "tls/key.pem"), "of the desk");
  const other = join(testFolder(), "other");
  expect((await stage((await backupOf(busy)).path, other)).ok).toBe(true);
  renameSync(join(other, "restore"), join(data, "restore"));
  finishRestore(data);
  expect(readFileSync(join(data, "tls/key.pem"), "utf8")).toBe("of the desk");
  expect(existsSync(join(data, "restore"))).toBe(false);
});

describe("refused before anything is changed", () => {
  const cases: readonly (readonly [string, string, (path: string) => Promise<string> | string])[] = [
    [
      "a cut file",
      "backup.damaged",
      (path) => altered(path, (bytes) => bytes.subarray(0, bytes.length - 1000)),
    ],
    ["a damaged file", "backup.damaged", (path) => altered(path, (bytes) => flip(bytes, bytes.length - 700))],
    ["no backup", "backup.damaged", () => import.meta.filename],
    ["a newer data format", "backup.newer", (path) => forged(path, newerSteps)],
    ["events that are not known yet", "backup.newer", (path) => forged(path, newerEvents)],
    [
      "a journal of another end",
      "backup.damaged",
      (path) => forged(path, ({ journal }) => ({ journal: { ...journal, head: journal.head - 1 } })),
    ],
    [
      "a journal of another hash",
      "backup.damaged",
      (path) => forged(path, ({ journal }) => ({ journal: { ...journal, chain: "0".repeat(64) } })),
    ],
    ["a journal that was changed", "backup.damaged", (path) => forged(path, () => ({}), rewritten)],
    [
      "a trigger of a stranger's",
      "backup.damaged",
      (path) => forged(path, ({ files }) => ({ files }), trapped),
    ],
    [
      "a database that is none",
      "backup.damaged",
      (path) => forged(path, ({ files }) => ({ files }), overwritten),
    ],
  ];

  it.each(cases)("%s", async (_, code, make) => {
    const file = await make((await smallBackup()).path);
    const folder = testFolder();
    const data = join(folder, "deep/data");
    expect(await stage(file, data)).toMatchObject({ ok: false, error: { code } });
    expect(namesIn(folder)).toEqual([]);
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, "setup-code"), "ABCD-EFGH");
    expect(await stage(file, data)).toMatchObject({ ok: false, error: { code } });
    expect(namesIn(data)).toEqual(["setup-code"]);
    expect(isNewFolder(data)).toBe(true);
  });

  it("a folder with data, with other files, or that is a file", async () => {
    const { path } = await smallBackup();
    const data = await setUpFolder();
    const before = readFileSync(databaseFile(data));
    expect(await stage(path, data)).toMatchObject({
      error: { code: "thing.exists", reason: "folder.has-data" },
    });
    expect(readFileSync(databaseFile(data)).equals(before)).toBe(true);
    const other = testFolder();
    // Leftovers of another database would be mistaken for this one's.
    writeFileSync(join(other, "mailmanager.db-wal"), "");
    expect(await stage(path, other)).toMatchObject({
      error: { code: "thing.exists", params: { files: expect.stringContaining("db-wal") } },
    });
    expect(await stage(path, path)).toMatchObject({ error: { code: "thing.exists" } });
  });

  it("no space, for a backup or for its contents", async () => {
    const { path } = await smallBackup();
    const data = join(testFolder(), "data");
    expect(await stage(path, data, 1e15)).toMatchObject({
      error: { code: "disk.full", reason: "disk.room-unpacked-numbers" },
    });
    expect(existsSync(data)).toBe(false);
    const from = await setUpFolder();
    const making = {
      data: from,
      out: null,
      cause: "asked",
      now: 0,
      reserve: 1e15,
      access: dataAccess,
      progress: unseen,
    } as const;
    expect(await makeBackup(making)).toMatchObject({ error: { code: "disk.full" } });
    expect(namesIn(backupFolder(from))?.filter((name) => !name.startsWith("lock"))).toEqual([]);
  });
});

describe("making one", () => {
  it("is possible one at a time, and never overwrites a file", async () => {
    const data = await setUpFolder();
    const { path } = await backupOf(data);
    const making = {
      data,
      out: path,
      cause: "asked",
      now: 0,
      reserve: 0,
      access: dataAccess,
      progress: unseen,
    } as const;
    expect(await makeBackup(making)).toMatchObject({ error: { code: "thing.exists" } });
    const none = join(data, "none/x.backup");
    expect(await makeBackup({ ...making, out: none })).toMatchObject({ error: { code: "thing.not-found" } });
    const unlock = lockData(backupFolder(data));
    expect(await makeBackup({ ...making, out: null })).toMatchObject({ error: { code: "system.busy" } });
    unlock();
  });

  it("leaves nothing if it cannot write, and says so", async () => {
    const data = await setUpFolder();
    await expect(backupOf(data, "/proc/none/x.backup")).rejects.toThrow();
    expect(namesIn(backupFolder(data))?.filter((name) => !name.startsWith("lock"))).toEqual([]);
  });
});

function altered(path: string, change: (bytes: Buffer) => Uint8Array): string {
  const to = join(testFolder(), "altered.backup");
  writeFileSync(to, change(readFileSync(path)));
  return to;
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

type Said = Parameters<Parameters<typeof forged>[1]>[0];
const newerSteps = ({ data }: Said) => ({
  data: { ...data, steps: [...data.steps, { name: "9999-later.sql", digest: "f".repeat(64) }] },
});
const newerEvents = ({ data }: Said) => ({ data: { ...data, events: { ...data.events, PigeonSent: 1 } } });

function onDatabase(folder: string, ...statements: readonly string[]): void {
  const database = new Sqlite(databaseFile(folder));
  for (const statement of statements) database.exec(statement);
  database.close();
}
const rewritten = (folder: string) =>
  onDatabase(
    folder,
    "DROP TRIGGER event_only_erased",
    `UPDATE event SET payload =
       (SELECT replace(body, 'admin', 'nimda') FROM payload_new WHERE payload_new.position = event.position)
     WHERE type = 'UserCreated'`,
  );
const trapped = (folder: string) =>
  onDatabase(folder, "CREATE TRIGGER trap AFTER INSERT ON event BEGIN DELETE FROM session; END");
const overwritten = (folder: string) => {
  const file = databaseFile(folder);
  writeFileSync(file, Buffer.alloc(readFileSync(file).length, "x"));
};
