/** What is known while groups of facts are decided, and what comes of it. */
import { initialState, type Lifecycle, type State } from "../../lifecycle/index.ts";
import type { Claim } from "./atoms.ts";
import type { Draft } from "./draft.ts";
import type { Shares } from "./shares.ts";
import type { Budget } from "./text-search.ts";

/** The states that tickets may be in. */
export interface States {
  readonly all: readonly State[];
  /** Those in which tickets begin; several if rulesets with different lifecycles are compared. */
  readonly initial: readonly State[];
}

/** The states of lifecycles, for tickets that may follow any of them. */
export const statesOf = (lifecycles: readonly Lifecycle[]): States => ({
  all: [...new Set(lifecycles.flatMap(({ states }) => states.map(({ name }) => name)))],
  initial: [...new Set(lifecycles.map(initialState))],
});

export interface Context {
  /** All tags that rules add or remove. */
  readonly tags: ReadonlySet<string>;
  readonly budget: Budget;
  readonly states: States;
  /** How rules share the tickets of groups. */
  readonly shares: Shares;
  /** Whether there are rules that wait for something else than mail. */
  readonly mixed: boolean;
}

export type Solved =
  | { readonly is: "values"; readonly apply: (draft: Draft) => void }
  | { readonly is: "none"; readonly core: readonly Claim[] }
  | { readonly is: "undecided" };
