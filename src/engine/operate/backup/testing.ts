/** For the tests in this folder and those that use it: data with some contents, and backups of it. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, setUpFolder, testFolder } from "../../../../test/support/commands.ts";
import { dataAccess } from "../../../../test/support/data.ts";
import { inEnglish } from "../../../text/index.ts";
import { certificateIn } from "../certificates/store.ts";
import { type Backup, openBackup, type Progress, writeBackup } from "./format.ts";
import { type Made, makeBackup } from "./make.ts";
import type { Manifest } from "./manifest.ts";
import { unpackBackup } from "./unpack.ts";

export const unseen: Progress = () => {};

/** A helpdesk with tickets, a certificate, and an additional file. */
export async function busyFolder(tickets: number): Promise<string> {
  const data = join(testFolder(), "data");
  const { status, err } = await run(["demo", "--data", data, "--tickets", String(tickets)]);
  if (status !== 0) throw new Error(err);
  certificateIn(data, "desk.larkspur.example", Date.now());
  writeFileSync(join(data, "tls/acme-account.pem"), "of the busy folder");
  return data;
}

/** A backup of a folder; must succeed. */
export async function backupOf(data: string, out: string | null = null): Promise<Made> {
  const made = await makeBackup({
    ...{ data, out, cause: "asked", now: Date.now(), reserve: 0, access: dataAccess, progress: unseen },
  });
  if (!made.ok) throw new Error(inEnglish(made.error));
  return made.value;
}

/** A small one, of a folder that was just set up. */
export const smallBackup = async (): Promise<Made> =>
  backupOf(await setUpFolder(), join(testFolder(), "a.backup"));

/** A backup that is intact as a file, but whose contents are wrong. */
export async function forged(
  path: string,
  change: (manifest: Manifest) => object,
  touch: (folder: string) => void = () => {},
): Promise<string> {
  const backup = await opened(path);
  const folder = join(testFolder(), "inside");
  mkdirSync(folder);
  const unpacked = await unpackBackup(backup, folder, unseen);
  if (!unpacked.ok) throw new Error(inEnglish(unpacked.error));
  touch(folder);
  const to = join(testFolder(), "forged.backup");
  const manifest: Manifest = Object.assign({ ...backup.manifest }, change(backup.manifest));
  const own = new Set<string>([
    ...backup.manifest.files.map((file) => file.path),
    ...(namesIn(folder) ?? []),
  ]);
  await writeBackup(to, manifest, (name) => (own.has(name) ? join(folder, name) : "/dev/null"), unseen);
  return to;
}

export async function opened(path: string): Promise<Backup> {
  const backup = await openBackup(path);
  if (!backup.ok) throw new Error(inEnglish(backup.error));
  return backup.value;
}

/** All files and folders below a folder, to see whether anything has changed; null if it does not exist. */
export function namesIn(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder, { recursive: true }).map(String).sort();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}
