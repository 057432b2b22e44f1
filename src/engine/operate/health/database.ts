import { statSync } from "node:fs";
import { count, duration, type Finding, findingsOf, messageOf } from "../../../domain/finding.ts";
import type { Inspection } from "../../../record/inspect.ts";
import type { JournalReader } from "../../../record/journal-reader.ts";
import { databaseFile } from "../data-folder/folder.ts";

/** So many of the newest events are checked unless all are asked for. */
const NEWEST = 10_000;
/** Milliseconds by which clocks may differ without anyone noticing. */
const LAG = 60_000;

const restore = "stop the program and restore a backup";

/** Whether there is a file to look into. Nothing in it can be checked when this is not "ok". */
export function checkFile(folder: string): Finding {
  const { ok, problem } = findingsOf("database");
  const file = databaseFile(folder);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    return problem(
      `${folder} holds no data: there is no mailmanager.db in it`,
      `make it with "mailmanager setup --data ${folder} ..."`,
    );
  }
  if (!stats.isFile()) return problem(`${file} is not a file`, restore);
  if (stats.size === 0) return problem(`${file} is empty`, `${restore}, or set up a new folder`);
  return ok(file);
}

/**
 * Integrity, format, durability and truth of the file. Ends early where it is too damaged to ask for more.
 * @returns whether the read model can be asked
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
 * SQLite's own errors are findings like others: of a damaged file one cannot ask everything.
 * @throws what is none of SQLite's
 */
export function unreadable(check: string, cause: unknown): Finding {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (!code.startsWith("SQLITE_")) throw cause;
  return findingsOf(check).problem(`the file cannot be read: ${messageOf(cause)}`, restore);
}

function integrity(inspection: Inspection): Finding {
  const { ok, problem } = findingsOf("integrity");
  const [first, ...more] = inspection.damage();
  if (first === undefined) return ok("SQLite finds the file whole");
  const rest = more.length > 0 ? `, and at least ${count(more.length, "fault")} more` : "";
  return problem(`the file is damaged: ${first}${rest}`, restore);
}

function formatOf(inspection: Inspection): Finding {
  const { ok, warning, problem } = findingsOf("format");
  const { pending, foreign } = inspection.steps();
  if (foreign.length > 0) {
    return problem(
      `a newer or different release wrote it (${foreign.join(", ")})`,
      "run that release, or restore a backup from before it",
    );
  }
  if (pending.length > 0) {
    return warning(
      `it is of an older release (${pending.join(", ")} to come)`,
      "make a backup, then start this one",
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
      "start the program, which sets it right or says why it cannot",
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
      `it does not hold at position ${found.position}: ${found.problem}`,
      `${restore} from before it; "mailmanager journal tail" shows what came last`,
    );
  }
  const events = count(found.events, "event");
  return ok(after === 0 ? `all ${events} hold` : `the newest ${events} hold (--full checks all of them)`);
}

/** Whether the clock is not before anything that happened. */
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
      "set the clock and keep it right with NTP, before anything more is written",
    );
  }
  return ok(`it is ${new Date(now).toISOString()}, not before anything that happened`);
}

function readModel(inspection: Inspection): Finding {
  const { ok, warning } = findingsOf("read model");
  if (inspection.modelIsCurrent()) return ok("it is this release's");
  return warning(
    "it is missing or of another release",
    'nothing is lost: the next start derives it anew, or do it now with "mailmanager rebuild"',
  );
}
