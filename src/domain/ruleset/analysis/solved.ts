/** What is known while groups of facts are decided, and what comes of it. */
import type { Claim } from "./atoms.ts";
import type { Draft } from "./draft.ts";
import type { Budget } from "./text-search.ts";

export interface Context {
  /** All tags that rules add or remove. */
  readonly tags: ReadonlySet<string>;
  readonly budget: Budget;
}

export type Solved =
  | { readonly is: "values"; readonly apply: (draft: Draft) => void }
  | { readonly is: "none"; readonly core: readonly Claim[] }
  | { readonly is: "undecided" };
