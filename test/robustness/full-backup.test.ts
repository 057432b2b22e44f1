/** The disk fills up while a backup is made or restored, although there seemed to be space. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup } from "../../src/engine/operate/backup/make.ts";
import { stageRestore } from "../../src/engine/operate/backup/restore.ts";
import { dataAccess } from "../support/data.ts";
import { expectDone } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";

const full = dataFolder();
const roomy = dataFolder();
/** Pretends that there is space for everything. */
const unlimited = { reserve: -1e15, access: dataAccess, progress: () => {} };
let data: string;
let backup: string;

beforeAll(async () => {
  // Space for the data, but not for a copy of it.
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=10m,mode=700", "tmpfs", full.path]);
  data = join(roomy.path, "data");
  await expectDone(["demo", "--data", data, "--tickets", "250"]);
  backup = (await expectDone(["backup", "create", "--data", data])).stdout.trim();
});
afterAll(() => {
  execFileSync("umount", [full.path]);
  full.remove();
  roomy.remove();
});

const making = (out: string | null, from: string) =>
  makeBackup({ data: from, out, cause: "asked", now: Date.now(), ...unlimited });

const left = (folder: string) => readdirSync(folder).filter((name) => /new/.test(name));

test("what does not fit is refused, and nothing changes", async () => {
  const filler = join(full.path, "filler");
  writeFileSync(filler, Buffer.alloc(6_000_000));
  const small = join(full.path, "small");
  const restored = await stageRestore({ file: backup, data: small, ...unlimited });
  expect(restored).toMatchObject({
    ok: false,
    error: { code: "disk.full", reason: expect.stringMatching(/^disk\.room-unpacked/) },
  });
  expect(existsSync(small)).toBe(false);
  expect(readdirSync(full.path)).toEqual(["filler"]);

  // The file itself does not fit.
  const outside = join(full.path, "out.backup");
  writeFileSync(join(full.path, "more"), Buffer.alloc(2_500_000));
  expect(await making(outside, data)).toMatchObject({ ok: false, error: { code: "disk.full" } });
  expect([existsSync(outside), left(full.path), left(join(data, "backups"))]).toEqual([false, [], []]);

  // The copy of the data does not fit.
  rmSync(filler);
  rmSync(join(full.path, "more"));
  mkdirSync(small, { mode: 0o700 });
  copyFileSync(join(data, "mailmanager.db"), join(small, "mailmanager.db"));
  expect(await making(null, small)).toMatchObject({ ok: false, error: { code: "disk.full" } });
  expect(readdirSync(join(small, "backups")).filter((name) => !name.startsWith("lock"))).toEqual([]);
});
