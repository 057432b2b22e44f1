import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { incomingFields, isWithin } from "./fields/index.ts";
import { untrustable } from "./network.ts";

/** The settings that influence decisions about mail. They are in the journal, so that every decision can be repeated. */
export interface IntakePolicy {
  /** New tickets that one requester may create by mail within ten minutes; 0: unlimited. */
  readonly floodLimit: number;
  /** The score from which a mail is spam; null: the scanner's own verdict. */
  readonly spamThreshold: number | null;
  /** Addresses and networks whose mail is accepted without checking its sender, in addition to this machine. */
  readonly trustedRelays: readonly string[];
  /** The name that trusted relays use in Authentication-Results; null: those headers are ignored. */
  readonly relayResults: string | null;
  /** Present if mail is held that a scanner gave no verdict about. */
  readonly holdUnscanned?: true;
}

/** A change of the policy. */
export type IntakePolicyChange = Partial<Omit<IntakePolicy, "holdUnscanned">> & {
  readonly holdUnscanned?: boolean;
};

/** What a configuration says of it; null for what it says nothing about. */
export type ConfiguredIntakePolicy = {
  readonly [K in Exclude<keyof IntakePolicy, "holdUnscanned">]: IntakePolicy[K] | null;
};

/** The policy as it is shown: with each field. */
export const shownIntakePolicy = (policy: IntakePolicy) => ({
  ...policy,
  holdUnscanned: policy.holdUnscanned === true,
});

/** The policy before anything is recorded: no limit, and only this machine is trusted. */
export const noIntakePolicy: IntakePolicy = {
  floodLimit: 0,
  spamThreshold: null,
  trustedRelays: [],
  relayResults: null,
};

/** The flood limit where a configuration says nothing. */
const USUAL_FLOOD_LIMIT = 400;

/** The first policy of a new journal. */
export const firstIntakePolicy = (configured: ConfiguredIntakePolicy): IntakePolicy => ({
  floodLimit: configured.floodLimit ?? USUAL_FLOOD_LIMIT,
  spamThreshold: configured.spamThreshold,
  trustedRelays: configured.trustedRelays ?? [],
  relayResults: configured.relayResults,
});

/** The names of what a configuration says differently. */
export function overruledSettings(
  configured: ConfiguredIntakePolicy,
  policy: IntakePolicy,
): readonly (keyof ConfiguredIntakePolicy)[] {
  const names = ["floodLimit", "spamThreshold", "trustedRelays", "relayResults"] as const;
  return names.filter((name) => configured[name] !== null && !same(configured[name], policy[name]));
}

/**
 * The policy with some of it changed, and without repeated relays.
 * @returns or the fault of the first field that is not valid
 */
export function changedIntakePolicy(
  before: IntakePolicy,
  change: IntakePolicyChange,
): Result<IntakePolicy, Fault> {
  const { floodLimit, spamThreshold, trustedRelays, relayResults, holdUnscanned } = { ...before, ...change };
  const name = relayResults?.trim().toLowerCase() || null;
  if (!isWithin(incomingFields.floodLimit, floodLimit))
    return refuse(fault("intake.flood-limit", { field: "floodLimit" }));
  if (spamThreshold !== null && !isSpamThreshold(spamThreshold))
    return refuse(fault("intake.spam-threshold", { field: "spamThreshold" }));
  const relays = [...new Set(trustedRelays.map((relay) => relay.trim().toLowerCase()))];
  const { most } = incomingFields.trustedRelays;
  if (relays.length > most) return refuse(fault("relay.most", { field: "trustedRelays", params: { most } }));
  const wrong = untrustable(relays);
  if (wrong) return refuse({ ...wrong, field: "trustedRelays" });
  if (name !== null && !isRelayName(name))
    return refuse(fault("intake.relay-results", { field: "relayResults" }));
  return ok({
    floodLimit,
    spamThreshold,
    trustedRelays: relays,
    relayResults: name,
    ...(holdUnscanned ? { holdUnscanned } : {}),
  });
}

export const isSpamThreshold = (n: number): boolean => Number.isFinite(n) && n > 0;
/** Whether a text can be the name of a server in Authentication-Results (RFC 8601 section 2.5). */
export const isRelayName = (text: string): boolean => /^[\w.-]{1,253}$/.test(text);

/** Whether two policies are equal. */
export const sameIntakePolicy = (a: IntakePolicy, b: IntakePolicy): boolean =>
  overruledSettings(a, b).length === 0 &&
  overruledSettings(b, a).length === 0 &&
  a.holdUnscanned === b.holdUnscanned;

const same = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((one, i) => one === b[i]) : a === b;
