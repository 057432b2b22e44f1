import { type Finding, findingsOf } from "../finding.ts";

/** Why nothing can be recorded in a journal that is in another database. */
export interface JournalTrouble {
  /** It cannot be reached, or another program serves it now. */
  readonly is: "away" | "taken";
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Milliseconds of a restart of the database, or of a change to its replica. */
const SHORT = 60_000;

/** Whether such a journal can be written. @param trouble null if it can */
export function remoteJournalFinding(trouble: JournalTrouble | null, now: number): Finding {
  const { ok, warning, problem } = findingsOf("journal");
  if (trouble === null) return ok("journal.reached");
  const lasts = Math.max(0, now - trouble.since);
  if (trouble.is === "taken") return problem("journal.taken", "stop-other-program", { for: lasts });
  return lasts < SHORT
    ? warning("journal.away", "start-database", { for: lasts })
    : problem("journal.away", "start-database", { for: lasts });
}
