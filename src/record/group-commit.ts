import type { Actor, Recorded } from "../domain/events.ts";
import type { Blobs } from "./blobs.ts";
import type { Database } from "./database.ts";
import type { Journal } from "./journal.ts";
import type { Projection } from "./model/projection.ts";
import type { Operations } from "./operations.ts";
import type { Decision, Record } from "./record.ts";
import type { View } from "./view.ts";

/** So many decisions share one commit at most: bounds how long the first of them waits. */
const MOST = 500;

interface Parts {
  readonly database: Database;
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly operations: Operations;
  readonly view: View;
  readonly project: Projection;
  readonly now: () => number;
}

interface Waiting {
  /** Decides and writes, within the transaction that is open. */
  readonly run: () => readonly Recorded[];
  readonly committed: () => void;
  readonly failed: (cause: unknown) => void;
}

/** Thrown through a transaction by a decision that failed before it wrote anything. */
class DecisionFailed extends Error {}

/**
 * Group commit: whatever arrives while one commit runs goes into the next, so that one flush to the disk serves many.
 * A decision that throws fails alone; a commit that fails is tried again decision by decision.
 */
export function createCommitter(parts: Parts): Pick<Record, "commit" | "onCommitted"> {
  const { database, journal, blobs, operations, view, project, now } = parts;
  const listeners = new Set<(events: readonly Recorded[]) => void>();
  let queue: Waiting[] = [];
  let scheduled = false;
  const transaction = database.sqlite.transaction((work: () => void) => work()).immediate;

  return {
    commit<T>(actor: Actor, decide: (view: View, now: number) => Decision<T>) {
      return new Promise<T>((resolve, reject) => {
        let value: { readonly is: T } | undefined;
        queue.push({
          run() {
            const time = now();
            const decision = deciding(() => decide(view, time));
            for (const blob of decision.blobs ?? []) blobs.keep(blob);
            const events = journal.append(decision.events, actor, time);
            project(events);
            decision.also?.(operations);
            value = { is: decision.value };
            return events;
          },
          committed: () => (value ? resolve(value.is) : reject(new Error("committed without a value"))),
          failed: reject,
        });
        schedule();
      });
    },
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    scheduled = false;
    const batch = queue.slice(0, MOST);
    queue = queue.slice(MOST);
    if (queue.length > 0) schedule();
    try {
      together(batch);
    } catch {
      // The batch was rolled back as a whole; alone, each shows its own cause.
      for (const one of batch) {
        try {
          together([one]);
        } catch (cause) {
          one.failed(cause);
        }
      }
    }
  }

  function together(batch: readonly Waiting[]): void {
    const done: Waiting[] = [];
    const refused: (() => void)[] = [];
    const events: Recorded[] = [];
    transaction(() => {
      for (const one of batch) {
        try {
          events.push(...one.run());
          done.push(one);
        } catch (cause) {
          if (!(cause instanceof DecisionFailed)) throw cause;
          refused.push(() => one.failed(cause.cause));
        }
      }
    });
    for (const one of done) one.committed();
    for (const tell of refused) tell();
    if (events.length > 0) for (const listener of listeners) listener(events);
  }
}

function deciding<T>(decide: () => T): T {
  try {
    return decide();
  } catch (cause) {
    throw new DecisionFailed("decision failed", { cause });
  }
}
