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
  readonly tables: readonly string[];
  /**
   * Whether decisions need it. If so, a start waits until it is rebuilt; otherwise it is rebuilt while the program is
   * running, in tables with other names that replace the old ones at the end.
   */
  readonly needed: boolean;
  /** @param prefix of the tables' names; always "" if `needed` */
  project(db: Database, prefix: string): Project;
}
