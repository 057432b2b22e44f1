import type { Actor } from "../domain/actor.ts";
import type { Event, NewEvent, Recorded } from "../domain/events.ts";
import type { NewBlob } from "./blobs.ts";
import type { Operations } from "./operations.ts";
import type { View } from "./view.ts";

/** The result of a decision: events to record, blobs they refer to, and a value for the caller. */
export interface Decision<T> {
  readonly events: readonly NewEvent[];
  readonly blobs?: readonly NewBlob[];
  readonly value: T;
  /** Writes the running program's own tables in the same transaction, so that they never disagree with the events. */
  readonly sideWrites?: (operations: Operations) => void;
}

/** Makes decisions durable, and announces what was committed. */
export interface Committer {
  /**
   * Decides on the current read model and makes the decision durable. Resolves after the commit: the decision
   * then survives a power cut. `decide` must be pure except for its view: it runs again if something has changed meanwhile.
   * Rejects with what `decide` throws, or if it cannot be written; then nothing of it is recorded.
   */
  commit<T>(actor: Actor, decide: (view: View, now: number) => Decision<T>): Promise<T>;
  /** Called after each commit with its events, in order. Returns a function that stops listening. */
  onCommitted(listener: (events: readonly Recorded<Event>[]) => void): () => void;
}
