import { mkdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Fault, fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { messageOf } from "../../../domain/finding.ts";
import type { Inspection } from "../../../record/inspect.ts";
import { type DataAccess, inspectData } from "../data-folder/folder.ts";
import { type Backup, type Progress, walkBackup } from "./format.ts";
import type { Manifest } from "./manifest.ts";
import { foreignIn } from "./newer.ts";

/** Writes all files of a backup into an existing, empty folder, and makes them durable. */
export async function unpackBackup(
  backup: Backup,
  into: string,
  progress: Progress,
): Promise<Result<void, Fault>> {
  const files = [...backup.manifest.files];
  let file: { readonly handle: FileHandle; left: number } | null = null;
  const close = async () => {
    await file?.handle.sync();
    await file?.handle.close();
    file = null;
  };
  const next = async () => {
    await close();
    const entry = files.shift();
    if (entry === undefined) return null;
    const path = join(into, entry.path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    file = { handle: await open(path, "wx", 0o600), left: entry.size };
    return file;
  };
  try {
    const unpacked = (done: number, total: number) => progress(done, total, "unpacking");
    return await walkBackup(backup, unpacked, async (content) => {
      for (let rest = content; rest.length > 0; ) {
        let to = file;
        while (to === null || to.left === 0) {
          to = await next();
          // There is more than the manifest says, which is found when the end is read.
          if (to === null) return;
        }
        const part = rest.subarray(0, to.left);
        await to.handle.writeFile(part);
        to.left -= part.length;
        rest = rest.subarray(part.length);
      }
    });
  } finally {
    await close();
  }
}

/**
 * Verifies that the unpacked data is what the backup claims: the database intact, the journal's chain unbroken up to the
 * position and the hash of the manifest. Works on data of every release.
 */
export async function checkUnpacked(
  folder: string,
  manifest: Manifest,
  access: DataAccess,
  progress: Progress,
): Promise<Result<void, Fault>> {
  let inspection: Inspection;
  try {
    inspection = inspectData(folder, access);
  } catch (cause) {
    return refuse(fault("backup.database-closed", { params: { problem: messageOf(cause) } }));
  }
  try {
    progress(0, 1, "checking-database");
    const [damage] = inspection.damage();
    if (damage !== undefined)
      return refuse(fault("backup.database-damaged", { params: { problem: damage } }));
    const [stranger] = inspection.strangers();
    if (stranger !== undefined && foreignIn(manifest.data, access).length === 0)
      return refuse(fault("backup.database-foreign", { params: { name: stranger } }));
    const { head, chain } = manifest.journal;
    const found = await inspection
      .journal()
      .verify((done, of) => progress(done, Math.max(1, of), "checking-journal"));
    if (!found.ok) {
      const { position, problem } = found;
      return refuse(fault("backup.journal-damaged", { params: { position, problem } }));
    }
    if (found.events !== head || (head > 0 && found.chain !== chain))
      return refuse(fault("backup.journal-end"));
    const taken = JSON.stringify(inspection.taken()) === JSON.stringify(manifest.data.steps);
    return taken ? ok(undefined) : refuse(fault("backup.data-format"));
  } catch (cause) {
    // A forged database can claim anything.
    if (!(cause instanceof Error && "code" in cause && String(cause.code).startsWith("SQLITE_"))) throw cause;
    return refuse(fault("backup.database-unreadable", { params: { problem: messageOf(cause) } }));
  } finally {
    inspection.close();
  }
}
