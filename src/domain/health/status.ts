import type { JournalTrouble } from "./journal.ts";
import { type Disk, shortage } from "./machine.ts";

/** The facts for the program's state in one word. */
export interface StatusFacts {
  readonly disk: Pick<Disk, "free">;
  /** Bytes of disk below which mail is refused. */
  readonly reserve: number;
  /** The configured scanners, each with what is wrong with it. */
  readonly scanners: readonly { readonly problem: unknown }[];
  /** Fetching from each account. */
  readonly fetching: readonly { readonly state: string }[];
  readonly journal: JournalTrouble | null;
}

/**
 * "degraded": the disk is nearly full or the journal is away, so that mail is refused, or a scanner or fetching from an
 * account fails.
 */
export function statusOf({ disk, reserve, scanners, fetching, journal }: StatusFacts): "ok" | "degraded" {
  const bad =
    shortage(0, disk, reserve) !== null ||
    journal !== null ||
    scanners.some(({ problem }) => problem !== null) ||
    fetching.some(({ state }) => state === "failing");
  return bad ? "degraded" : "ok";
}
