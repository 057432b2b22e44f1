import { statSync } from "node:fs";
import { type Check, type Finding, findingsOf, messageOf } from "../../../domain/finding.ts";
import {
  clockFinding,
  damageFinding,
  databaseFileFinding,
  durabilityFinding,
  formatFinding,
  journalFinding,
  modelFinding,
} from "../../../domain/health/index.ts";
import type { Inspection } from "../../../record/inspect.ts";
import type { JournalReader } from "../../../record/journal-reader.ts";
import { databaseFile } from "../data-folder/folder.ts";

/** How many of the newest events are checked by default. */
const NEWEST = 10_000;

/** Whether there is a file to check. If this is not "ok", nothing in it can be checked. */
export function checkFile(folder: string): Finding {
  const file = databaseFile(folder);
  const stats = statSync(file, { throwIfNoEntry: false });
  const found = stats === undefined ? null : { isFile: stats.isFile(), size: stats.size };
  return databaseFileFinding({ folder, file }, found);
}

/**
 * Integrity, format, durability and chain of the file. Ends early if it is too damaged for further checks.
 * @returns whether the read model can be queried
 */
export async function* checkDatabase(
  inspection: Inspection,
  { full, now }: { readonly full: boolean; readonly now: number },
): AsyncGenerator<Finding, boolean> {
  let sound: Finding;
  try {
    sound = damageFinding(inspection.damage());
  } catch (cause) {
    yield unreadable("integrity", cause);
    return false;
  }
  yield sound;
  const format = await guarded("format", () => formatFinding(inspection.steps()));
  yield format;
  if (format.level === "problem") return false;
  yield await guarded("durability", () => durabilityFinding(inspection.journalMode()));
  yield await guarded("journal", () => journal(inspection, full));
  yield await guarded("clock", () => checkClock(inspection.journal(), now));
  const model = await guarded("read model", () => modelFinding(inspection.modelState()));
  yield model;
  return sound.level === "ok" && model.level === "ok";
}

async function guarded(check: Check, work: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (cause) {
    return unreadable(check, cause);
  }
}

/**
 * SQLite's own errors are findings: a damaged file cannot answer everything.
 * @throws errors that are not SQLite's
 */
export function unreadable(check: Check, cause: unknown): Finding {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (!code.startsWith("SQLITE_")) throw cause;
  return findingsOf(check).problem("database.unreadable", "restore", { problem: messageOf(cause) });
}

async function journal(inspection: Inspection, full: boolean): Promise<Finding> {
  const chain = inspection.journal();
  const after = full ? 0 : Math.max(0, (await chain.head()) - NEWEST);
  return journalFinding(await chain.verify(undefined, after), after === 0);
}

/** Whether the clock is not before any event. */
export async function checkClock(
  chain: Pick<JournalReader, "head" | "readChained">,
  now: number,
): Promise<Finding> {
  const newest = (await chain.readChained((await chain.head()) - 1, 1)).at(0);
  return clockFinding(newest?.time ?? null, now);
}
