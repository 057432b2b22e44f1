import { statSync } from "node:fs";
import { count, duration, type Finding, findingsOf, messageOf } from "../../../domain/finding.ts";
import type { Inspection } from "../../../record/inspect.ts";
import type { JournalReader } from "../../../record/journal-reader.ts";
import { databaseFile } from "../data-folder/folder.ts";

/** How many of the newest events are checked by default. */
const NEWEST = 10_000;
/** Milliseconds by which clocks usually differ. */
const LAG = 60_000;

const restore = "stop the program and restore a backup";

/** Whether there is a file to check. If this is not "ok", nothing in it can be checked. */
export function checkFile(folder: string): Finding {
  const { ok, problem } = findingsOf("database");
  const file = databaseFile(folder);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    return problem(
      `${folder} has no data: mailmanager.db is missing`,
      `create it with "mailmanager setup --data ${folder} ..."`,
    );
  }
  if (!stats.isFile()) return problem(`${file} is not a file`, restore);
  if (stats.size === 0) return problem(`${file} is empty`, `${restore}, or set up a new folder`);
  return ok(file);
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

async function guarded(check: string, work: () => Finding | Promise<Finding>): Promise<Finding> {
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
export function unreadable(check: string, cause: unknown): Finding {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (!code.startsWith("SQLITE_")) throw cause;
  return findingsOf(check).problem(`the file cannot be read: ${messageOf(cause)}`, restore);
}

function integrity(inspection: Inspection): Finding {
  const { ok, problem } = findingsOf("integrity");
  const [first, ...more] = inspection.damage();
  if (first === undefined) return ok("SQLite finds the file intact");
  const rest = more.length > 0 ? `, and at least ${count(more.length, "fault")} more` : "";
  return problem(`the file is damaged: ${first}${rest}`, restore);
}

function formatOf(inspection: Inspection): Finding {
  const { ok, warning, problem } = findingsOf("format");
  const { pending, foreign } = inspection.steps();
  if (foreign.length > 0) {
    return problem(
      `a newer or different release wrote it (${foreign.join(", ")})`,
      "run that release, or restore a backup made before it",
    );
  }
  if (pending.length > 0) {
    return warning(
      `it is from an older release (pending: ${pending.join(", ")})`,
      "make a backup, then start this release",
    );
  }
  return ok("it has this release's format");
}

function durability(inspection: Inspection): Finding {
  const { ok, problem } = findingsOf("durability");
  const mode = inspection.journalMode();
  if (mode !== "wal") {
    return problem(
      `its journal mode is ${mode}, not wal: something else has changed it`,
      "start the program, which corrects it or says why it cannot",
    );
  }
  return ok("journal mode is wal; the program writes with synchronous FULL or does not start");
}

async function journal(inspection: Inspection, full: boolean): Promise<Finding> {
  const { ok, problem } = findingsOf("journal");
  const chain = inspection.journal();
  const after = full ? 0 : Math.max(0, (await chain.head()) - NEWEST);
  const found = await chain.verify(undefined, after);
  if (!found.ok) {
    return problem(
      `it is damaged at position ${found.position}: ${found.problem}`,
      `${restore} made before the damage; "mailmanager journal tail" shows the last events`,
    );
  }
  const events = count(found.events, "event");
  return ok(after === 0 ? `all ${events} hold` : `the newest ${events} are intact (--full checks all)`);
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
    return problem(
      `the clock is ${duration(ahead)} behind the newest event (${time})`,
      "set the clock and synchronise it with NTP before anything else is written",
    );
  }
  return ok(`it is ${new Date(now).toISOString()}, not before any event`);
}

function readModel(inspection: Inspection): Finding {
  const { ok, warning } = findingsOf("read model");
  if (inspection.modelIsCurrent()) return ok("it is this release's");
  return warning(
    "it is missing or from another release",
    'nothing is lost: the next start rebuilds it, or run "mailmanager rebuild" now',
  );
}
