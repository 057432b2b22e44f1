/**
 * The settings in the configuration that influence decisions about mail. They are recorded in the journal at each start,
 * so that every decision can be repeated.
 */
export interface IntakePolicy {
  /** New tickets that one requester may create by mail within ten minutes; 0: unlimited. */
  readonly floodLimit: number;
  /** The score from which a mail is spam; null: the scanner's own verdict. */
  readonly spamThreshold: number | null;
  /** Addresses and networks whose mail is accepted without checking its sender, in addition to this machine. */
  readonly trustedRelays: readonly string[];
  /** The name that trusted relays use in Authentication-Results; null: those headers are ignored. */
  readonly relayResults: string | null;
}

/** The policy before anything is recorded: no limit, and only this machine is trusted. */
export const noIntakePolicy: IntakePolicy = {
  floodLimit: 0,
  spamThreshold: null,
  trustedRelays: [],
  relayResults: null,
};

/** Whether two policies are equal. */
export function sameIntakePolicy(a: IntakePolicy, b: IntakePolicy): boolean {
  return (
    a.floodLimit === b.floodLimit &&
    a.spamThreshold === b.spamThreshold &&
    a.relayResults === b.relayResults &&
    a.trustedRelays.length === b.trustedRelays.length &&
    a.trustedRelays.every((relay, i) => relay === b.trustedRelays[i])
  );
}
