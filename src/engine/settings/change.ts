import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { peopleOf, settingsOf } from "../depends.ts";
import { forbidden } from "../people/caller.ts";

type Events = readonly NewEvent["event"][];

/**
 * Changes settings in one commit, if the caller may.
 * @param decide gathers the facts and gives the events that the domain decides to record, or its refusal
 * @returns permission.denied, or what `decide` refuses with
 */
export const changeSettings = (
  record: Pick<RecordStore, "commit">,
  caller: Caller,
  decide: (view: View) => Result<Events, Fault>,
): Promise<Result<void, Fault>> =>
  changeAndGive(record, caller, (view) => {
    const events = decide(view);
    return events.ok ? ok({ events: events.value, value: undefined }) : events;
  });

/**
 * The same for a decision that also gives its caller something.
 * @param decide besides the read model gets the time of the commit, in milliseconds since 1970
 */
export async function changeAndGive<T>(
  record: Pick<RecordStore, "commit">,
  caller: Caller,
  decide: (view: View, now: number) => Result<{ readonly events: Events; readonly value: T }, Fault>,
): Promise<Result<T, Fault>> {
  const denied = forbidden(caller, "settings.write");
  if (denied) return denied;
  return record.commit<Result<T, Fault>>(caller.actor, (view, now) => {
    const decided = decide(view, now);
    if (!decided.ok) return nothing(decided);
    const events = decided.value.events.map((event) => ({ ticket: null, event }));
    return { events, dependsOn: [settingsOf(view), peopleOf(view)], value: ok(decided.value.value) };
  });
}
