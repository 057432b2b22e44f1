import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Fault } from "../../../base/fault.ts";
import { fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { shortage } from "../../../domain/health/index.ts";
import { diskOf } from "../data-folder/disk.ts";
import type { DataAccess } from "../data-folder/folder.ts";
import { openBackup, type Progress } from "./format.ts";
import { isFull } from "./make.ts";
import { type Manifest, unpackedSize } from "./manifest.ts";
import { foreignIn } from "./newer.ts";
import { noRoom } from "./room.ts";
import { checkUnpacked, unpackBackup } from "./unpack.ts";

export interface Verified {
  readonly manifest: Manifest;
  readonly bytes: number;
  /** Whether this release can restore it; false if a newer one made it. */
  readonly restorable: boolean;
}

/**
 * Verifies everything in a backup: each byte, the database, the journal's chain.
 * @param scratch a folder with space for its contents; null for the system's temporary folder, or the backup's own
 */
export async function verifyBackup(
  file: string,
  scratch: string | null,
  access: DataAccess,
  progress: Progress,
): Promise<Result<Verified, Fault>> {
  const opened = await openBackup(file);
  if (!opened.ok) return opened;
  const { manifest, bytes } = opened.value;
  const needed = unpackedSize(manifest);
  const [room, free] = await roomFor(
    needed,
    scratch === null ? [tmpdir(), dirname(resolve(file)), "/var/tmp"] : [scratch],
  );
  const short = shortage(needed, { free }, 0);
  if (short) return refuse(noRoom({ verifyingIn: room }, short));
  const folder = mkdtempSync(join(room, "mailmanager-verify-"));
  try {
    const unpacked = await unpackBackup(opened.value, folder, progress);
    if (!unpacked.ok) return unpacked;
    const checked = await checkUnpacked(folder, manifest, access, progress);
    if (!checked.ok) return checked;
    return ok({ manifest, bytes, restorable: foreignIn(manifest.data, access).length === 0 });
  } catch (cause) {
    if (!isFull(cause)) throw cause;
    return refuse(fault("disk.room-verifying", { params: { folder: room } }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first writable folder with enough space, and its free bytes; else the first of all. */
async function roomFor(needed: number, folders: readonly string[]): Promise<readonly [string, number]> {
  const all = await Promise.all(folders.map(async (folder) => [folder, await freeIn(folder)] as const));
  return all.find(([, free]) => shortage(needed, { free }, 0) === null) ?? all[0] ?? ["", 0];
}

async function freeIn(folder: string): Promise<number> {
  try {
    accessSync(folder, constants.W_OK);
    return (await diskOf(folder)).free;
  } catch (cause) {
    // A folder that does not exist, or is not ours, has no space for us.
    if (cause instanceof Error && "syscall" in cause) return 0;
    throw cause;
  }
}
