import type { Actor } from "../domain/actor.ts";
import type { Dependency } from "../domain/dependency.ts";
import type { Event, NewEvent, Recorded } from "../domain/events.ts";
import type { NewBlob } from "./new-blob.ts";
import type { Operations } from "./operations.ts";
import type { View } from "./view.ts";

/** Something that a decision depends on has changed since it was read; nothing was recorded. */
export class Moved extends Error {
  override readonly name = "Moved";
  readonly dependency: Dependency;

  constructor(dependency: Dependency) {
    super(`something changed in the meantime: ${JSON.stringify(dependency)}`);
    this.dependency = dependency;
  }
}

/** The result of a decision: events to record, blobs they refer to, and a value for the caller. */
export interface Decision<T> {
  readonly events: readonly NewEvent[];
  /** What must not have changed when the events are recorded; nothing for what happened in any case. */
  readonly dependsOn: readonly Dependency[];
  readonly blobs?: readonly NewBlob[];
  readonly value: T;
  /** Who did it, if that is part of the decision; otherwise the actor of the commit. */
  readonly actor?: Actor;
  /** When it happened, in milliseconds since 1970, if that was before; otherwise the time of the commit. */
  readonly time?: number;
  /** Writes the running program's own tables in the same transaction, so that they never disagree with the events. */
  readonly sideWrites?: (operations: Operations) => void;
}

/** The decision to record nothing. */
export const nothing = <T>(value: T): Decision<T> => ({ events: [], dependsOn: [], value });

/** Makes decisions durable, and announces what was committed. */
export interface Committer {
  /**
   * Decides on the current read model and makes the decision durable. Resolves after the commit: the decision
   * then survives a power cut. `decide` must be pure except for its view: it runs again if something has changed meanwhile.
   * Rejects with what `decide` throws, with Moved if something it depends on has changed, or if it cannot be
   * written; then nothing of it is recorded.
   */
  commit<T>(actor: Actor, decide: (view: View, now: number) => Decision<T>): Promise<T>;
  /** Called after each commit with its events, in order. Returns a function that stops listening. */
  onCommitted(listener: (events: readonly Recorded<Event>[]) => void): () => void;
}
