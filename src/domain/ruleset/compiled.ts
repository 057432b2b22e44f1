/** Rulesets ready to run, by their text: each mail is decided with the same few. */
import { createEvaluator, type Evaluator } from "./evaluate.ts";
import { parseRuleset } from "./parse.ts";
import type { Ruleset } from "./tree.ts";

export interface Compiled {
  readonly ruleset: Ruleset;
  readonly evaluator: Evaluator;
}

/** Rulesets that are kept: replaying passes through several versions. */
const KEPT = 4;
const kept = new Map<string, Compiled | null>();

/** A ruleset that can run; null if its text has errors, as one of a later release may have. */
export function compiledRuleset(text: string): Compiled | null {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const { ruleset, problems } = parseRuleset(text);
  const compiled = problems.length > 0 ? null : { ruleset, evaluator: createEvaluator(ruleset) };
  for (const oldest of kept.keys()) {
    if (kept.size < KEPT) break;
    kept.delete(oldest);
  }
  kept.set(text, compiled);
  return compiled;
}
