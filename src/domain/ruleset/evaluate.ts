/** Runs a ruleset on the facts of one mail. */
import { never } from "../../base/result.ts";
import { priorities } from "../ticket/index.ts";
import { createMatcher, type Matcher } from "./automaton.ts";
import { patternExpression, readExpression } from "./expression.ts";
import { numberOf, type RuleFacts, type TicketForRules, valuesOf, yesOf } from "./facts.ts";
import { composed, fold } from "./fold.ts";
import type { Action, Check, Comparison, Condition, Rule, RuleEvent, Ruleset, TextCheck } from "./tree.ts";
import { createSought, type Sought, type World } from "./world.ts";

/** What a run gives: actions as data, what they come to, and why. */
export interface Run {
  /** In the order in which they were collected. */
  readonly actions: readonly { readonly rule: string; readonly action: Action }[];
  readonly trace: readonly TraceEntry[];
  readonly ticket: TicketForRules;
  /** Whether the mail becomes part of a ticket, waits for a person, or is filed; with the reason that was given. */
  readonly place: { readonly is: "ticket" | "held" | "filed"; readonly reason: string | null };
  /** False if no auto-reply is to be sent. */
  readonly autoReply: boolean;
}

/** A rule that was tried. */
export type TraceEntry = { readonly rule: string } & (
  | { readonly is: "fired" | "other-event" }
  /** The first condition that did not hold, counted from 0. */
  | { readonly is: "not-met"; readonly condition: number }
  /** It could not be evaluated; the kind of error. */
  | { readonly is: "failed"; readonly error: string }
);

/** Sees each rule as it is tried, with the facts as earlier rules left them. */
export type Observe = (rule: Rule, entry: TraceEntry, facts: RuleFacts) => void;

export interface Evaluator {
  run(facts: RuleFacts, observe?: Observe): Run;
}

type Holds = (world: World) => boolean;

/** Compiles a ruleset, once for all runs. */
export function createEvaluator({ rules }: Pick<Ruleset, "rules">): Evaluator {
  const sought = createSought();
  const compiled = rules.map((rule) => ({
    rule,
    conditions: rule.conditions.map((condition) => compile(condition, sought)),
    entries: entriesOf(rule),
  }));
  return {
    run(facts, observe) {
      const world = sought.world(facts);
      const actions: { rule: string; action: Action }[] = [];
      const trace: TraceEntry[] = [];
      for (const one of compiled) {
        const { rule } = one;
        const entry = tried(one, world);
        trace.push(entry);
        observe?.(rule, entry, world.facts());
        if (entry.is !== "fired") continue;
        for (const action of rule.actions) {
          actions.push({ rule: rule.name, action });
          world.apply(action);
        }
        if (rule.actions.at(-1)?.do === "stop") break;
      }
      const { ticket } = world.facts();
      return { actions, trace, ticket, ...outcome(actions) };
    },
  };
}

/** A rule ready to run, with what a trace can say of it: most rules do not fire, and a trace names them all. */
interface Compiled {
  readonly rule: Rule;
  readonly conditions: readonly Holds[];
  readonly entries: {
    readonly fired: TraceEntry;
    readonly otherEvent: TraceEntry;
    readonly notMet: readonly TraceEntry[];
  };
}

const entriesOf = ({ name: rule, conditions }: Rule): Compiled["entries"] => ({
  fired: { rule, is: "fired" },
  otherEvent: { rule, is: "other-event" },
  notMet: conditions.map((_, condition) => ({ rule, is: "not-met", condition })),
});

function tried({ rule, conditions, entries }: Compiled, world: World): TraceEntry {
  if (!happens(rule.event, world.facts())) return entries.otherEvent;
  try {
    const failed = conditions.findIndex((holds) => !holds(world));
    return entries.notMet[failed] ?? entries.fired;
  } catch (cause) {
    const error = cause instanceof Error ? cause.name : typeof cause;
    return { rule: rule.name, is: "failed", error };
  }
}

const happens = (event: RuleEvent, { isReply }: RuleFacts): boolean =>
  event === "mail arrives" || (event === "reply arrives") === isReply;

function outcome(actions: Run["actions"]): Pick<Run, "place" | "autoReply"> {
  let place: Run["place"] = { is: "ticket", reason: null };
  let autoReply = true;
  for (const { action } of actions) {
    if (action.do === "hold") place = { is: "held", reason: action.reason };
    if (action.do === "file") place = { is: "filed", reason: action.reason };
    if (action.do === "no-auto-reply") autoReply = false;
  }
  return { place, autoReply };
}

