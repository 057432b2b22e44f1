import { actionText, type Explained } from "../../../domain/ruleset/index.ts";
import { short } from "../bounds.ts";
import type { Frame } from "../view.ts";

export interface RuleView {
  readonly name: string;
  readonly outcome:
    | { readonly is: "fired"; readonly actions: readonly string[] }
    | { readonly is: "after-stop" }
    | { readonly is: "failed"; readonly error: string }
    | {
        readonly is: "not-met";
        readonly condition: string;
        readonly saw: readonly { readonly fact: string; readonly values: readonly string[] | null }[];
      };
}

export interface ExplainView {
  readonly frame: Frame;
  readonly number: number;
  /** Of the ruleset; null if no rules ran. */
  readonly version: number | null;
  /** What happened to the ticket, in words; null if a mail arrived. */
  readonly what: string | null;
  /** Null if they can no longer be explained. */
  readonly rules: readonly RuleView[] | null;
  /** Whom they chose from groups and why, in words. */
  readonly chosen: readonly string[];
  /** What they could not do, in words. */
  readonly failures: readonly string[];
}

/** What became of a rule in a run. */
export function ruleOf(one: Explained): RuleView {
  const name = short(one.rule);
  if (one.is === "fired") return { name, outcome: { is: "fired", actions: one.actions.map(actionText) } };
  if (one.is === "not-met")
    return { name, outcome: { is: "not-met", condition: short(one.condition, 2000), saw: one.saw } };
  return { name, outcome: one };
}
