/** The settings for decisions about mail, for replies and for how the program runs: their first values, and changes. */
import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import type { Decided } from "./decided.ts";
import type { SettingsEvent } from "./events.ts";
import {
  type ConfiguredIntakePolicy,
  changedIntakePolicy,
  firstIntakePolicy,
  type IntakePolicy,
  type IntakePolicyChange,
  noIntakePolicy,
  overruledSettings,
  sameIntakePolicy,
} from "./intake.ts";
import {
  changedReplyPolicy,
  firstReplyPolicy,
  noReplyPolicy,
  type ReplyPolicy,
  sameReplyPolicy,
} from "./reply-policy.ts";
import { changedService, type ServiceSettings, sameService, usualService } from "./service.ts";

type Decision = Result<readonly SettingsEvent[], Fault>;

/**
 * Records the first policies of a journal that has none. From then on the journal's count, whatever a configuration says.
 * @param intake the journal's policy for mail; null if it has none
 * @param replies the journal's policy for replies; null if it has none
 * @returns the names of what the configuration says differently from the journal
 */
export function decideFirstPolicies(
  configured: ConfiguredIntakePolicy,
  { intake, replies }: { readonly intake: IntakePolicy | null; readonly replies: ReplyPolicy | null },
): Decided<readonly (keyof ConfiguredIntakePolicy)[]> {
  const events: SettingsEvent[] = [];
  if (intake === null) events.push({ type: "IntakePolicyChanged", policy: firstIntakePolicy(configured) });
  if (replies === null) events.push({ type: "ReplyPolicyChanged", policy: firstReplyPolicy });
  return { events, value: intake === null ? [] : overruledSettings(configured, intake) };
}

/** Changes some of the policy for mail; nothing is recorded if it is so already. @param before null if there is none */
export function decideIntakePolicy(before: IntakePolicy | null, change: IntakePolicyChange): Decision {
  const policy = changedIntakePolicy(before ?? noIntakePolicy, change);
  if (!policy.ok) return policy;
  const same = before !== null && sameIntakePolicy(before, policy.value);
  return ok(same ? [] : [{ type: "IntakePolicyChanged", policy: policy.value }]);
}

/** Changes some of the policy for replies; nothing is recorded if it is so already. @param before null if there is none */
export function decideReplyPolicy(before: ReplyPolicy | null, change: Partial<ReplyPolicy>): Decision {
  const policy = changedReplyPolicy(before ?? noReplyPolicy, change);
  if (!policy.ok) return policy;
  const same = before !== null && sameReplyPolicy(before, policy.value);
  return ok(same ? [] : [{ type: "ReplyPolicyChanged", policy: policy.value }]);
}

/** Changes how the program runs; nothing is recorded if it is so already. @param before null if nobody has changed it */
export function decideService(before: ServiceSettings | null, change: Partial<ServiceSettings>): Decision {
  const known = before ?? usualService;
  const service = changedService(known, change);
  if (!service.ok) return service;
  return ok(sameService(known, service.value) ? [] : [{ type: "ServiceChanged", service: service.value }]);
}
