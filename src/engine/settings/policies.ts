import { ok } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import type { SettingsEvent } from "../../domain/settings/events.ts";
import {
  type ConfiguredIntakePolicy,
  firstIntakePolicy,
  firstReplyPolicy,
  overruledSettings,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import { changeSettings } from "./change.ts";

/**
 * Records the first policies for mail that arrives and for replies, if the journal has none. From then on the journal's count,
 * whatever a configuration says.
 * @returns the names of what the configuration says differently from the journal
 */
export async function beginPolicies(
  record: RecordStore,
  configured: ConfiguredIntakePolicy,
): Promise<readonly (keyof ConfiguredIntakePolicy)[]> {
  const first = firstIntakePolicy(configured);
  let overruled: readonly (keyof ConfiguredIntakePolicy)[] = [];
  const done = await changeSettings(record, system("configuration"), (view) => {
    const policy = view.intakePolicy();
    overruled = policy === null ? [] : overruledSettings(configured, policy);
    const begun: SettingsEvent[] = policy === null ? [{ type: "IntakePolicyChanged", policy: first }] : [];
    if (view.replyPolicy() === null) begun.push({ type: "ReplyPolicyChanged", policy: firstReplyPolicy });
    return ok(begun);
  });
  if (!done.ok) throw new Error(inEnglish(done.error));
  return overruled;
}
