import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "../../../../test/support/commands.ts";
import { dataAccess, openData, startBackupProcess } from "../../../../test/support/data.ts";
import { captureLog } from "../../../../test/support/engine.ts";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { systemActor } from "../../../domain/actor.ts";
import { backupOf, busyFolder, namesIn } from "../backup/testing.ts";
import { databaseFile, isNewFolder } from "../data-folder/folder.ts";
import type { RemovableMedia } from "../removable-media.ts";
import { createRestore, type Restore } from "./restore.ts";

let whole: string;
beforeAll(async () => {
  whole = (await backupOf(await busyFolder(20), join(testFolder(), "whole.backup"))).path;
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const noMedia: RemovableMedia = {
  present: () => false,
  backups: async () => ok([]),
  fetch: async () => refuse(fault("box.absent")),
};

function restoreIn(
  data: string,
  more: { media?: RemovableMedia; done?: () => Promise<unknown>; finishing?: boolean } = {},
) {
  const { media = noMedia, done = async () => {}, finishing = false } = more;
  const log = captureLog();
  const restore = createRestore({
    ...{ data, media, done, log, reserve: 0, access: dataAccess, startWork: startBackupProcess(log) },
    finishing: () => finishing,
  });
  stops.push(() => restore.stop());
  return { restore, log };
}

/** The state once nothing is in progress any more. */
async function rest(restore: Restore) {
  await expect.poll(() => restore.state().step).not.toBe("working");
  return restore.state();
}

/** As if it were uploaded. */
const upload = (restore: Restore, bytes: Uint8Array) =>
  restore.receive(async (path, room) => {
    if (bytes.length > room) return refuse(fault("disk.full"));
    writeFileSync(path, bytes);
    return ok(bytes.length);
  });

describe("restoring a backup during setup", () => {
  it("that was uploaded is shown before it is restored, and restored after confirmation", async () => {
    const data = testFolder();
    let opened = 0;
    const { restore } = restoreIn(data, {
      done: async () => {
        opened += 1;
      },
    });
    expect((await upload(restore, readFileSync(whole))).ok).toBe(true);
    expect(restore.state().step).toBe("working");
    expect((await upload(restore, readFileSync(whole))).ok).toBe(false);
    expect(restore.choose("data/x")).toMatchObject({ ok: false, error: { code: "system.busy" } });
    expect(await rest(restore)).toMatchObject({
      step: "ready",
      backup: {
        hostname: "desk.larkspur.example",
        contents: { tickets: 20 },
        bytes: readFileSync(whole).length,
      },
    });
    expect([existsSync(databaseFile(data)), isNewFolder(data), opened]).toEqual([false, true, 0]);
    expect(restore.confirm(systemActor("first start"))).toEqual(ok(undefined));
    await expect.poll(() => opened).toBe(1);
    const record = openData(data);
    expect(await record.past.backupEvents(1)).toMatchObject([
      {
        actor: systemActor("first start"),
        event: { type: "BackupRestored", hostname: "desk.larkspur.example" },
      },
    ]);
    record.close();
  });

  it.each([
    ["no backup", () => Buffer.from("hello"), "backup.not-one"],
    ["a damaged one", () => readFileSync(whole).subarray(0, 50_000), "backup.incomplete"],
  ])("is refused if it is %s, and the setup is unchanged", async (_, bytes, reason) => {
    const data = testFolder();
    writeFileSync(join(data, "setup-code"), "ABCD-EFGH");
    const { restore } = restoreIn(data);
    await upload(restore, bytes());
    expect(await rest(restore)).toMatchObject({
      step: "choose",
      fault: { reason },
    });
    expect(namesIn(data)).toEqual(["setup-code"]);
    // And another one is accepted.
    await upload(restore, readFileSync(whole));
    expect(await rest(restore)).toMatchObject({ step: "ready" });
    restore.discard();
    expect([restore.state(), namesIn(data)]).toEqual([{ step: "choose", fault: null }, ["setup-code"]]);
    expect(restore.confirm(systemActor("x"))).toMatchObject({ ok: false });
  });

  it("leaves nothing of an upload that is truncated or too large", async () => {
    const data = testFolder();
    const { restore } = restoreIn(data);
    await expect(restore.receive(() => Promise.reject(new Error("reset")))).rejects.toThrow("reset");
    expect(restore.state()).toMatchObject({ step: "choose", fault: { reason: "upload.ended" } });
    await restore.receive(async () => refuse(fault("disk.full")));
    expect(restore.state()).toMatchObject({ step: "choose", fault: { code: "disk.full" } });
    expect((await upload(restore, readFileSync(whole))).ok).toBe(true);
    await rest(restore);
  });

  it("is not interrupted during the upload", async () => {
    const { restore } = restoreIn(testFolder());
    const wait = Promise.withResolvers<void>();
    const receiving = restore.receive(async (path) => {
      await wait.promise;
      writeFileSync(path, readFileSync(whole));
      return ok(undefined);
    });
    expect(restore.busy()).toBe(true);
    expect(restore.choose("data/x")).toMatchObject({ error: { code: "system.busy" } });
    expect((await upload(restore, Buffer.from("x"))).ok).toBe(false);
    restore.discard();
    wait.resolve();
    expect(await receiving).toEqual(ok(undefined));
    expect(await rest(restore)).toMatchObject({ step: "ready" });
  });

  it("is offered from the folder or a stick", async () => {
    const data = testFolder();
    mkdirSync(join(data, "backups"));
    const name = "mailmanager-desk.example-20261123T184000Z.backup";
    writeFileSync(join(data, "backups", name), readFileSync(whole));
    writeFileSync(join(data, "backups/mailmanager-x-20261123T184000Z.backup"), "none");
    const asked: string[] = [];
    const media: RemovableMedia = {
      present: () => true,
      backups: async () => ok([{ medium: "sdb1", label: "BLUE", path: "a.backup", bytes: 7 }]),
      async fetch(medium, path, progress) {
        asked.push(`${medium} ${path}`);
        progress(1, 2, "Copying from the stick");
        return path === "a.backup"
          ? ok(whole)
          : refuse(fault("box.medium.file-gone", { params: { name: "x.backup" } }));
      },
    };
    const { restore } = restoreIn(data, { media });
    expect(await restore.offered()).toEqual([
      { id: `data/${name}`, name, bytes: readFileSync(whole).length, stick: null },
      { id: "stick/sdb1/a.backup", name: "a.backup", bytes: 7, stick: "BLUE" },
    ]);
    for (const id of [`data/${name}`, "stick/sdb1/a.backup"]) {
      expect(restore.choose(id)).toEqual(ok(undefined));
      expect(await rest(restore)).toMatchObject({ step: "ready", backup: { contents: { tickets: 20 } } });
    }
    expect(asked).toEqual(["sdb1 a.backup"]);
    restore.choose("stick/sdb1/gone.backup");
    expect(await rest(restore)).toMatchObject({
      step: "choose",
      fault: { reason: "box.medium.file-gone", params: { name: "x.backup" } },
    });
    for (const id of ["data/../../etc/passwd", "data/none"]) {
      restore.choose(id);
      expect(await rest(restore), id).toMatchObject({ step: "choose", fault: { code: "thing.not-found" } });
    }
    expect(restore.choose("elsewhere")).toMatchObject({ ok: false });
  });

  it("is offered from the folder if the appliance cannot list sticks and discs", async () => {
    const media: RemovableMedia = { ...noMedia, backups: async () => refuse(fault("box.failed")) };
    const { restore, log } = restoreIn(testFolder(), { media });
    expect(await restore.offered()).toEqual([]);
    expect(log.lines.join()).toContain("could not list sticks and discs");
  });

  it("waits while the steps of the first start are applied", async () => {
    const { restore } = restoreIn(testFolder(), { finishing: true });
    expect(restore.choose("data/x")).toMatchObject({ error: { code: "system.busy" } });
    expect((await upload(restore, Buffer.from("x"))).ok).toBe(false);
  });

  it("does not delay a stop", async () => {
    const data = testFolder();
    const { restore } = restoreIn(data);
    await upload(restore, readFileSync(whole));
    await restore.stop();
    expect(restore.state().step).toBe("choose");
    expect(isNewFolder(data)).toBe(true);
  });
});
