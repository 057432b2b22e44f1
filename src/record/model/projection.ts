import type { Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";

/** Takes events in order, within a transaction that is open, and brings the tables to after them. */
export type Project = (events: readonly Recorded[]) => void;

/** A part of the read model: some tables of model.sql, and how they come about from the journal. */
export interface Projection {
  /** For good; the version and the position of the tables are kept under it. */
  readonly name: string;
  /**
   * Rises with every change of the tables or of what is in them; they are then derived again at the next start. A test
   * compares what each version makes of the same events with what it made before.
   */
  readonly version: number;
  readonly tables: readonly string[];
  /**
   * Whether decisions need it. Then a start waits until it is derived; else the program works meanwhile, and it is
   * derived beside it, in tables of other names that take the place of the old ones in the end.
   */
  readonly needed: boolean;
  /** @param prefix stands before the names of the tables; always "" where `needed` */
  project(db: Database, prefix: string): Project;
}
