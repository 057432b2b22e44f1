import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import type { Log } from "../../../base/log.ts";
import { defaultReserve, shortage } from "../../../domain/health/index.ts";
import { sync, writeDurably } from "../../../record/durable.ts";
import { restoreSnapshot, takeSnapshot } from "../../../record/snapshot.ts";
import { failure } from "../../../text/index.ts";
import { diskOf } from "../data-folder/disk.ts";
import { databaseFile } from "../data-folder/folder.ts";

export interface TrialData {
  /** The data folder, which this process has locked. */
  readonly data: string;
  /** The running release. */
  readonly release: string;
  /** Whether it is on trial. */
  readonly onTrial: boolean;
  /** SQLite's addon; undefined if it is found automatically. */
  readonly nativeBinding: object | undefined;
  readonly log: Log;
  readonly progress?: (done: number, of: number) => void;
}

/** In the data folder while the data belongs to a release on trial. */
const MARK = "trial.json";
const FOLDER = "snapshots";
const mark = z.strictObject({ release: z.string(), snapshot: z.string().regex(/^[\w.~-]+\.db$/) });

/**
 * Prepares the data for this release, before anything of it touches them.
 *
 * The rule that ensures that nothing is lost: while the marker is in the folder, nothing has been accepted since the copy
 * that it names was made, neither mail nor users' changes. So the copy may be restored if, and only if, the marker exists;
 * and a program removes it before it accepts anything (`settleData`).
 * @throws Failure if there is not enough space for the copy
 */
export async function prepareData({
  data,
  release,
  onTrial,
  nativeBinding,
  log,
  progress,
}: TrialData): Promise<void> {
  const file = databaseFile(data);
  if (!existsSync(file)) return;
  const before = readMark(data);
  if (before !== null && before.release !== release) {
    const copy = join(data, FOLDER, before.snapshot);
    // Without the copy it has already been restored, and the power failed before the marker was removed.
    if (existsSync(copy)) {
      restoreSnapshot(copy, file);
      log.warn("a release failed its health check: the data from before it is restored", {
        release: before.release,
      });
    }
    settleData(data);
  } else if (before !== null && !onTrial) settleData(data);
  if (!onTrial || readMark(data) !== null) return;

  clear(data);
  const folder = join(data, FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await expectRoom(data);
  const snapshot = `before-${release.replace(/[^\w.~-]/g, "_")}.db`;
  await takeSnapshot({
    file,
    to: join(folder, snapshot),
    nativeBinding,
    ...(progress ? { progress } : {}),
  });
  writeMark(data, { release, snapshot });
  log.info("the data was copied before this release first uses it", { snapshot });
}

/** From now on this release may accept mail: after this returns, the copy is not restored any more. */
export function settleData(data: string): void {
  rmSync(join(data, MARK), { force: true });
  sync(data);
  clear(data);
}

/** Bytes that a copy needs in addition to the reserve. */
async function expectRoom(data: string): Promise<void> {
  const disk = await diskOf(data);
  const sizes = ["", "-wal"].map(
    (end) => statSync(`${databaseFile(data)}${end}`, { throwIfNoEntry: false })?.size ?? 0,
  );
  const needed = sizes.reduce((sum, size) => sum + size, 0);
  const short = shortage(needed, disk, defaultReserve(disk) / 2);
  if (short === null) return;
  const mb = (bytes: number) => `${Math.ceil(Math.max(bytes, 0) / 1e6)} MB`;
  throw failure(fault("trial.room", { params: { needed: mb(short.needed), free: mb(short.free) } }));
}

function readMark(data: string): z.infer<typeof mark> | null {
  const path = join(data, MARK);
  if (!existsSync(path)) return null;
  const read = mark.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!read.success) throw failure(fault("trial.mark", { params: { path } }));
  return read.data;
}

function writeMark(data: string, content: z.infer<typeof mark>): void {
  writeDurably(join(data, MARK), JSON.stringify(content), 0o600);
}

/** Copies without a marker are of no use. */
function clear(data: string): void {
  rmSync(join(data, FOLDER), { recursive: true, force: true });
}
