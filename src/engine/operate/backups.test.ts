import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adminCaller, agentCaller, byToken } from "../../../test/support/callers.ts";
import { captureLog, engineOver } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { actorText } from "../../domain/actor.ts";
import { system } from "../../domain/policy/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { type BackupFiles, type Backups, lastBackupAt, type StoredBackup } from "./backups.ts";

const admin = adminCaller("ann");
const HOUR = 3_600_000;

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let files: StoredBackup[];
let answer: () => Promise<Result<StoredBackup, ReturnType<typeof fault>>>;
let backups: Backups;
let clock = Date.UTC(2026, 10, 23);

const fake: BackupFiles = {
  list: async () => files,
  async make(cause, progress) {
    progress(1, 4, "Copying the data");
    const made = await answer();
    if (!made.ok) return made;
    const one = { ...made.value, cause };
    files = [one, ...files];
    return ok(one);
  },
  read: async (name) =>
    files.some((one) => one.name === name) ? { bytes: 3, body: new Blob(["abc"]).stream() } : null,
  remove(name) {
    const before = files.length;
    files = files.filter((one) => one.name !== name);
    return files.length < before;
  },
  stop: () => {},
};

const stored = (name: string): StoredBackup => ({
  ...{ name, bytes: 9, createdAt: clock, hostname: "desk.example", version: "1", cause: "asked", head: 7 },
  contents: null,
});

let n = 0;
beforeEach(() => {
  folder = dataFolder();
  record = recordIn(folder.path, () => clock);
  files = [];
  answer = async () => ok(stored(`made-${n++}`));
  backups = engineOver(record, { backupFiles: fake, now: () => clock, log: captureLog() }).backups;
});
afterEach(() => {
  record.close();
  folder.remove();
});

const events = async () =>
  (await record.past.backupEvents(20)).map(({ actor, event }) => ({ actor: actorText(actor), ...event }));
const over = () => expect.poll(() => backups.job(admin)?.outcome).not.toBeNull();

describe("backups", () => {
  it("are made one at a time, with progress in a job, and an entry in the journal", async () => {
    const wait = Promise.withResolvers<void>();
    answer = async () => {
      await wait.promise;
      return ok(stored("first"));
    };
    expect(backups.create(admin)).toMatchObject({ ok: true, value: { cause: "asked", outcome: null } });
    expect(backups.create(admin)).toMatchObject({ ok: false, error: { code: "system.busy" } });
    expect(backups.job(admin)).toMatchObject({ done: 1, total: 4, what: "Copying the data" });
    wait.resolve();
    await over();
    expect(backups.job(admin)?.outcome).toEqual({ file: "first" });
    expect(await events()).toEqual([
      { actor: "user:ann", type: "BackupMade", file: "first", bytes: 9, head: 7, cause: "asked" },
    ]);
    expect(lastBackupAt(record.view)).toBe(clock);
  });

  it("report why one could not be made, in the job and in the journal", async () => {
    answer = async () => refuse(fault("disk.room"));
    backups.create(admin);
    await over();
    expect(backups.job(admin)?.outcome).toMatchObject({ fault: { code: "disk.full", reason: "disk.room" } });
    expect(await events()).toEqual([
      {
        actor: "user:ann",
        type: "BackupFailed",
        cause: "asked",
        fault: { code: "disk.full", reason: "disk.room" },
      },
    ]);
    expect(lastBackupAt(record.view)).toBeNull();
    answer = () => Promise.reject(new Error("a bug"));
    backups.create(admin);
    await over();
    expect(backups.job(admin)?.outcome).toMatchObject({ fault: { code: "internal.bug" } });
  });

  it("made nightly are replaced by newer ones, and requested ones stay", async () => {
    backups.create(admin);
    await over();
    for (let night = 0; night < 4; night++) {
      clock += 24 * HOUR;
      await backups.nightly(system("nightly"), 2);
    }
    expect(files.map(({ cause }) => cause)).toEqual(["nightly", "nightly", "asked"]);
    expect((await events()).filter(({ type }) => type === "BackupRemoved")).toHaveLength(2);
    expect((await events())[0]).toMatchObject({
      actor: "system:nightly",
      type: "BackupRemoved",
      cause: "nightly",
    });
    // A failed one removes none of them.
    answer = async () => refuse(fault("disk.full"));
    await backups.nightly(system("nightly"), 1);
    expect(files).toHaveLength(3);
  });

  it("are downloaded and deleted, which is in the journal", async () => {
    files = [stored("one")];
    const got = await backups.download(admin, "one");
    expect(got.ok && (await new Response(got.value.body).text())).toBe("abc");
    expect(await backups.download(admin, "none")).toMatchObject({ error: { code: "thing.not-found" } });
    expect(await backups.remove(admin, "none")).toMatchObject({ error: { code: "thing.not-found" } });
    expect(await backups.remove(admin, "one")).toEqual(ok(undefined));
    expect(files).toEqual([]);
    expect((await events()).map(({ type, actor }) => [type, actor])).toEqual([
      ["BackupRemoved", "user:ann"],
      ["BackupDownloaded", "user:ann"],
    ]);
  });

  it.each([
    ["an agent", agentCaller("ann")],
    ["an administrator's token that may only read", byToken("ann", "admin", "read")],
    ["an administrator's token that may write", byToken("ann", "admin", "write")],
  ])("are not for %s", async (_, caller) => {
    files = [stored("one")];
    const denied = { ok: false, error: { code: "permission.denied" } };
    expect(await backups.list(caller)).toMatchObject(denied);
    expect(backups.create(caller)).toMatchObject(denied);
    expect(await backups.download(caller, "one")).toMatchObject(denied);
    expect(await backups.remove(caller, "one")).toMatchObject(denied);
    expect([files.length, await events()]).toEqual([1, []]);
  });

  it("that a stop interrupts are not a failure", async () => {
    const wait = Promise.withResolvers<void>();
    answer = async () => {
      await wait.promise;
      return refuse(fault("system.busy"));
    };
    backups.create(admin);
    const stopping = backups.stop();
    wait.resolve();
    await stopping;
    expect(await events()).toEqual([]);
  });
});
