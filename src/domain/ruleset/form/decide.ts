/** Changes to single rules of the newest version, each of which makes a new one. */
import { type Fault, fault } from "../../../base/fault.ts";
import { never, ok, type Result, refuse } from "../../../base/result.ts";
import { type Declared, parseRuleset } from "../parse.ts";
import type { Problem } from "../problems.ts";
import { decideRulesetSaved, type RulesetSaved } from "../versions.ts";
import {
  type Editable,
  editable,
  ruleText,
  withoutRule,
  withRule,
  withRuleLater,
  withRuleReplaced,
} from "./edit.ts";
import type { RuleParts } from "./rule-form.ts";

/** A rule as the person who changes it saw it. */
export interface SeenRule {
  readonly name: string;
  /** Its lines (`ruleText`). */
  readonly text: string;
}

/** What is done to the rules. */
export type RuleChange =
  | { readonly kind: "add"; readonly rule: RuleParts }
  | { readonly kind: "replace"; readonly seen: SeenRule; readonly rule: RuleParts }
  | { readonly kind: "remove"; readonly seen: SeenRule }
  /** Swaps it with the rule before or after it. */
  | { readonly kind: "earlier" | "later"; readonly name: string };

/**
 * Changes one rule of the newest version, even if someone changed other rules meanwhile.
 * @param newest the newest version, with its text
 * @returns or ruleset.not-editable, ruleset.rule-gone, ruleset.rule-changed, ruleset.rule-exists, ruleset.rule-first,
 * ruleset.rule-last, ruleset.errors if the changed text has some, and as `decideRulesetSaved`
 */
export function decideRuleChanged(
  change: RuleChange,
  reason: string,
  newest: {
    readonly name: string;
    readonly text: string;
    readonly version: number;
    readonly ofAll: number;
    /** What the default ruleset declares; absent for that one. */
    readonly from?: Declared;
  },
): Result<RulesetSaved, Fault> {
  const { name, version, ofAll, from } = newest;
  const found = editable(newest.text, from);
  if (!found) return refuse(fault("ruleset.not-editable"));
  const text = changed(found, change);
  if (!text.ok) return text;
  const { problems } = parseRuleset(text.value, from);
  if (problems.length > 0) return refuse(fault("ruleset.errors", { params: { n: problems.length } }));
  return decideRulesetSaved({ name, text: text.value, reason }, { ofAll, ofThis: version });
}

/** What would be wrong with a text after a change: what its rules name does not exist. Null if it cannot be changed, too. */
export function problemAfter(change: RuleChange, text: string, from?: Declared): Problem | null {
  const found = editable(text, from);
  const after = found && changed(found, change);
  return after?.ok ? (parseRuleset(after.value, from).problems[0] ?? null) : null;
}

function changed(from: Editable, change: RuleChange): Result<string, Fault> {
  switch (change.kind) {
    case "add":
      return free(from, change.rule.name) ?? ok(withRule(from, change.rule));
    case "replace": {
      const { seen, rule } = change;
      const taken = rule.name === seen.name ? null : free(from, rule.name);
      return taken ?? atRule(from, seen, (n) => withRuleReplaced(from, n, rule));
    }
    case "remove":
      return atRule(from, change.seen, (n) => withoutRule(from, n));
    case "earlier":
    case "later":
      return moved(from, change);
    default:
      return never(change);
  }
}

const placeOf = ({ parsed }: Editable, name: string): number =>
  parsed.ruleset.rules.findIndex((rule) => rule.name === name);

const gone = (name: string) => refuse(fault("ruleset.rule-gone", { params: { name } }));

/** Refuses a name that a rule has. */
const free = (from: Editable, name: string) =>
  placeOf(from, name) < 0 ? null : refuse(fault("ruleset.rule-exists", { field: "name", params: { name } }));

/** Changes a rule that is still as it was seen. */
function atRule(
  from: Editable,
  { name, text }: SeenRule,
  change: (n: number) => string,
): Result<string, Fault> {
  const n = placeOf(from, name);
  if (n < 0) return gone(name);
  return ruleText(from, n) === text
    ? ok(change(n))
    : refuse(fault("ruleset.rule-changed", { params: { name } }));
}

function moved(
  from: Editable,
  { kind, name }: RuleChange & { readonly kind: "earlier" | "later" },
): Result<string, Fault> {
  const n = placeOf(from, name);
  if (n < 0) return gone(name);
  const at = kind === "earlier" ? n - 1 : n;
  if (at < 0) return refuse(fault("ruleset.rule-first", { params: { name } }));
  const isLast = at + 1 >= from.parsed.ruleset.rules.length;
  return isLast ? refuse(fault("ruleset.rule-last", { params: { name } })) : ok(withRuleLater(from, at));
}
