import type { StoredFault } from "../../base/fault.ts";
import { type Finding, findingsOf } from "../finding.ts";

/** Milliseconds by which clocks usually differ. */
const LAG = 60_000;

/**
 * Whether there is a database file to check.
 * @param found what is at its place; null for nothing
 */
export function databaseFileFinding(
  { folder, file }: { readonly folder: string; readonly file: string },
  found: { readonly isFile: boolean; readonly size: number } | null,
): Finding {
  const { ok, problem } = findingsOf("database");
  if (found === null) return problem("database.missing", "create-folder", { folder });
  if (!found.isFile) return problem("database.not-file", "restore", { file });
  if (found.size === 0) return problem("database.empty", "restore-or-new", { file });
  return ok("database.ok", { file });
}

/** Whether the file is undamaged. @param damage what SQLite's own check says, none if it is */
export function damageFinding([first, ...more]: readonly string[]): Finding {
  const { ok, problem } = findingsOf("integrity");
  if (first === undefined) return ok("integrity.ok");
  return more.length > 0
    ? problem("integrity.damaged-more", "restore", { damage: first, more: more.length })
    : problem("integrity.damaged", "restore", { damage: first });
}

/**
 * Whether this release can use the file.
 * @param steps.pending migrations that this release has and the file has not
 * @param steps.foreign migrations that this release does not know
 */
export function formatFinding({
  pending,
  foreign,
}: {
  readonly pending: readonly string[];
  readonly foreign: readonly string[];
}): Finding {
  const { ok, warning, problem } = findingsOf("format");
  if (foreign.length > 0) return problem("format.newer", "run-other-release", { steps: foreign.join(", ") });
  if (pending.length > 0) return warning("format.older", "back-up-and-start", { steps: pending.join(", ") });
  return ok("format.ok");
}

/** Whether what is written survives a power cut. @param mode SQLite's journal mode */
export function durabilityFinding(mode: string): Finding {
  const { ok, problem } = findingsOf("durability");
  return mode === "wal" ? ok("durability.ok") : problem("durability.mode", "start-to-correct", { mode });
}

/**
 * Whether the hash chain of the journal is intact.
 * @param whole whether all events were checked, and not only the newest
 */
export function journalFinding(
  found:
    | { readonly ok: true; readonly events: number }
    | { readonly ok: false; readonly position: number; readonly problem: StoredFault },
  whole: boolean,
): Finding {
  const { ok, problem } = findingsOf("journal");
  if (found.ok) return ok(whole ? "journal.all" : "journal.newest", { events: found.events });
  const { position, problem: what } = found;
  return problem("journal.damaged", "restore-before", { position, problem: what });
}

/**
 * Whether the clock is not before any event.
 * @param newest when the newest event happened, in milliseconds since 1970; null if there is none
 */
export function clockFinding(newest: number | null, now: number): Finding {
  const { ok, problem } = findingsOf("clock");
  const ahead = newest === null ? 0 : newest - now;
  return newest !== null && ahead > LAG
    ? problem("clock.behind", "set-clock", { by: ahead, time: new Date(newest).toISOString() })
    : ok("clock.ok", { time: new Date(now).toISOString() });
}

/** Whether the read model is complete. */
export function modelFinding(
  state:
    | { readonly is: "current" | "other-release" }
    | { readonly is: "beside" | "behind"; readonly done: number; readonly of: number },
): Finding {
  const { ok, warning } = findingsOf("read model");
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
