import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Failure } from "../../../base/failure.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { version } from "../../../base/version.ts";
import { type BackupCause, backupName } from "../../../domain/backup/index.ts";
import { defaultReserve, shortage } from "../../../domain/health/index.ts";
import { sync } from "../../../record/durable.ts";
import type { Inspection } from "../../../record/inspect.ts";
import { isQueried } from "../../../record/model-state.ts";
import { stripSnapshot, takeSnapshot } from "../../../record/snapshot.ts";
import { diskOf } from "../data-folder/disk.ts";
import { type DataAccess, databaseFile, expectData, inspectData } from "../data-folder/folder.ts";
import { lockData } from "../data-folder/lock.ts";
import { type Progress, writeBackup } from "./format.ts";
import { copyKeys } from "./keys.ts";
import { DATABASE, FORMAT, type Manifest, manifestShape } from "./manifest.ts";
import { foreignIn, writtenByNewer } from "./newer.ts";
import { noRoom } from "./room.ts";

export interface MakeBackupOptions {
  readonly data: string;
  /** Path of the file; null for DIR/backups and the default name. */
  readonly out: string | null;
  readonly cause: BackupCause;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Bytes of the disk that are kept free; null for the default share. */
  readonly reserve: number | null;
  readonly access: DataAccess;
  readonly progress: Progress;
}

export interface Made {
  readonly path: string;
  readonly bytes: number;
  readonly manifest: Manifest;
}

/** The folder with the backups of a data folder. */
export const backupFolder = (data: string): string => join(data, "backups");

const UNFINISHED = ".new";

/**
 * Makes a backup of a data folder, whether or not the program is running on it. The file appears when it is complete and
 * durable, or not at all; leftovers of an interrupted attempt are removed by the next one.
 * @throws Failure if there is no data
 */
export async function makeBackup(making: MakeBackupOptions): Promise<Result<Made, Fault>> {
  const { data, now, access, progress } = making;
  const { nativeBinding } = access.formats();
  expectData(data);
  if (isCopy(data, access)) return refuse(fault("backup.elsewhere", { params: { path: data } }));
  const folder = backupFolder(data);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lockedAgainstOthers(folder, nativeBinding);
  if (unlock === null) return refuse(fault("backup.running"));
  const copy = join(folder, "new");
  let unfinished: string | null = null;
  try {
    clear(folder);
    const unfit = taken(making.out) ?? (await shortOfRoom(making));
    if (unfit) return refuse(unfit);
    mkdirSync(copy, { mode: 0o700 });
    const copied = (done: number, total: number) => progress(done, total, "copying");
    await takeSnapshot({ file: databaseFile(data), to: databaseFile(copy), nativeBinding, progress: copied });
    stripSnapshot(databaseFile(copy), nativeBinding);
    copyKeys(data, copy);
    const described = await manifestOf(copy, making);
    if (!described.ok) return described;
    const manifest = described.value;
    const path = resolve(making.out ?? freeName(folder, manifest.hostname, now));
    unfinished = `${path}${UNFINISHED}`;
    rmSync(unfinished, { force: true });
    await writeBackup(unfinished, manifest, (name) => join(copy, name), progress);
    renameSync(unfinished, path);
    sync(dirname(path));
    return ok({ path, bytes: statSync(path).size, manifest });
  } catch (cause) {
    // What was checked before may be gone by now.
    if (isFull(cause)) return refuse(fault("disk.room-backup"));
    if (!isOfSqlite(cause)) throw cause;
    return refuse(fault("data.damaged", { params: { said: cause.message }, cause }));
  } finally {
    if (unfinished !== null) rmSync(unfinished, { force: true });
    rmSync(copy, { recursive: true, force: true });
    unlock();
  }
}

/**
 * Whether the journal is in another database. The folder then has its events, but not all bytes of mails, and no backup of
 * it could be continued without that database.
 */
function isCopy(data: string, access: DataAccess): boolean {
  const inspection = inspectData(data, access);
  try {
    return inspection.isCopy();
  } catch (cause) {
    // A file of an older release, or a damaged one: the copying of it says what is wrong.
    if (isOfSqlite(cause)) return false;
    throw cause;
  } finally {
    inspection.close();
  }
}

/** Whether the disk, or the file system behind it, was full. */
export function isFull(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return code === "ENOSPC" || code === "EDQUOT" || code === "SQLITE_FULL";
}

