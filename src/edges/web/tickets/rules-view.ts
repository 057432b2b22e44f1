import { actionText, DEFAULT, type Explained } from "../../../domain/ruleset/index.ts";
import { short } from "../bounds.ts";
import type { Frame } from "../view.ts";

export interface RuleView {
  readonly name: string;
  /** Where it is written; null for the ruleset that ran. */
  readonly ruleset: string | null;
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
  /** The ruleset's name; null for the default one. */
  readonly ruleset: string | null;
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
  const about = { name: short(one.rule), ruleset: one.ruleset ? short(one.ruleset) : null };
  if (one.is === "fired") return { ...about, outcome: { is: "fired", actions: one.actions.map(actionText) } };
  if (one.is === "not-met")
    return { ...about, outcome: { is: "not-met", condition: short(one.condition, 2000), saw: one.saw } };
  return { ...about, outcome: one };
}

/** A ruleset's name where it says something. */
export const rulesetName = (name: string | null): string | null =>
  name === null || name === DEFAULT ? null : short(name);
