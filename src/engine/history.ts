import type { Actor } from "../domain/actor.ts";
import type { NewEvent } from "../domain/events.ts";
import { blobOf, type NewBlob } from "../record/new-blob.ts";
import type { RecordStore } from "../record/record.ts";

/** What someone did in the past: its events, and the blobs that they refer to. */
export interface PastStep {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly actor: Actor;
  readonly events: readonly NewEvent[];
  readonly blobs: readonly NewBlob[];
}

/**
 * Records what happened before, in order: the steps are taken as they are, and nothing is decided about them. Only for new
 * data, before its engine runs.
 * @returns a function that resolves once all its steps are committed
 */
export function createHistory(
  record: Pick<RecordStore, "commit">,
): (steps: readonly PastStep[]) => Promise<void> {
  return async (steps) => {
    await Promise.all(
      steps.map(({ actor, time, events, blobs }) =>
        record.commit(actor, () => ({ events, dependsOn: [], blobs, time, value: undefined })),
      ),
    );
  };
}

/** Bytes for the blobs of a step. */
export const pastBlob = (bytes: Uint8Array): NewBlob => blobOf(bytes);
