import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { setUpFolder, testFolder } from "../../../../test/support/commands.ts";
import { dataAccess, openData, startBackupProcess } from "../../../../test/support/data.ts";
import { captureLog } from "../../../../test/support/engine.ts";
import { inEnglish } from "../../../text/index.ts";
import { createBackupFiles } from "./files.ts";
import { backupFolder } from "./make.ts";
import { namesIn } from "./testing.ts";
import { verifyBackup } from "./verify.ts";

const log = captureLog();
afterEach(() => log.lines.splice(0));

it("makes backups in another process while the data is in use, lists, reads and removes them", async () => {
  const data = await setUpFolder();
  const record = openData(data);
  const files = createBackupFiles(data, 0, startBackupProcess(log));
  const told: string[] = [];
  const made = await files.make("nightly", (_done, _total, what) => told.push(what));
  if (!made.ok) throw new Error(inEnglish(made.error));
  const { name, bytes } = made.value;
  expect(made.value).toMatchObject({
    cause: "nightly",
    hostname: "desk.example",
    head: await record.journal.head(),
  });
  expect(told).toContain("Writing the backup");
  expect(await files.list()).toEqual([made.value]);
  const read = await files.read(name);
  expect((await new Response(read?.body).arrayBuffer()).byteLength).toBe(bytes);
  expect(read?.bytes).toBe(bytes);
  expect(
    await verifyBackup(`${backupFolder(data)}/${name}`, testFolder(), dataAccess, () => {}),
  ).toMatchObject({
    ok: true,
  });
  // Only the program writes to its journal.
  expect(await record.past.backupEvents(1)).toEqual([]);
  for (const other of ["../mailmanager.db", "lock", "none", name.replace("desk", "none")]) {
    expect(await files.read(other)).toBeNull();
    expect(files.remove(other)).toBe(false);
  }
  expect([files.remove(name), files.remove(name)]).toEqual([true, false]);
  expect(await files.list()).toEqual([]);
  record.close();
  expect(log.lines).toEqual([]);
});

it("reports why none could be made", async () => {
  const data = await setUpFolder();
  const refused = await createBackupFiles(data, 1e15 - 1, startBackupProcess(log)).make("asked", () => {});
  expect(refused).toMatchObject({
    ok: false,
    error: { code: "disk.full", reason: "disk.room-backup-numbers" },
  });
  const empty = testFolder();
  const gone = await createBackupFiles(empty, 0, startBackupProcess(log)).make("asked", () => {});
  expect(gone).toMatchObject({
    ok: false,
    error: { reason: "data-folder.none", params: { path: empty } },
  });
  expect(log.lines).toHaveLength(0);
  const nowhere = join(testFolder(), "x".repeat(300));
  const broken = await createBackupFiles(nowhere, 0, startBackupProcess(log)).make("asked", () => {});
  expect(broken).toMatchObject({
    ok: false,
    error: { reason: "system.name-long", params: { path: expect.stringContaining("xxx") } },
  });
  expect(log.lines).toHaveLength(0);
});

it("ends at once on request, and leaves nothing", async () => {
  const data = await setUpFolder();
  const files = createBackupFiles(data, 0, startBackupProcess(log));
  const making = files.make("asked", () => {});
  files.stop();
  expect(await making).toMatchObject({ ok: false });
  expect((namesIn(backupFolder(data)) ?? []).filter((name) => name.endsWith(".backup"))).toEqual([]);
  expect((await files.make("asked", () => {})).ok).toBe(true);
});
