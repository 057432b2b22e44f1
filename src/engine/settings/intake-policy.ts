import { ok } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import {
  type ConfiguredIntakePolicy,
  firstIntakePolicy,
  type IntakePolicy,
  overruledSettings,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import { changeSettings } from "./change.ts";

/**
 * Records the first intake policy, if the journal has none. From then on the journal's counts, whatever a configuration
 * says.
 * @returns the names of what the configuration says differently from the journal
 */
export async function beginIntakePolicy(
  record: RecordStore,
  configured: ConfiguredIntakePolicy,
): Promise<readonly (keyof IntakePolicy)[]> {
  const first = firstIntakePolicy(configured);
  let overruled: readonly (keyof IntakePolicy)[] = [];
  const done = await changeSettings(record, system("configuration"), (view) => {
    const policy = view.intakePolicy();
    overruled = policy === null ? [] : overruledSettings(configured, policy);
    return ok(policy === null ? [{ type: "IntakePolicyChanged", policy: first }] : []);
  });
  if (!done.ok) throw new Error(inEnglish(done.error));
  return overruled;
}
