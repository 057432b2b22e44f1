import { type Actor, systemActor } from "../../domain/actor.ts";
import type { Record } from "../../record/record.ts";

/**
 * Shows that the journal's file takes writes.
 * Resolves once it has taken one, durably; rejects with the reason why it does not.
 * @param by the part of the program that wants to know
 */
export const noteAlive = (record: Record, by: Actor = systemActor("health")): Promise<void> =>
  record.commit(by, () => ({
    events: [],
    value: undefined,
    sideWrites: (operations) => operations.noteAlive(),
  }));