/** SQLite's error about data that it cannot read. */
const isOfSqlite = (cause: unknown): cause is Error =>
  cause instanceof Error && "code" in cause && String(cause.code).startsWith("SQLITE_");

/** @returns a function that unlocks it; null while another backup is being made */
function lockedAgainstOthers(folder: string, nativeBinding: object | undefined): (() => void) | null {
  try {
    return lockData(folder, nativeBinding);
  } catch (cause) {
    if (cause instanceof Failure) return null;
    throw cause;
  }
}

/** No file is ever overwritten; and its folder has to be one. */
function taken(out: string | null): Fault | null {
  if (out === null) return null;
  if (existsSync(out)) return fault("backup.file-exists", { params: { path: resolve(out) } });
  const path = dirname(resolve(out));
  const folder = statSync(path, { throwIfNoEntry: false });
  if (folder === undefined) return fault("folder.unknown", { params: { path } });
  return folder.isDirectory() ? null : fault("folder.not-one", { params: { path } });
}

/** A name that no other backup has: names differ by the second. */
function freeName(folder: string, hostname: string, now: number): string {
  for (let at = now; ; at += 1000) {
    const path = join(folder, backupName(hostname, at));
    if (!existsSync(path)) return path;
  }
}

/** Removes leftovers of interrupted attempts. */
function clear(folder: string): void {
  for (const name of readdirSync(folder))
    if (name === "new" || name.endsWith(UNFINISHED))
      rmSync(join(folder, name), { recursive: true, force: true });
}

/** The copy is in the data folder while the file is written, which at worst is as large. */
async function shortOfRoom({ data, out, reserve }: MakeBackupOptions): Promise<Fault | null> {
  const sizes = ["", "-wal"].map(
    (end) => statSync(`${databaseFile(data)}${end}`, { throwIfNoEntry: false })?.size ?? 0,
  );
  const one = sizes.reduce((sum, size) => sum + size, 0);
  const there = out === null ? backupFolder(data) : dirname(resolve(out));
  if (!existsSync(there)) return fault("folder.unknown", { params: { path: there } });
  const same = statSync(there).dev === statSync(data).dev;
  const disk = await diskOf(data);
  const here = shortage(one * (same ? 2 : 1), disk, reserve ?? defaultReserve(disk));
  if (here) return noRoom("backup", here);
  const other = same ? null : shortage(one, await diskOf(there), 0);
  return other && noRoom({ backupIn: there }, other);
}

async function manifestOf(
  copy: string,
  { cause, now, access }: MakeBackupOptions,
): Promise<Result<Manifest, Fault>> {
  const files = [
    DATABASE,
    ...(existsSync(join(copy, "tls")) ? readdirSync(join(copy, "tls")) : []).map((name) => `tls/${name}`),
  ];
  const inspection = inspectData(copy, access);
  try {
    const journal = inspection.journal();
    const steps = [...inspection.taken()];
    const events = await journal.types();
    const foreign = foreignIn({ steps, events }, access);
    if (foreign.length > 0) return refuse(writtenByNewer(foreign));
    const head = await journal.head();
    const [newest] = await journal.readChained(head - 1, 1);
    const current = inspection.steps().pending.length === 0 && isQueried(inspection.modelState());
    const manifest = manifestShape.parse({
      format: FORMAT,
      version,
      createdAt: new Date(now).toISOString(),
      hostname: await hostnameIn(inspection),
      cause,
      journal: { head, chain: newest?.chain ?? "0".repeat(64) },
      data: { steps, events, model: inspection.modelName() },
      contents: current ? contentsOf(inspection) : null,
      files: files.map((path) => ({ path, size: statSync(join(copy, path)).size })),
    });
    return ok(manifest);
  } finally {
    inspection.close();
  }
}

/** From the journal, which is the same in every release. */
async function hostnameIn(inspection: Inspection): Promise<string> {
  for (const { event } of await inspection.journal().read(0, 100))
    if (event.type === "SystemSetUp") return event.hostname;
  return "";
}

function contentsOf(inspection: Inspection): Manifest["contents"] {
  const { view, queries } = inspection.model();
  return {
    tickets: view.nextTicketNumber() - 1,
    mails: queries.mailOutcomes().reduce((sum, { mails }) => sum + mails, 0),
    users: view.users().length,
    mailboxes: view.mailboxes().length,
  };
}

/** The name of a backup's file, as pages and the journal show it. */
export const nameOf = ({ path }: Pick<Made, "path">): string => basename(path);
