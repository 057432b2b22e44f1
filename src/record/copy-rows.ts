import type { EventRow } from "./chain.ts";
import type { Database } from "./database.ts";
import { type Damage, type Journal, type StoredEvent, stored } from "./journal.ts";
import type { Projections } from "./projections.ts";

interface Parts {
  readonly database: Database;
  readonly journal: Journal;
  readonly projections: Projections;
}

/** What came of events that another journal has. */
export interface Copied {
  /** The events that are new here. */
  readonly events: readonly StoredEvent[];
  /** What is wrong with the first one that does not continue this journal: then nothing is written. */
  readonly damage: Damage | null;
}

/** Thrown through a transaction by rows that do not continue the journal. */
class Discontinued extends Error {
  readonly damage: Damage;

  constructor(damage: Damage) {
    super(`the journal does not continue at position ${damage.position}`);
    this.damage = damage;
  }
}

/**
 * Writes events exactly as another journal has them, verifies the chain, and applies them to the read model, in one
 * transaction. What is here already is left out.
 * @param more is written in the same transaction
 */
export function copyRows(
  { database, journal, projections }: Parts,
  rows: readonly EventRow[],
  more?: () => void,
): Copied {
  try {
    return database.sqlite
      .transaction((): Copied => {
        journal.begin();
        const head = journal.head();
        const fresh = rows.filter(({ position }) => position > head);
        const damage = journal.take(fresh);
        if (damage) throw new Discontinued(damage);
        const events = fresh.map(stored);
        projections.project(events);
        const last = events.at(-1);
        if (last) projections.reached(last.position);
        more?.();
        return { events, damage: null };
      })
      .immediate();
  } catch (cause) {
    if (cause instanceof Discontinued) return { events: [], damage: cause.damage };
    throw cause;
  }
}
