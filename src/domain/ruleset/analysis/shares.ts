/** Whom rules choose from groups: anybody or nobody, a fact for each way in which tickets of a group are shared. */
import { fold } from "../fold.ts";
import { type Action, choicesIn, type Rule } from "../tree.ts";
import { type ChosenFact, chosenFact } from "./atoms.ts";
import type { SharedGroup } from "./draft.ts";

export interface Shares {
  readonly all: ReadonlyMap<ChosenFact, SharedGroup>;
  /** The people among whom it is decided whether two facts are the same: those that rules name, and some others. */
  readonly people: readonly string[];
}

/** People besides those who are named: as many as there are facts, but not more than this. */
const MOST_OTHERS = 8;

/** The shares of rules. */
export function sharesOf(rules: readonly Rule[]): Shares {
  const actions = rules.flatMap((rule) => rule.actions);
  const all = new Map(
    actions.flatMap((action) => {
      const shared = sharedBy(action);
      return shared ? [[chosenFact(shared.group, shared.share), shared] as const] : [];
    }),
  );
  if (all.size === 0) return { all, people: [] };
  const named = new Set([
    ...actions.flatMap((one) => (one.do === "assign-person" && one.person !== null ? [one.person] : [])),
    ...rules.flatMap(({ conditions }) => conditions.flatMap((one) => choicesIn(one, "assignee"))),
  ]);
  // The same when folded, though written differently.
  const written = [...named].flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()]);
  const longest = Math.max(0, ...[...named].map((one) => fold(one).length));
  const others = Array.from({ length: Math.min(all.size + 1, MOST_OTHERS) }, (_, n) =>
    "y".repeat(longest + 1 + n),
  );
  return { all, people: [...new Set([...written, ...others])] };
}

/** The group whose tickets an action shares; null for other actions. */
export const sharedBy = (action: Action): SharedGroup | null =>
  action.do === "assign-group" && action.group !== null && action.share
    ? { group: action.group, share: action.share }
    : null;
