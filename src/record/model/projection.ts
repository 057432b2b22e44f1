import type { Database } from "../database.ts";
import type { StoredEvent } from "../journal.ts";

/** Applies events in order to the tables, within an open transaction. */
export type Project = (events: readonly StoredEvent[]) => void;

/** A part of the read model: some tables of model.sql, and how they are derived from the journal. */
export interface Projection {
  /** Permanent; the version and the position of the tables are stored under it. */
  readonly name: string;
  /**
   * Rises with every change of the tables or their contents; they are then rebuilt at the next start. A test
   * compares what each version derives from the same events with what it derived before.
   */
  readonly version: number;
  /**
   * The oldest version whose tables this release works with until its own are built beside them: what it reads there
   * means the same, and columns that they lack may be empty. `version` if there is none. It need not be the same shape:
   * see `adaptTables`, which is asked first.
   */
  readonly usableFrom: number;
  readonly tables: readonly string[];
  /**
   * When it is rebuilt if its version differs.
   * - "at-start", which waits: receiving mail needs it, or it is small;
   * - "before-decisions": decisions need it. With usable older tables it is rebuilt like the next ones. Otherwise mail is
   *   received meanwhile, and nothing else works;
   * - "when-idle": decisions do not need it. Everything works meanwhile, and the new tables have other names until they
   *   replace the old ones at the end.
   */
  readonly rebuilt: "at-start" | "before-decisions" | "when-idle";
  /** Whether it needs rare events only: nothing that happens with every mail (see the journal's `readRare`). */
  readonly rare: boolean;
  project(db: Database): Project;
}

/** Whether this release can work with tables of that version, if they have the right shape. */
export const isUsable = ({ version, usableFrom }: Projection, stored: number): boolean =>
  usableFrom <= stored && stored < version;
