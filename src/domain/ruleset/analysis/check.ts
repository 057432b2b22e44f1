/** Checks a ruleset before it takes effect: exactly, with mails that show what was found. */
import { priorities } from "../../ticket/index.ts";
import { createEvaluator, type Runnable } from "../evaluate.ts";
import type { RuleFacts } from "../facts.ts";
import { lifecycleIn } from "../states.ts";
import type { Rule, Ruleset } from "../tree.ts";
import { findChains } from "./chains.ts";
import { type Checked, undecided } from "./checked.ts";
import { findConflicts } from "./conflicts.ts";
import type { Finding } from "./finding.ts";
import { createLogic, type Logic } from "./logic.ts";
import { findLost } from "./lost.ts";
import { findReplies } from "./replies.ts";
import { sharesOf } from "./shares.ts";
import { statesOf } from "./solved.ts";
import type { Literal } from "./solver.ts";
import { isMixed, runAll, runAlone, type SymbolicRule, tagsOf } from "./symbolic.ts";
import { findUnused } from "./targets.ts";
import type { Budget } from "./text-search.ts";

/** Work of text searches in one analysis, in steps. */
const MOST_WORK = 30_000_000;
/** Rules of which it is tried whether the others are enough to explain a finding. */
const MOST_TRIED = 8;

/** Hears how many of the rules have been looked at; the last is done once all is. */
export type Progress = (done: number, of: number) => void;

/**
 * All that is to be said of a ruleset that was read without problems: in the order of its text, then about all of it.
 * @param budget the work that may be done for texts
 */
export function checkRuleset(
  ruleset: Runnable & { readonly targets?: Ruleset["targets"] },
  budget: Budget = { left: MOST_WORK },
  progress: Progress = () => {},
): readonly Finding[] {
  const { rules, targets = [] } = ruleset;
  const lifecycle = lifecycleIn(ruleset);
  const tags = tagsOf(rules);
  const context = {
    ...{ tags, budget, mixed: isMixed(rules), shares: sharesOf(rules) },
    states: statesOf([lifecycle]),
  };
  const logic = createLogic(context);
  // What is known of all rules together would only slow down questions about one.
  const ofOne = createLogic(context);
  const apart = rules.map((rule) => runAlone(ofOne, rule, tags, lifecycle));
  const run = runAll(logic, ruleset, tags, "always");
  const evaluator = createEvaluator(ruleset);
  const examples: (RuleFacts | null)[] = [];
  let withOptional: ReturnType<Checked["optional"]> | null = null;
  const optional = () => {
    const other = createLogic(context);
    withOptional ??= { logic: other, rules: runAll(other, ruleset, tags, "optional").rules };
    return withOptional;
  };
  const checked: Checked = { rules: run.rules, logic, evaluator, examples, optional };
  const found: Finding[] = [];
  for (const n of rules.keys()) {
    progress(n, rules.length);
    const alone = howAlone(checked, n, ofOne, ruleset, tags);
    const fires =
      alone.is === "fires"
        ? howAmongAll(checked, n, besides(checked, n, alone.facts, apart, ofOne))
        : (howAfterMoves(checked, n) ?? alone);
    examples.push(fires.is === "fires" ? fires.facts : null);
    if (fires.is === "found") found.push(fires.finding);
  }
  found.push(...findConflicts(checked), ...findReplies(checked), ...findUnused(checked, run, targets));
  found.push(...findChains(checked, run, ruleset), ...findLost(rules));
  found.sort((a, b) => (a.at?.from ?? 0) - (b.at?.from ?? 0));
  return rules.length === 0 ? found : [...found, ...unhandled(checked)];
}

type How =
  | { readonly is: "fires"; readonly facts: RuleFacts }
  | { readonly is: "found"; readonly finding: Finding };

/** Whether a rule could fire if it came first. */
function howAlone(
  { rules, evaluator }: Checked,
  n: number,
  logic: Logic,
  ruleset: Runnable,
  tags: ReadonlySet<string>,
): How {
  const rule = rules[n]?.rule;
  if (!rule) throw new Error("a rule that does not exist");
  const { event, conditions } = runAlone(logic, rule, tags, lifecycleIn(ruleset));
  const reply = logic.ask([event, ...conditions]);
  if (reply.is === "undecided") return { is: "found", finding: undecided(rule, "fires") };
  if (reply.is === "no") return { is: "found", finding: impossible(rule, smallest(logic, conditions)) };
  // Most often it fires among all as well, which is quicker to see: they are compiled already.
  if (evaluator.run(reply.facts).trace[n]?.is === "fired") return { is: "fires", facts: reply.facts };
  const { trace } = createEvaluator({ ...ruleset, rules: [rule] }).run(reply.facts);
  if (trace[0]?.is !== "fired") return { is: "found", finding: undecided(rule, "fires") };
  return { is: "fires", facts: reply.facts };

  function impossible({ name, from, to }: Rule, excluding: readonly Literal[]): Finding {
    // Of those that say the same, the first is enough.
    const numbers = conditions.flatMap((one, n) =>
      excluding.includes(one) && conditions.indexOf(one) === n ? [n + 1] : [],
    );
    return {
      ...{ code: "impossible", severity: "error", at: { from, to }, rules: [name], witness: null },
      params: { rule: name, n: numbers.length, conditions: listed(numbers.map(String)) },
    };
  }
}

