import { statSync } from "node:fs";
import { type Check, type Finding, findingsOf, messageOf } from "../../../domain/finding.ts";
import type { Inspection } from "../../../record/inspect.ts";
import type { JournalReader } from "../../../record/journal-reader.ts";
import { databaseFile } from "../data-folder/folder.ts";

/** How many of the newest events are checked by default. */
const NEWEST = 10_000;
/** Milliseconds by which clocks usually differ. */
const LAG = 60_000;

/** Whether there is a file to check. If this is not "ok", nothing in it can be checked. */
export function checkFile(folder: string): Finding {
  const { ok, problem } = findingsOf("database");
  const file = databaseFile(folder);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    return problem("database.missing", "create-folder", { folder });
  }
  if (!stats.isFile()) return problem("database.not-file", "restore", { file });
  if (stats.size === 0) return problem("database.empty", "restore-or-new", { file });
  return ok("database.ok", { file });
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
    sound = integrity(inspection);
  } catch (cause) {
    yield unreadable("integrity", cause);
    return false;
  }
  yield sound;
  const format = await guarded("format", () => formatOf(inspection));
  yield format;
  if (format.level === "problem") return false;
  yield await guarded("durability", () => durability(inspection));
  yield await guarded("journal", () => journal(inspection, full));
  yield await guarded("clock", () => checkClock(inspection.journal(), now));
  const model = await guarded("read model", () => readModel(inspection));
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

function integrity(inspection: Inspection): Finding {
  const { ok, problem } = findingsOf("integrity");
  const [first, ...more] = inspection.damage();
  if (first === undefined) return ok("integrity.ok");
  return more.length > 0
    ? problem("integrity.damaged-more", "restore", { damage: first, more: more.length })
    : problem("integrity.damaged", "restore", { damage: first });
}

function formatOf(inspection: Inspection): Finding {
  const { ok, warning, problem } = findingsOf("format");
  const { pending, foreign } = inspection.steps();
  if (foreign.length > 0) return problem("format.newer", "run-other-release", { steps: foreign.join(", ") });
  if (pending.length > 0) return warning("format.older", "back-up-and-start", { steps: pending.join(", ") });
  return ok("format.ok");
}

function durability(inspection: Inspection): Finding {
  const { ok, problem } = findingsOf("durability");
  const mode = inspection.journalMode();
  return mode === "wal" ? ok("durability.ok") : problem("durability.mode", "start-to-correct", { mode });
}

async function journal(inspection: Inspection, full: boolean): Promise<Finding> {
  const { ok, problem } = findingsOf("journal");
  const chain = inspection.journal();
  const after = full ? 0 : Math.max(0, (await chain.head()) - NEWEST);
  const found = await chain.verify(undefined, after);
  if (!found.ok) {
    const { position, problem: what } = found;
    return problem("journal.damaged", "restore-before", { position, problem: what });
  }
  return ok(after === 0 ? "journal.all" : "journal.newest", { events: found.events });
}

/** Whether the clock is not before any event. */
export async function checkClock(
  chain: Pick<JournalReader, "head" | "readChained">,
  now: number,
): Promise<Finding> {
  const { ok, problem } = findingsOf("clock");
  const newest = (await chain.readChained((await chain.head()) - 1, 1)).at(0);
  const ahead = newest ? newest.time - now : 0;
  if (newest && ahead > LAG) {
    const time = new Date(newest.time).toISOString();
    return problem("clock.behind", "set-clock", { by: ahead, time });
  }
  return ok("clock.ok", { time: new Date(now).toISOString() });
}

function readModel(inspection: Inspection): Finding {
  const { ok, warning } = findingsOf("read model");
  const state = inspection.modelState();
  switch (state.is) {
    case "current":
      return ok("model.ok");
    case "beside":
      return ok("model.beside", { percent: Math.floor((100 * state.done) / state.of) });
    case "behind":
      return warning("model.behind", "wait-for-rebuild", {
        percent: Math.floor((100 * state.done) / state.of),
      });
    case "other-release":
      return warning("model.missing", "rebuild");
  }
}
