/**
 * What the configuration says about deciding on received mail. The journal holds it from each start on, so that every
 * decision can be taken again as it was.
 */
export interface IntakePolicy {
  /** New tickets that one requester may open by mail within minutes; 0 for any number. */
  readonly floodLimit: number;
  /** Points from which on a mail is spam; null for what the scanner itself says. */
  readonly spamThreshold: number | null;
  /** Addresses and networks whose mail is taken without checking its sender; this machine's own always is. */
  readonly trustedRelays: readonly string[];
  /** The name by which the trusted relays sign their Authentication-Results; null: these are not looked at. */
  readonly relayResults: string | null;
}

/** What holds before the journal says anything: no limit, and nobody but this machine is trusted. */
export const noIntakePolicy: IntakePolicy = {
  floodLimit: 0,
  spamThreshold: null,
  trustedRelays: [],
  relayResults: null,
};

/** Whether two policies say the same. */
export function sameIntakePolicy(a: IntakePolicy, b: IntakePolicy): boolean {
  return (
    a.floodLimit === b.floodLimit &&
    a.spamThreshold === b.spamThreshold &&
    a.relayResults === b.relayResults &&
    a.trustedRelays.length === b.trustedRelays.length &&
    a.trustedRelays.every((relay, i) => relay === b.trustedRelays[i])
  );
}
