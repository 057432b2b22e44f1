/** Measures the analysis of a ruleset of 500 rules as they are written: words, senders, what earlier rules set, `stop`. */
import { checkRuleset, diffRulesets } from "../../src/domain/ruleset/analysis/index.ts";
import { parseRuleset } from "../../src/domain/ruleset/index.ts";

const RULES = 500;

/** @returns milliseconds for all findings, and for the difference that one rule makes; the best of some turns */
export function analyses(turns: number): { readonly check: number; readonly diff: number } {
  const { ruleset, problems } = parseRuleset(
    `ruleset "bench"\n${Array.from({ length: RULES }, (_, n) => rule(n)).join("")}`,
  );
  if (problems.length > 0) throw new Error("the ruleset has errors");
  const fewer = { rules: ruleset.rules.filter((_, n) => n !== RULES - 1) };
  const best = { check: Number.POSITIVE_INFINITY, diff: Number.POSITIVE_INFINITY };
  for (let turn = 0; turn < turns; turn += 1) {
    best.check = Math.min(
      best.check,
      timeOf(() => checkRuleset(ruleset)),
    );
    best.diff = Math.min(
      best.diff,
      timeOf(() => diffRulesets(ruleset, fewer)),
    );
  }
  return best;
}

function rule(n: number): string {
  const conditions = [
    `subject contains "word${n}" or body contains "thing${n}", "stuff${n}"`,
    ...(n % 4 === 0 ? [`sender domain is "d${n % 20}.example"`] : []),
    ...(n % 5 === 0 ? [`category is "C${n % 7}" or priority is at least high`] : []),
    ...(n % 6 === 0 ? [`not subject contains "x${n % 9}"`] : []),
  ];
  const actions = [
    `set category to "C${n % 30}"`,
    n % 10 === 0 ? "stop" : n % 3 === 0 ? 'add tag "t"' : "raise priority",
  ];
  const event = n % 3 === 0 ? "new mail arrives" : "mail arrives";
  return `rule "r${n}"\nwhen ${event}\n${conditions.map((one) => `and ${one}\n`).join("")}then ${actions.join("\n")}\n`;
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
