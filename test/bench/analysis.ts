/** Measures the analysis of rulesets as desks write them. */
import { checkRuleset, diffRulesets } from "../../src/domain/ruleset/analysis/index.ts";
import { parseRuleset } from "../../src/domain/ruleset/index.ts";
import { manyRules } from "./many-rules.ts";

const RULES = 500;

export interface Analyses {
  /** Milliseconds for all findings. */
  readonly check: number;
  /** Milliseconds for the differences that one rule makes: at another place, and a new one in the middle that stops the run. */
  readonly moved: number;
  readonly added: number;
}

/** The best of some turns. */
export function analyses(turns: number): Analyses {
  const { rules } = rulesetOf(manyRules(RULES));
  const [first, ...others] = rules;
  const [fresh] = rulesetOf(
    'ruleset "x"\nrule "new"\nwhen mail arrives\nand subject contains "new words"\nthen set category to "New"\nstop\n',
  ).rules;
  if (!first || !fresh) throw new Error("there are no rules");
  const moved = { rules: [...others, first] };
  const added = { rules: rules.toSpliced(RULES / 2, 0, fresh) };
  const found: Analyses[] = [];
  for (let turn = 0; turn < turns; turn += 1)
    found.push({
      check: timeOf(() => checkRuleset({ rules })),
      moved: timeOf(() => diffRulesets({ rules }, moved)),
      added: timeOf(() => diffRulesets({ rules }, added)),
    });
  const best = (of: keyof Analyses) => Math.min(...found.map((one) => one[of]));
  return { check: best("check"), moved: best("moved"), added: best("added") };
}

function rulesetOf(text: string) {
  const { ruleset, problems } = parseRuleset(text);
  if (problems.length > 0) throw new Error("the ruleset has errors");
  return ruleset;
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
