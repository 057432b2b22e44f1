/**
 * Restores data from a backup. Everything is prepared in DIR/restore; then the database is renamed into place, and that
 * is the decisive step: an interruption before it leaves the folder without data, as it was, and after an interruption
 * afterwards the next start finishes the work.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Fault, fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { Actor } from "../../../domain/actor.ts";
import { messageOf } from "../../../domain/finding.ts";
import { defaultReserve, shortage } from "../../../domain/health/index.ts";
import { sync } from "../../../record/durable.ts";
import { compareTaken } from "../../../record/migrate.ts";
import { modelName } from "../../../record/model-state.ts";
import { restoreSnapshot } from "../../../record/snapshot.ts";
import { diskOf } from "../data-folder/disk.ts";
import { type DataAccess, databaseFile, isNewFolder, openNewData } from "../data-folder/folder.ts";
import { type Backup, openBackup, type Progress, walkBackup } from "./format.ts";
import { isFull } from "./make.ts";
import { type Manifest, unpackedSize } from "./manifest.ts";
import { foreignIn, writtenByNewer } from "./newer.ts";
import { noRoom } from "./room.ts";
import { checkUnpacked, unpackBackup } from "./unpack.ts";

export interface Staging {
  /** The backup. */
  readonly file: string;
  /** The data folder: absent, or without data. If it exists, the caller has locked it. */
  readonly data: string;
  /** Bytes of the disk that are kept free; null for the default share. */
  readonly reserve: number | null;
  readonly access: DataAccess;
  readonly progress: Progress;
}

/** Space that journals and databases need in addition to their own bytes while they are open. */
const SPARE = 32 * 1024 * 1024;

const asideIn = (data: string) => join(data, "restore");

/**
 * Prepares a backup for restoring: all reasons to refuse it are found here, and the data folder is unchanged
 * meanwhile.
 */
export async function stageRestore({
  file,
  data,
  reserve,
  access,
  progress,
}: Staging): Promise<Result<Manifest, Fault>> {
  const opened = await openBackup(file);
  if (!opened.ok) return opened;
  const backup = opened.value;
  const unfit =
    unfitFolder(data) ?? unfitData(backup, access) ?? (await shortOfRoom(backup, data, reserve, access));
  if (unfit) return refuse(unfit);
  // To the last byte, before the first one is written.
  const whole = await walkBackup(backup, (done, total) => progress(done, total, "reading"));
  if (!whole.ok) return whole;
  const created = mkdirSync(data, { recursive: true, mode: 0o700 });
  const aside = asideIn(data);
  rmSync(aside, { recursive: true, force: true });
  let staged = false;
  try {
    mkdirSync(aside, { mode: 0o700 });
    const made = await makeReady(backup, aside, access, progress);
    staged = made.ok;
    return made;
  } catch (cause) {
    if (!isFull(cause)) throw cause;
    return refuse(fault("disk.room-unpacked"));
  } finally {
    if (!staged) rmSync(created ?? aside, { recursive: true, force: true });
  }
}

async function makeReady(
  backup: Backup,
  aside: string,
  access: DataAccess,
  progress: Progress,
): Promise<Result<Manifest, Fault>> {
  const { manifest } = backup;
  const unpacked = await unpackBackup(backup, aside, progress);
  if (!unpacked.ok) return unpacked;
  const checked = await checkUnpacked(aside, manifest, access, progress);
  if (!checked.ok) return checked;
  try {
    // Converts it to this release's format: better to fail now than at the next start.
    openNewData(aside, access, {
      onRebuild: (done, of) => progress(done, Math.max(1, of), "rebuilding"),
    }).close();
  } catch (cause) {
    if (isFull(cause)) throw cause;
    return refuse(fault("backup.unusable", { params: { problem: messageOf(cause) }, cause }));
  }
  return ok(manifest);
}

/**
 * Moves the prepared data into place, and records that in its journal.
 * @param by who did it, for the journal
 * @param file the backup, for its name
 */
export async function placeRestore(
  data: string,
  {
    by,
    file,
    manifest,
    access,
  }: {
    readonly by: Actor;
    readonly file: string;
    readonly manifest: Manifest;
    readonly access: DataAccess;
  },
): Promise<void> {
  const aside = asideIn(data);
  const record = openNewData(aside, access);
  try {
    await record.commit(by, () => ({
      events: [
        {
          ticket: null,
          event: {
            type: "BackupRestored",
            file: basename(file),
            createdAt: Date.parse(manifest.createdAt),
            hostname: manifest.hostname,
            version: manifest.version,
            held: record.queries
              .outboxCounts()
              .reduce(
                (sum, { state, deliveries }) =>
                  sum + (state === "waiting" || state === "deferred" ? deliveries : 0),
                0,
              ),
          },
        },
      ],
      dependsOn: [],
      value: undefined,
    }));
  } finally {
    record.close();
  }
  sync(databaseFile(aside));
  for (const name of ["tls", "."]) if (existsSync(join(aside, name))) sync(join(aside, name));
  restoreSnapshot(databaseFile(aside), databaseFile(data));
  finishRestore(data);
}

/**
 * Finishes a restore that was interrupted after the decisive step: moves keys and certificates into place. To be called
 * before anything reads them; does nothing if nothing was interrupted.
 */
export function finishRestore(data: string): void {
  const aside = asideIn(data);
  if (!existsSync(aside) || !existsSync(databaseFile(data))) return;
  const [from, to] = [join(aside, "tls"), join(data, "tls")];
  // If its database is still there, it was prepared and never used: the folder was set up in another way.
  if (existsSync(from) && !existsSync(databaseFile(aside))) {
    if (existsSync(to)) {
      rmSync(join(aside, "before"), { recursive: true, force: true });
      renameSync(to, join(aside, "before"));
    }
    renameSync(from, to);
    sync(data);
  }
  rmSync(aside, { recursive: true, force: true });
}

/** Removes prepared data that is not wanted. */
export function discardRestore(data: string): void {
  if (!existsSync(databaseFile(data))) rmSync(asideIn(data), { recursive: true, force: true });
}

function unfitFolder(data: string): Fault | null {
  if (existsSync(data) && !statSync(data).isDirectory())
    return fault("folder.not-one", { params: { path: data } });
  if (existsSync(databaseFile(data))) return fault("folder.has-data", { params: { path: data } });
  if (!isNewFolder(data))
    return fault("folder.not-empty", {
      params: { path: data, files: readdirSync(data).slice(0, 3).join(", ") },
    });
  return null;
}

function unfitData({ manifest }: Backup, access: DataAccess): Fault | null {
  const foreign = foreignIn(manifest.data, access);
  return foreign.length > 0 ? writtenByNewer(foreign) : null;
}

async function shortOfRoom(
  { manifest }: Backup,
  data: string,
  reserve: number | null,
  { formats }: DataAccess,
): Promise<Fault | null> {
  const disk = await diskOf(existingAbove(data));
  const { migrations } = formats();
  const pending = compareTaken(manifest.data.steps, migrations).pending.length > 0;
  const asItIs = !pending && manifest.data.model === modelName();
  // Data that is rebuilt or converted is written once more.
  const needed = unpackedSize(manifest) * (asItIs ? 1 : 2) + SPARE;
  const short = shortage(needed, disk, reserve ?? defaultReserve(disk));
  return short && noRoom("unpacked", short);
}

function existingAbove(path: string): string {
  for (let at = resolve(path); ; at = dirname(at)) if (existsSync(at)) return at;
}
