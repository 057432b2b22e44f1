import { isDiskFull } from "../base/disk-full.ts";
import type { Actor } from "../domain/actor.ts";
import type { Event, Recorded } from "../domain/events.ts";
import type { Blobs } from "./blobs.ts";
import type { Database } from "./database.ts";
import { type Committer, type Decision, Moved } from "./decision.ts";
import { firstMoved } from "./depends.ts";
import type { Journal } from "./journal.ts";
import type { Operations } from "./operations.ts";
import type { Projections } from "./projections.ts";
import type { View } from "./view.ts";

interface Parts {
  readonly database: Database;
  readonly journal: Journal;
  readonly blobs: Blobs;
  readonly operations: Operations;
  readonly view: View;
  readonly projections: Projections;
  readonly now: () => number;
  /** Milliseconds after which a commit includes no further decision. */
  readonly longest: number;
  /** A listener threw after a commit, which is recorded all the same. */
  readonly onListenerFailed: (cause: unknown) => void;
}

/** A decision that is about to be written. */
interface Prepared<T> {
  readonly decision: Omit<Decision<unknown>, "value">;
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** What the caller gets once it is durable. */
  readonly result: (events: readonly Recorded<Event>[]) => T;
}

interface Waiting {
  /** Decides and writes, within the open transaction. */
  readonly run: () => readonly Recorded<Event>[];
  readonly committed: () => void;
  readonly failed: (cause: unknown) => void;
}

export interface GroupCommitter extends Committer {
  /** Records a decision as it was made before, and gives its events. */
  append(
    make: (view: View) => Pick<Prepared<never>, "decision" | "actor" | "time">,
  ): Promise<readonly Recorded<Event>[]>;
  /** Changes the milliseconds after which a commit includes no further decision. */
  setLongest(milliseconds: number): void;
}

/** Thrown through a transaction by a decision that failed before it wrote anything. */
class DecisionFailed extends Error {}

/**
 * Group commit: decisions that arrive during one commit go into the next, so that one flush to disk serves many.
 * A decision that throws fails alone; if a commit fails, its decisions are tried again one by one.
 */
export function createCommitter(parts: Parts): GroupCommitter {
  const { database, journal, blobs, operations, view, projections, now, onListenerFailed } = parts;
  const listeners = new Set<(events: readonly Recorded<Event>[]) => void>();
  let { longest } = parts;
  let queue: Waiting[] = [];
  let scheduled = false;
  const transaction = database.sqlite.transaction((work: () => void) => work()).immediate;

  return {
    commit: (actor, decide) =>
      enqueue((view, time) => {
        const decision = decide(view, time);
        return {
          decision,
          actor: decision.actor ?? actor,
          time: decision.time ?? time,
          result: () => decision.value,
        };
      }),
    append: (make) =>
      enqueue((view) => {
        const { decision, actor, time } = make(view);
        return { decision, actor, time, result: (events) => events };
      }),
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setLongest(milliseconds) {
      longest = milliseconds;
    },
  };

  function enqueue<T>(make: (view: View, now: number) => Prepared<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let value: { readonly is: T } | undefined;
      queue.push({
        run() {
          const { decision, actor, time, result } = deciding(() => stillValid(view, make(view, now())));
          for (const blob of decision.blobs ?? []) blobs.keep(blob);
          const events = journal.append(decision.events, actor, time);
          projections.project(events);
          decision.sideWrites?.(operations);
          value = { is: result(events) };
          return events;
        },
        committed: () => (value ? resolve(value.is) : reject(new Error("committed without a value"))),
        failed: reject,
      });
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    scheduled = false;
    const batch = queue;
    queue = [];
    const commit = together(batch);
    if ("failure" in commit) oneByOne(batch);
    else {
      queue = [...batch.slice(commit.taken), ...queue];
      if (queue.length > 0) schedule();
      commit.tell();
    }
  }

  /** After a commit failed as a whole: each decision separately, to show its own cause. */
  function oneByOne(batch: readonly Waiting[]): void {
    let full: unknown = null;
    for (const one of batch) {
      // After one that did not fit on the disk, a smaller one might still fit, out of order.
      const commit: Commit = full === null ? together([one]) : { failure: full };
      if (!("failure" in commit)) commit.tell();
      else {
        if (isDiskFull(commit.failure)) full = commit.failure;
        one.failed(commit.failure);
      }
    }
  }

  /** One transaction for as many decisions as there is time for, in order; all or none of these are recorded. */
  function together(batch: readonly Waiting[]): Commit {
    const done: Waiting[] = [];
    const refused: (() => void)[] = [];
    const events: Recorded<Event>[] = [];
    const until = performance.now() + longest;
    let taken = 0;
    try {
      transaction(() => {
        journal.begin();
        for (const one of batch) {
          if (taken > 0 && performance.now() > until) break;
          taken += 1;
          try {
            events.push(...one.run());
            done.push(one);
          } catch (cause) {
            if (!(cause instanceof DecisionFailed)) throw cause;
            refused.push(() => one.failed(cause.cause));
          }
        }
        const last = events.at(-1);
        if (last) projections.reached(last.position);
      });
    } catch (failure) {
      return { failure };
    }
    return {
      taken,
      tell() {
        for (const one of done) one.committed();
        for (const told of refused) told();
        if (events.length > 0) for (const listener of listeners) hear(listener, events);
      },
    };
  }

  /** One listener that throws keeps neither the others nor the next decisions waiting. */
  function hear(listener: (events: readonly Recorded<Event>[]) => void, events: readonly Recorded<Event>[]) {
    try {
      listener(events);
    } catch (cause) {
      onListenerFailed(cause);
    }
  }
}

/** The result of a transaction: committed, and its callers are still to be notified; or nothing of it is recorded. */
type Commit = { readonly taken: number; readonly tell: () => void } | { readonly failure: unknown };

function stillValid<T>(view: View, prepared: Prepared<T>): Prepared<T> {
  const { events, dependsOn } = prepared.decision;
  const moved = events.length > 0 ? firstMoved(view, dependsOn) : null;
  if (moved) throw new Moved(moved);
  return prepared;
}

function deciding<T>(decide: () => T): T {
  try {
    return decide();
  } catch (cause) {
    throw new DecisionFailed("decision failed", { cause });
  }
}
