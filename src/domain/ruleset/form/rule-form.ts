/**
 * A rule as a form, for people who do not write rules. What is stored is the text of the ruleset: a form is read from it
 * and put into it, and a rule for which the form has no room stays text.
 */
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { Problem } from "../problems.ts";
import { actionProblem, actionWord } from "../read-action.ts";
import { type Action, type Condition, isMailEvent, type MailEvent, type Rule } from "../tree.ts";
import { type ActionRow, actionOf, actionRowOf } from "./action-row.ts";
import { type ConditionRow, conditionOf, rowOf } from "./condition-row.ts";

/** Rows that a form has at most, of conditions and of actions. */
export const MOST_ROWS = 20;

export interface RuleForm {
  readonly name: string;
  readonly event: MailEvent;
  /** Whether all conditions must hold, or any of them will do. */
  readonly match: "all" | "any";
  readonly conditions: readonly ConditionRow[];
  readonly actions: readonly ActionRow[];
}

/** What is wrong with a form, and where. */
export interface FormProblem {
  readonly at: "name" | "actions" | { readonly row: "condition" | "action"; readonly n: number };
  readonly problem: Problem;
}

/** What a rule says, without its place in a text. */
export type RuleParts = Pick<Rule, "name" | "event" | "conditions" | "actions">;

/** A rule as a form; null if it says more than a form can. */
export function formOf({ name, event, conditions, actions }: RuleParts): RuleForm | null {
  if (!isMailEvent(event)) return null;
  const [only, ...others] = conditions;
  const any = only?.kind === "or" && others.length === 0 ? only.of : null;
  const rows: ConditionRow[] = [];
  for (const condition of any ?? conditions) {
    const row = rowOf(condition);
    if (!row) return null;
    rows.push(row);
  }
  if (rows.length > MOST_ROWS || actions.length > MOST_ROWS) return null;
  const steps = actions.flatMap((one) => actionRowOf(one) ?? []);
  if (steps.length < actions.length) return null;
  const match = any ? "any" : "all";
  return { name, event, match, conditions: rows, actions: steps };
}

/** What a form says. @returns or the first thing that is wrong with it */
export function ruleOf({
  name,
  event,
  match,
  conditions,
  actions,
}: RuleForm): Result<RuleParts, FormProblem> {
  if (name.trim() === "" || /\p{Cc}/u.test(name)) return wrong("name", { code: "empty" });
  if (actions.length === 0) return wrong("actions", { code: "no-then" });
  const checks: Condition[] = [];
  for (const [n, row] of conditions.entries()) {
    const read = conditionOf(row);
    if (!read.ok) return wrong({ row: "condition", n }, read.error);
    checks.push(read.value);
  }
  const steps: Action[] = [];
  for (const [n, row] of actions.entries()) {
    const at = { row: "action", n } as const;
    if (steps.at(-1)?.do === "stop") return wrong(at, { code: "after-stop" });
    const read = actionOf(row);
    if (!read.ok) return wrong(at, read.error);
    const { value } = read;
    const problem = actionProblem(value, event);
    if (problem !== null) return wrong(at, { code: problem, params: { what: actionWord(value) } });
    steps.push(value);
  }
  const all: readonly Condition[] =
    match === "any" && checks.length > 1 ? [{ kind: "or", of: checks }] : checks;
  return ok({ name: name.trim(), event, conditions: all, actions: steps });
}

const wrong = (at: FormProblem["at"], problem: Pick<Problem, "code"> & Partial<Problem>) =>
  refuse({ at, problem: { params: {}, from: 0, to: 0, ...problem } });
