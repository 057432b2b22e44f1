/** How the conditions of two rules relate: for which mail both hold, or only one of them. */
import { defaultLifecycle, type Lifecycle } from "../../lifecycle/index.ts";
import { createEvaluator } from "../evaluate.ts";
import type { RuleFacts } from "../facts.ts";
import type { Rule } from "../tree.ts";
import { createLogic } from "./logic.ts";
import { sharesOf } from "./shares.ts";
import { statesOf } from "./solved.ts";
import { isMixed, runAlone, tagsOf } from "./symbolic.ts";
import type { Budget } from "./text-search.ts";

export type Relation = "same" | "implies" | "is-implied" | "disjoint" | "overlap" | "undecided";

export interface Comparison {
  /** What the conditions of the first say of those of the second. "implies": mail that meets them meets the others. */
  readonly relation: Relation;
  /** Mails that show it, as the evaluator says; null where there is none. */
  readonly both: RuleFacts | null;
  readonly onlyFirst: RuleFacts | null;
  readonly onlySecond: RuleFacts | null;
}

/**
 * Compares the events and conditions of two rules, each as if it came first.
 * @param lifecycle that of their ruleset
 */
export function compareRules(
  first: Rule,
  second: Rule,
  lifecycle: Lifecycle = defaultLifecycle,
  budget: Budget = { left: 30_000_000 },
): Comparison {
  const tags = tagsOf([first, second]);
  const mixed = isMixed([first, second]);
  const logic = createLogic({
    tags,
    budget,
    mixed,
    shares: sharesOf([first, second]),
    states: statesOf([lifecycle]),
  });
  const [a, b] = [
    runAlone(logic, first, tags, lifecycle).applies,
    runAlone(logic, second, tags, lifecycle).applies,
  ];
  const fires = (rule: Rule, facts: RuleFacts): boolean =>
    createEvaluator({ rules: [rule], lifecycle: { ...lifecycle, from: 0, to: 0 } }).run(facts).trace[0]
      ?.is === "fired";
  const [both, onlyFirst, onlySecond] = [find(true, true), find(true, false), find(false, true)];
  const found = [both, onlyFirst, onlySecond].map((one) => (one === "undecided" ? null : one));
  return {
    relation: relationOf(both, onlyFirst, onlySecond),
    ...{ both: found[0] ?? null, onlyFirst: found[1] ?? null, onlySecond: found[2] ?? null },
  };

  function find(inFirst: boolean, inSecond: boolean): Found {
    const reply = logic.ask([inFirst ? a : -a, inSecond ? b : -b]);
    if (reply.is === "no") return null;
    if (reply.is === "undecided") return "undecided";
    const isShown = fires(first, reply.facts) === inFirst && fires(second, reply.facts) === inSecond;
    return isShown ? reply.facts : "undecided";
  }
}

type Found = RuleFacts | null | "undecided";

function relationOf(both: Found, onlyFirst: Found, onlySecond: Found): Relation {
  if (both === null) return "disjoint";
  if ([both, onlyFirst, onlySecond].includes("undecided")) return "undecided";
  if (onlyFirst === null) return onlySecond === null ? "same" : "implies";
  return onlySecond === null ? "is-implied" : "overlap";
}
