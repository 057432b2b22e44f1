import { type Actor, systemActor } from "../../domain/actor.ts";
import type { RecordStore } from "../../record/record.ts";

/**
 * Shows that the journal's file can be written.
 * Resolves once something has been written durably; rejects with the reason why it cannot be.
 * @param by the part of the program that asks
 */
export const noteAlive = (record: RecordStore, by: Actor = systemActor("health")): Promise<void> =>
  record.commit(by, () => ({
    dependsOn: [],
    events: [],
    value: undefined,
    sideWrites: (operations) => operations.noteAlive(),
  }));
