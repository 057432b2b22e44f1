/** Saving and removing views of tickets, and choosing how lists are shown. */
import type { RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { allStates } from "../../domain/lifecycle/index.ts";
import { type Caller, may } from "../../domain/policy/index.ts";
import {
  chooseList,
  decideView,
  decideViewRemoval,
  type ListChoice,
  usualChoice,
  type ViewEvent,
  type ViewFacts,
  type WantedView,
} from "../../domain/views/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { peopleOf, settingsOf } from "../depends.ts";
import { forbidden } from "../people/caller.ts";

export interface Views {
  /**
   * Saves a view. Refuses with what decideView refuses with, and with view.unknown if there is none with that id.
   * @param view.id null for a new one
   * @returns its id
   */
  save(
    caller: Caller,
    view: Omit<WantedView, "id"> & { readonly id: string | null },
  ): Promise<Result<string, Fault>>;
  /** Removes a view; refuses with view.unknown or view.owner. */
  remove(caller: Caller, id: string): Promise<Result<void, Fault>>;
  /** Chooses how the caller's lists are shown, apart from saved views. */
  choose(caller: Caller, choice: ListChoice): Promise<Result<void, Fault>>;
}

interface Parts {
  readonly record: Pick<RecordStore, "commit">;
  readonly randomBytes: RandomBytes;
}

type Decided<T> = Result<{ readonly events: readonly ViewEvent[]; readonly value: T }, Fault>;

export function createViews({ record, randomBytes }: Parts): Views {
  return {
    save: (caller, wanted) =>
      change(caller, (view, by) => {
        const facts = factsOf(view, caller, by, wanted.id);
        if (wanted.id !== null && facts.before === null) return refuse(fault("view.unknown"));
        const id = wanted.id ?? Buffer.from(randomBytes(9)).toString("base64url");
        const events = decideView({ ...wanted, id }, facts);
        return events.ok ? ok({ events: events.value, value: id }) : events;
      }),
    remove: (caller, id) =>
      change(caller, (view, by) => {
        const events = decideViewRemoval(id, factsOf(view, caller, by, id));
        return events.ok ? ok({ events: events.value, value: undefined }) : events;
      }),
    choose: (caller, choice) =>
      change(caller, (view, by) =>
        ok({ events: chooseList(by, view.listChoice(by) ?? usualChoice, choice), value: undefined }),
      ),
  };

  async function change<T>(
    caller: Caller,
    decide: (view: View, by: UserName) => Decided<T>,
  ): Promise<Result<T, Fault>> {
    const denied = forbidden(caller, "account.write");
    if (denied) return denied;
    const { user, actor } = caller;
    if (user === null) return refuse(fault("permission.not-logged-in"));
    return record.commit<Result<T, Fault>>(actor, (view) => {
      const decided = decide(view, user);
      if (!decided.ok) return nothing(decided);
      const events = decided.value.events.map((event) => ({ ticket: null, event }));
      return { events, dependsOn: [settingsOf(view), peopleOf(view)], value: ok(decided.value.value) };
    });
  }
}

const factsOf = (view: View, caller: Caller, by: UserName, id: string | null): ViewFacts => ({
  before: id === null ? null : view.savedView(id),
  by,
  manages: may(caller, "settings.write").ok,
  groups: view.groupsOf(by),
  states: allStates(view.lifecycle()).map(({ name }) => name),
  owned: view.savedViews().filter(({ owner }) => owner === by).length,
});
