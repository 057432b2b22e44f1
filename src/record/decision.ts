import type { Actor } from "../domain/actor.ts";
import type { Event, NewEvent, Recorded } from "../domain/events.ts";
import type { NewBlob } from "./blobs.ts";
import type { Operations } from "./operations.ts";
import type { View } from "./view.ts";

/** What a decision comes to: facts to record, blobs they refer to, and a value for whoever asked. */
export interface Decision<T> {
  readonly events: readonly NewEvent[];
  readonly blobs?: readonly NewBlob[];
  readonly value: T;
  /** Writes the running program's own tables in the same transaction, so that they never disagree with the events. */
  readonly sideWrites?: (operations: Operations) => void;
}

/** Makes decisions durable, and tells what was committed. */
export interface Committer {
  /**
   * Takes a decision on what the read model shows and makes it durable. Resolves after the commit: what was decided
   * then survives a power cut. `decide` must be pure but for its view: it runs again when something moved in between.
   * Rejects with what `decide` throws, or when the disk does not take it; nothing of it is recorded then.
   */
  commit<T>(actor: Actor, decide: (view: View, now: number) => Decision<T>): Promise<T>;
  /** Called after each commit with its events, in order. Returns the way to stop listening. */
  onCommitted(listener: (events: readonly Recorded<Event>[]) => void): () => void;
}