function compile(condition: Condition, sought: Sought): Holds {
  switch (condition.kind) {
    case "and": {
      const of = condition.of.map((part) => compile(part, sought));
      return (world) => of.every((holds) => holds(world));
    }
    case "or": {
      const of = condition.of.map((part) => compile(part, sought));
      return (world) => of.some((holds) => holds(world));
    }
    case "not": {
      const holds = compile(condition.of, sought);
      return (world) => !holds(world);
    }
    default:
      return compileCheck(condition, sought);
  }
}

function compileCheck(check: Check, sought: Sought): Holds {
  switch (check.kind) {
    case "text":
      return compileText(check, sought);
    case "missing":
      return (world) => (valuesOf(world.facts(), check.fact) === null) !== check.not;
    case "choice": {
      const values = check.values === null ? null : new Set(check.values.map(fold));
      return (world) => {
        const value = world.choice(check.fact);
        const is = values === null ? value === null : value !== null && values.has(value);
        return is !== check.not;
      };
    }
    case "priority": {
      const least = priorities.indexOf(check.value);
      return (world) => {
        const at = priorities.indexOf(world.facts().ticket.priority);
        return check.by === "at-least" ? at >= least : at <= least;
      };
    }
    case "number":
      return (world) => {
        const value = numberOf(world.facts(), check.fact);
        return value !== null && compares(value, check.by, check.value);
      };
    case "yes":
      return (world) => yesOf(world.facts(), check.fact) !== check.not;
    default:
      return never(check);
  }
}

export function compares(a: number, by: Comparison, b: number): boolean {
  switch (by) {
    case "is":
      return a === b;
    case "is-not":
      return a !== b;
    case "more":
      return a > b;
    case "less":
      return a < b;
    case "at-least":
      return a >= b;
    case "at-most":
      return a <= b;
    default:
      return never(by);
  }
}

function compileText(check: TextCheck, sought: Sought): Holds {
  const { fact, not, exactly, by } = check;
  const isSet = fact.name !== "header" && setNames.has(fact.name);
  const text = sought.text(fact, exactly);
  const holds = by === "contains" ? containing(check, text, sought) : comparing({ ...check, by });
  return (world) => {
    const values = world.values(text);
    if (values === null || (values.length === 0 && !isSet)) return false;
    return holds(world, values) !== not;
  };
}

type Matches = (world: World, values: readonly string[]) => boolean;

/** Words are sought together with those of all other rules. */
function containing({ values, exactly }: TextCheck, text: number, sought: Sought): Matches {
  const words = values.map((value) => sought.word(text, exactly ? composed(value) : fold(value)));
  return (world) => {
    const found = world.found(text);
    return words.some((word) => found[word] === 1);
  };
}

type Comparing = Pick<TextCheck, "exactly" | "values"> & {
  readonly by: Exclude<TextCheck["by"], "contains">;
};

function comparing(check: Comparing): Matches {
  const tests = check.values.map((value) => textTest(check, value));
  return (_, values) => values.some((value) => tests.some((test) => test(value)));
}

const setNames: ReadonlySet<string> = new Set(["recipients", "attachment names", "attachment types", "tags"]);

/** A test of a text that is folded or composed already. */
export function textTest(
  { by, exactly }: Pick<TextCheck, "by" | "exactly">,
  given: string,
): (value: string) => boolean {
  const wanted = exactly ? composed(given) : fold(given);
  switch (by) {
    case "is":
      return (value) => value === wanted;
    case "contains":
      return (value) => value.includes(wanted);
    case "starts":
      return (value) => value.startsWith(wanted);
    case "ends":
      return (value) => value.endsWith(wanted);
    case "matches":
      return matching(createMatcher(patternExpression(given, !exactly)));
    case "expression": {
      const read = readExpression(given, !exactly);
      if (!read.ok) throw new Error(`an expression that was read before cannot be read: ${read.error}`);
      return matching(createMatcher(read.value));
    }
    default:
      return never(by);
  }
}

/** The characters of a text that patterns and expressions are compared with: a hostile one costs a step for each state. */
const LOOKED_AT = 20_000;

const matching =
  (matcher: Matcher) =>
  (value: string): boolean =>
    matcher.matches(value.slice(0, LOOKED_AT));
