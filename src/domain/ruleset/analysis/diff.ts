/** Every class of mail that two rulesets treat differently, or the proof that there is none. */
import { lineDiff } from "../../../base/line-diff.ts";
import { createEvaluator, type Run, type Runnable } from "../evaluate.ts";
import type { RuleFacts } from "../facts.ts";
import { lifecycleIn } from "../states.ts";
import type { Rule } from "../tree.ts";
import { createLogic, type Logic } from "./logic.ts";
import { type Change, type Field, type FieldName, fieldsOf, labelIn, sameOutcome } from "./outcome.ts";
import { sharesOf } from "./shares.ts";
import { statesOf } from "./solved.ts";
import type { Literal } from "./solver.ts";
import { isMixed, runAll, tagsOf } from "./symbolic.ts";
import type { Budget } from "./text-search.ts";

/** Classes that are listed; that there are more is said. */
const MOST_CLASSES = 100;
const MOST_WORK = 30_000_000;

/** Mail with the same changes. */
export interface MailClass {
  /** At least one. */
  readonly changes: readonly Change[];
  /** A mail of it; the evaluator was asked. */
  readonly witness: RuleFacts;
  /** The rules that fire for that mail, before and after. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface Difference {
  readonly classes: readonly MailClass[];
  /** Whether these are all there are; or there are more; or it could not be decided. */
  readonly rest: "none" | "more" | "undecided";
}

/** Compares what becomes of all mail under two rulesets: the ticket, whether it is held or filed, and the auto-reply. */
export function diffRulesets(
  old: Runnable,
  next: Runnable,
  budget: Budget = { left: MOST_WORK },
): Difference {
  const [gone, fresh] = changedRules(old, next);
  if (gone.size === 0 && fresh.size === 0) return { classes: [], rest: "none" };
  const both: readonly (readonly Rule[])[] = [old.rules, next.rules];
  const tags = tagsOf(both.flat());
  const mixed = isMixed(both.flat());
  const logic = createLogic({
    ...{ tags, budget, mixed, shares: sharesOf(both.flat()) },
    states: statesOf([lifecycleIn(old), lifecycleIn(next)]),
  });
  const [before, after] = [runAll(logic, old, tags, "always"), runAll(logic, next, tags, "always")];
  const fields = fieldsOf(logic, before, after, tags);
  const differs = logic.or(fields.map(({ same }) => -same));
  // Where none of the changed rules fires, both runs are the same: most rules need not be looked at.
  const touched = logic.or([
    ...before.rules.flatMap(({ fires }, n) => (gone.has(n) ? [fires] : [])),
    ...after.rules.flatMap(({ fires }, n) => (fresh.has(n) ? [fires] : [])),
  ]);
  const evaluators = [createEvaluator(old), createEvaluator(next)] as const;

  const classes: MailClass[] = [];
  /** That it is another class: assumed, so that all that a class depends on is decided. */
  const others: Literal[] = [];
  for (;;) {
    const reply = logic.ask([touched, differs, ...others]);
    if (reply.is === "no") return { classes, rest: "none" };
    if (reply.is === "undecided") return { classes, rest: "undecided" };
    if (classes.length >= MOST_CLASSES) return { classes, rest: "more" };
    const [was, is] = [evaluators[0].run(reply.facts), evaluators[1].run(reply.facts)];
    const changes = fields.flatMap(({ of }) => changeOf(of, was, is));
    const known = classes.some((one) => JSON.stringify(one.changes) === JSON.stringify(changes));
    if (changes.length === 0 || known) return { classes, rest: "undecided" };
    classes.push({ changes, witness: reply.facts, before: firedIn(was), after: firedIn(is) });
    others.push(-classFormula(logic, fields, changes));
  }
}

/** The rules that are not in both in the same order, by their places. What rules are called makes no difference. */
function changedRules(old: Runnable, next: Runnable): readonly [Set<number>, Set<number>] {
  const lines = (ruleset: Runnable) =>
    [
      "",
      ...ruleset.rules.map(({ event, conditions, actions }) => {
        // Where a rule may move a ticket, the lifecycle says.
        const ways = actions.some((one) => one.do === "set-state") ? waysIn(ruleset) : null;
        return JSON.stringify([event, conditions, actions, ways]);
      }),
    ].join("\n");
  const [gone, fresh] = [new Set<number>(), new Set<number>()];
  // Before the empty line, which texts without rules have as well.
  let [was, is] = [-2, -2];
  for (const line of lineDiff(lines(old), lines(next))) {
    if (line.is !== "added") was += 1;
    if (line.is !== "removed") is += 1;
    if (line.is === "removed") gone.add(was);
    if (line.is === "added") fresh.add(is);
  }
  return [gone, fresh];
}

const waysIn = (ruleset: Runnable) =>
  lifecycleIn(ruleset).states.map(({ name, kind, ways }) => [name, kind, ways.map(({ to }) => to)]);

const changeOf = (of: FieldName, was: Run, is: Run): readonly Change[] =>
  sameOutcome(of, was, is) ? [] : [{ of, before: labelIn(of, was), after: labelIn(of, is) }];

/** That exactly these fields change, and how. */
function classFormula(logic: Logic, fields: readonly Field[], changes: readonly Change[]): Literal {
  return logic.and(
    fields.map(({ of, same, before, after }) => {
      const change = changes.find((one) => one.of === of);
      return change ? logic.and([-same, before(change.before), after(change.after)]) : same;
    }),
  );
}

const firedIn = ({ trace }: Run): readonly string[] =>
  trace.flatMap(({ rule, is }) => (is === "fired" ? [rule] : []));