/** Conditions none of which can be left out without the others becoming possible. */
function smallest(logic: Logic, conditions: readonly Literal[]): readonly Literal[] {
  const reply = logic.ask(conditions);
  let core = reply.is === "no" ? [...new Set(reply.core)] : conditions;
  for (const one of core) {
    const others = core.filter((other) => other !== one);
    if (core.length > 1 && logic.ask(others).is === "no") core = others;
  }
  return core;
}

/** Mails that are tried. */
const MOST_BESIDES = 8;

/**
 * Looks for a mail for which a rule fires and those that kept it from that do not, as long as they can be told from their
 * own conditions: that is much quicker than asking what all rules before it leave.
 * @param facts a mail that meets the rule's conditions
 * @returns that one, or another that does
 */
function besides(
  { evaluator }: Checked,
  n: number,
  facts: RuleFacts,
  apart: readonly Pick<SymbolicRule, "applies">[],
  logic: Logic,
): RuleFacts {
  const avoided = new Set<number>();
  let tried = facts;
  for (let turn = 0; turn < MOST_BESIDES; turn += 1) {
    const { trace } = evaluator.run(tried);
    if (trace[n]?.is === "fired") return tried;
    const before = avoided.size;
    for (const [at, { is }] of trace.slice(0, n).entries()) if (is === "fired") avoided.add(at);
    if (avoided.size === before) break;
    const others = [...avoided].map((at) => -(apart[at]?.applies ?? logic.always));
    const reply = logic.ask([apart[n]?.applies ?? logic.always, ...others]);
    if (reply.is !== "yes") break;
    tried = reply.facts;
  }
  // What earlier rules set is not what it was: something else of the condition may hold.
  const others = priorities.map((priority) => ({ ...facts, ticket: { ...facts.ticket, priority } }));
  return others.find((one) => evaluator.run(one).trace[n]?.is === "fired") ?? facts;
}

/** Whether a rule fires with the rules that come first. */
function howAmongAll(checked: Checked, n: number, alone: RuleFacts): How {
  const { logic, evaluator, rules } = checked;
  const symbolic = rules[n];
  if (!symbolic) throw new Error("a rule that does not exist");
  const { rule, fires } = symbolic;
  if (evaluator.run(alone).trace[n]?.is === "fired") return { is: "fires", facts: alone };
  const reply = logic.ask([fires]);
  if (reply.is === "yes" && evaluator.run(reply.facts).trace[n]?.is === "fired")
    return { is: "fires", facts: reply.facts };
  if (reply.is !== "no") return { is: "found", finding: undecided(rule, "fires") };
  const before = rulesBefore(checked, n);
  const { name, from, to } = rule;
  return {
    is: "found",
    finding: {
      ...{
        code: "shadowed",
        severity: "warning",
        at: { from, to },
        rules: [name, ...before],
        witness: alone,
      },
      params: { rule: name, n: before.length, before: listed(before.map((one) => `"${one}"`)) },
    },
  };
}

/**
 * Whether a rule that never fires if it comes first fires where it is: it asks for a state that a new ticket is not in, and
 * earlier rules move the ticket. Null if that is not so.
 */
function howAfterMoves({ logic, evaluator, rules }: Checked, n: number): How | null {
  const symbolic = rules[n];
  const moves = rules.slice(0, n).some(({ rule }) => rule.actions.some((one) => one.do === "set-state"));
  if (!symbolic || !moves) return null;
  const reply = logic.ask([symbolic.fires]);
  if (reply.is === "no") return null;
  if (reply.is === "yes" && evaluator.run(reply.facts).trace[n]?.is === "fired")
    return { is: "fires", facts: reply.facts };
  return { is: "found", finding: undecided(symbolic.rule, "fires") };
}

/** The rules because of which a rule cannot fire, whatever other rules there are. */
function rulesBefore({ rules, optional }: Checked, n: number): readonly string[] {
  const { logic, rules: all } = optional();
  const applies = all[n]?.applies ?? logic.always;
  const present = logic.rulesIn(applies).map((rule) => logic.atom({ is: "rule", rule }));
  const without = (core: readonly Literal[]) => logic.ask([applies, ...core]);
  const reply = without(present);
  let core = reply.is === "no" ? reply.core.filter((one) => one !== applies) : present;
  if (core.length <= MOST_TRIED)
    for (const one of core) {
      const fewer = core.filter((other) => other !== one);
      if (without(fewer).is === "no") core = fewer;
    }
  return rules.flatMap(({ rule }, at) =>
    core.includes(logic.atom({ is: "rule", rule: at })) ? [rule.name] : [],
  );
}

/** New mail for which no rule fires. */
function unhandled({ logic, rules, evaluator }: Checked): readonly Finding[] {
  const none = rules.map(({ fires }) => -fires);
  const ofTicket = logic.mixed ? [-logic.atom({ is: "ticket" })] : [];
  const reply = logic.ask([-logic.atom({ is: "reply" }), ...ofTicket, ...none]);
  if (reply.is === "no") return [];
  const about = { at: null, rules: [] };
  if (reply.is === "yes" && evaluator.run(reply.facts).trace.every(({ is }) => is !== "fired"))
    return [{ ...about, code: "unhandled", severity: "note", params: {}, witness: reply.facts }];
  return [
    { ...about, code: "undecided", severity: "warning", params: { question: "unhandled" }, witness: null },
  ];
}

/** The rest is put in words by `src/text/`. */
const listed = (names: readonly string[]): string => names.join(", ");
