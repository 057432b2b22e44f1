/** The process is killed while backups are made and restored. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { testFolder } from "../../../../test/support/commands.ts";
import { dataAccess, openData } from "../../../../test/support/data.ts";
import { executable } from "../../../../test/support/program.ts";
import { databaseFile, isNewFolder } from "../data-folder/folder.ts";
import { backupFolder } from "./make.ts";
import { finishRestore } from "./restore.ts";
import { storedBackups } from "./store.ts";
import { backupOf, busyFolder, namesIn, unseen } from "./testing.ts";
import { verifyBackup } from "./verify.ts";

const ROUNDS = 8;
let busy: string;
let file: string;

beforeAll(async () => {
  busy = await busyFolder(60);
  file = (await backupOf(busy, join(testFolder(), "whole.backup"))).path;
});

const start = (...words: readonly string[]): ChildProcess =>
  spawn(executable, ["backup", ...words], { stdio: "ignore" });

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("close", resolve));

/** Milliseconds that the work takes if it is not interrupted. */
async function lasting(...words: readonly string[]): Promise<number> {
  const begun = performance.now();
  expect(await ended(start(...words))).toBe(0);
  return performance.now() - begun;
}

/** Kills the work at moments throughout its duration; `look` checks what is left. */
async function killed(
  words: (round: number) => readonly string[],
  look: (round: number) => Promise<void>,
): Promise<void> {
  const length = await lasting(...words(-1));
  for (let round = 0; round < ROUNDS; round++) {
    const child = start(...words(round));
    const end = ended(child);
    // Most of it is done quickly once the program has started.
    await Promise.race([wait(length * (0.3 + (0.75 * round) / ROUNDS)), end]);
    child.kill("SIGKILL");
    await end;
    await look(round);
  }
}

it("leaves nothing or the whole of what Restored", async () => {
  const folder = testFolder();
  const dataOf = (round: number) => join(folder, `round${round}`);
  const wanted = { nothing: 0, whole: 0 };
  await killed(
    (round) => ["restore", file, "--data", dataOf(round)],
    async (round) => {
      const data = dataOf(round);
      if (!existsSync(databaseFile(data))) {
        wanted.nothing += 1;
        expect(isNewFolder(data)).toBe(true);
        // And it can be repeated on top of what is left.
        expect(await ended(start("restore", file, "--data", data))).toBe(0);
      } else wanted.whole += 1;
      finishRestore(data);
      const record = openData(data);
      expect(await record.journal.verify()).toMatchObject({ ok: true });
      expect(await record.past.backupEvents(10, "BackupRestored")).toHaveLength(1);
      record.close();
      expect(readFileSync(join(data, "tls/acme-account.pem"), "utf8")).toContain("busy folder");
      expect(namesIn(data)?.filter((name) => /^(restore|uploads)/.test(name))).toEqual([]);
    },
  );
  expect(wanted.nothing).toBeGreaterThan(0);
});

it("leaves no incomplete backup, and no permanent leftovers", async () => {
  await killed(
    () => ["create", "--data", busy],
    async () => {
      for (const { path } of await storedBackups(busy))
        expect(await verifyBackup(path, testFolder(), dataAccess, unseen)).toMatchObject({ ok: true });
      const names = namesIn(backupFolder(busy)) ?? [];
      expect(names.filter((name) => name.endsWith(".backup"))).toHaveLength(
        (await storedBackups(busy)).length,
      );
    },
  );
  expect(await ended(start("create", "--data", busy))).toBe(0);
  expect(namesIn(backupFolder(busy))?.filter((name) => /new/.test(name))).toEqual([]);
});
