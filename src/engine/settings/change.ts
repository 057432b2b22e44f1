import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { peopleOf, settingsOf } from "../depends.ts";
import { forbidden } from "../people/caller.ts";

/**
 * Changes settings in one commit, if the caller may.
 * @param decide gives the events to record, or the refusal
 * @returns permission.denied, or what `decide` refuses with
 */
export async function changeSettings(
  record: Pick<RecordStore, "commit">,
  caller: Caller,
  decide: (view: View) => Result<readonly NewEvent["event"][], Fault>,
): Promise<Result<void, Fault>> {
  const denied = forbidden(caller, "settings.write");
  if (denied) return denied;
  return record.commit<Result<void, Fault>>(caller.actor, (view) => {
    const decided = decide(view);
    if (!decided.ok) return nothing(decided);
    const events = decided.value.map((event) => ({ ticket: null, event }));
    return { events, dependsOn: [settingsOf(view), peopleOf(view)], value: ok(undefined) };
  });
}
