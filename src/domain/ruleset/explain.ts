/** Why a run did what it did: each rule with what became of it and, if it did not fire, what kept it from that. */
import { placeInBundle } from "./bundle.ts";
import { compiledRuleset } from "./compiled.ts";
import { happens } from "./evaluate.ts";
import { choiceOf, numberOf, type RuleFacts, valuesOf, yesOf } from "./facts.ts";
import { conditionText } from "./print.ts";
import { lifecycleIn } from "./states.ts";
import { type Action, type Check, type Condition, checksIn, type Rule } from "./tree.ts";

export type Explained = {
  readonly rule: string;
  /** The name of the ruleset that it is written in; absent for the one that ran. */
  readonly ruleset?: string;
} & (
  | { readonly is: "fired"; readonly actions: readonly Action[] }
  | { readonly is: "after-stop" }
  | { readonly is: "failed"; readonly error: string }
  | { readonly is: "not-met"; readonly condition: string; readonly saw: readonly Saw[] }
);

/** A fact that a condition asks for, with its values. */
export interface Saw {
  /** As in the language, such as `header "x-spam"`. */
  readonly fact: string;
  /** The beginnings of long ones, and at most `MOST_VALUES`; null if it is missing. */
  readonly values: readonly string[] | null;
  /** How many values there are in all. */
  readonly of: number;
}

const MOST_VALUES = 5;
/** Characters of a value. */
const LONGEST = 200;

/** Runs a ruleset on facts again, and explains each of its rules; null if its text has errors. */
export function explainRun(text: string, facts: RuleFacts): readonly Explained[] | null {
  const compiled = compiledRuleset(text);
  if (compiled === null) return null;
  const explained: Explained[] = [];
  const place = placeInBundle(text);
  const named = ({ name: rule, from }: Rule): Pick<Explained, "rule" | "ruleset"> => {
    const { ruleset } = place(from);
    return { rule, ...(ruleset === null ? {} : { ruleset }) };
  };
  const lifecycle = lifecycleIn(compiled.ruleset);
  let tried = 0;
  compiled.evaluator.run(facts, (rule, entry, seen) => {
    const { name } = rule;
    if (entry.is === "fired") explained.push({ ...named(rule), is: "fired", actions: rule.actions });
    else if (entry.is === "not-met") {
      const condition = rule.conditions[entry.condition];
      if (condition === undefined) throw new Error(`rule ${name} has no condition ${entry.condition}`);
      explained.push({
        ...{ ...named(rule), is: "not-met", condition: conditionText(condition) },
        saw: factsIn(condition).map((check) => sawOf(check, seen)),
      });
    } else if (entry.is === "failed") explained.push({ ...named(rule), is: "failed", error: entry.error });
    tried += 1;
  });
  const rest = compiled.ruleset.rules.slice(tried).filter(({ event }) => happens(event, lifecycle)(facts));
  return [...explained, ...rest.map((rule) => ({ ...named(rule), is: "after-stop" }) as const)];
}

/** The checks in a condition, one for each fact. */
function factsIn(condition: Condition): readonly Check[] {
  const found = new Map<string, Check>();
  for (const one of checksIn(condition)) if (!found.has(factName(one))) found.set(factName(one), one);
  return [...found.values()];
}

function factName(check: Check): string {
  if (check.kind === "priority" || check.kind === "state") return check.kind;
  if (check.kind === "by") return "done by";
  if (check.kind === "yes") return `mail ${check.fact}`;
  if (check.kind === "choice" || check.kind === "number") return check.fact;
  return check.fact.name === "header" ? `header "${check.fact.header}"` : check.fact.name;
}

function sawOf(check: Check, facts: RuleFacts): Saw {
  const all = valuesFor(check, facts);
  const values =
    all?.slice(0, MOST_VALUES).map((one) => (one.length > LONGEST ? `${one.slice(0, LONGEST)}…` : one)) ??
    null;
  return { fact: factName(check), values, of: all?.length ?? 0 };
}

function valuesFor(check: Check, facts: RuleFacts): readonly string[] | null {
  switch (check.kind) {
    case "text":
    case "missing":
      return valuesOf(facts, check.fact);
    case "choice":
      return listed(choiceOf(facts, check.fact));
    case "priority":
      return [facts.ticket.priority];
    case "state":
      return [facts.ticket.state];
    case "number":
      return listed(numberOf(facts, check.fact));
    case "by":
      return listed(facts.happening?.by ?? null);
    case "yes":
      return [yesOf(facts, check.fact) ? "yes" : "no"];
  }
}

const listed = (value: string | number | null): readonly string[] | null =>
  value === null ? null : [String(value)];
