import { ok } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import { type ConfiguredIntakePolicy, decideFirstPolicies } from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import { changeAndGive } from "./change.ts";

/**
 * Records the first policies for mail that arrives and for replies, if the journal has none. From then on the journal's count,
 * whatever a configuration says.
 * @returns the names of what the configuration says differently from the journal
 */
export async function beginPolicies(
  record: RecordStore,
  configured: ConfiguredIntakePolicy,
): Promise<readonly (keyof ConfiguredIntakePolicy)[]> {
  const done = await changeAndGive(record, system("configuration"), (view) =>
    ok(decideFirstPolicies(configured, { intake: view.intakePolicy(), replies: view.replyPolicy() })),
  );
  if (!done.ok) throw new Error(inEnglish(done.error));
  return done.value;
}
