/** What the questions about a ruleset share. */
import type { Evaluator } from "../evaluate.ts";
import type { RuleFacts } from "../facts.ts";
import type { Rule } from "../tree.ts";
import type { Finding } from "./finding.ts";
import type { Logic } from "./logic.ts";
import type { SymbolicRule } from "./symbolic.ts";

/** A ruleset being checked. */
export interface Checked {
  readonly rules: readonly SymbolicRule[];
  readonly logic: Logic;
  readonly evaluator: Evaluator;
  /** By rule: a mail for which it fires, according to the evaluator. Null if none was found. */
  readonly examples: readonly (RuleFacts | null)[];
  /** The same with rules that can be left out, each by its atom. */
  optional(): { readonly logic: Logic; readonly rules: readonly SymbolicRule[] };
}

/** The budget ended, or a mail that was found does not show what it should. */
export function undecided({ name, from, to }: Rule, question: string, other?: Rule): Finding {
  return {
    ...{ code: "undecided", severity: "warning", at: { from, to }, witness: null },
    rules: other ? [name, other.name] : [name],
    params: { question, rule: name, other: other?.name ?? "" },
  };
}
