/** States in rules: how they are named, what they are compared with, and where rules may move a ticket. */
import { distance } from "../../base/distance.ts";
import {
  defaultLifecycle,
  initialState,
  type Lifecycle,
  mayMove,
  program,
  type State,
} from "../lifecycle/index.ts";
import type { Cursor } from "./cursor.ts";
import type { Problem } from "./problems.ts";
import { readName } from "./read-lifecycle.ts";
import { isWord } from "./tokens.ts";
import type { Check, Condition, NameOfState, Rule, Ruleset } from "./tree.ts";

/** The lifecycle that a ruleset's rules run with: the declared one, or the one that the program brings. */
export const lifecycleIn = ({ lifecycle }: { readonly lifecycle?: Ruleset["lifecycle"] }): Lifecycle =>
  lifecycle ?? defaultLifecycle;

/** Reads the name of a state; whether there is one is found once all is read. */
export function readStateName(cursor: Cursor): State {
  const name = readName(cursor);
  cursor.names(name);
  return name.name;
}

const is: ReadonlyMap<string, boolean> = new Map([
  ["is", false],
  ["is not", true],
]);

/** Reads what follows `state` in a condition: one or several states. */
export function readStateCheck(cursor: Cursor): Check {
  const not = cursor.oneOf(is);
  cursor.takes("one of");
  const values = [readStateName(cursor)];
  while (cursor.takesMark(",") || orState(cursor)) {
    cursor.takes("or");
    values.push(readStateName(cursor));
  }
  return { kind: "state", not, values };
}

/** Whether `or` and a state are next: what else follows an `or` is a condition, which has several words. */
function orState(cursor: Cursor): boolean {
  const [state, then] = [cursor.peek(1), cursor.peek(2)];
  if (!isWord(cursor.peek(), "or")) return false;
  if (state?.kind === "text") return true;
  const ends = then === undefined || then.kind === "mark" || isWord(then, "or") || isWord(then, "and");
  return state?.kind === "word" && !isWord(state, "not") && ends;
}

/** A rule's `set state to`, where it stands. */
export interface PlacedMove {
  readonly rule: Rule;
  readonly to: NameOfState;
}

/** How many letters a misspelt name may differ by. */
const CLOSE = 2;

/** States that the lifecycle does not have, and moves that it never allows. */
export function stateProblems(
  lifecycle: Lifecycle,
  named: readonly NameOfState[],
  moves: readonly PlacedMove[],
): readonly Problem[] {
  const known = lifecycle.states.map(({ name }) => name);
  const unknown = named.flatMap(({ name, from, to }): Problem[] => {
    if (known.includes(name)) return [];
    const close = known.find((other) => distance(other, name) <= CLOSE) ?? "";
    return [{ code: "state-unknown", params: { name, close }, from, to }];
  });
  const never = moves.flatMap(({ rule, to: { name, from, to } }): Problem[] => {
    // New mail finds its ticket in the first state, as long as no other rule moves it.
    const others = moves.some((one) => one.rule !== rule);
    const starts =
      rule.event === "new mail arrives" && !others ? [initialState(lifecycle)] : [...known, dropped];
    const mayStart = starts.filter((state) => mayBeIn(rule, state));
    const isFine = mayStart.some((state) => mayMove(lifecycle, state, name, program));
    // That no ticket meets the conditions at all is for analysis to say.
    if (isFine || mayStart.length === 0 || !known.includes(name)) return [];
    return [{ code: "never-moves", params: { name }, from, to }];
  });
  return [...unknown, ...never];
}

/** Stands for the states that a lifecycle does not have any more (L-31); no state has this name. */
const dropped = "";

/** Whether a ticket in a state may meet a rule, as far as its conditions say so. */
const mayBeIn = ({ conditions, actions }: Rule, state: State): boolean =>
  // Of several moves in one rule, each starts where another leads.
  actions.filter((one) => one.do === "set-state").length > 1 || conditions.every((one) => maybe(one, state));

/** Whether a condition may hold in a state, whatever else it asks. */
function maybe(condition: Condition, state: State): boolean {
  switch (condition.kind) {
    case "and":
      return condition.of.every((one) => maybe(one, state));
    case "or":
      return condition.of.some((one) => maybe(one, state));
    case "state":
      return condition.values.includes(state) !== condition.not;
    default:
      return true;
  }
}

/** A ticket's state after a rule sets it: the same if there is no such way. */
export const movedTo = (lifecycle: Lifecycle, from: State, to: State): State =>
  mayMove(lifecycle, from, to, program) ? to : from;
