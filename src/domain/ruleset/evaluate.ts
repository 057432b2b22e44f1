/** Runs a ruleset on the facts of one mail (R-10 to R-52). */
import { never } from "../../base/result.ts";
import { priorities } from "../ticket/index.ts";
import { createMatcher, type Matcher } from "./automaton.ts";
import { patternExpression, readExpression } from "./expression.ts";
import { choiceOf, numberOf, type RuleFacts, type TicketForRules, valuesOf, yesOf } from "./facts.ts";
import { composed, fold } from "./fold.ts";
import type {
  Action,
  Check,
  Comparison,
  Condition,
  Rule,
  RuleEvent,
  Ruleset,
  TextCheck,
  TextFact,
} from "./tree.ts";

/** What a run gives: actions as data, what they come to, and why. */
export interface Run {
  /** In the order in which they were collected (R-14). */
  readonly actions: readonly { readonly rule: string; readonly action: Action }[];
  readonly trace: readonly TraceEntry[];
  readonly ticket: TicketForRules;
  /** Whether the mail becomes part of a ticket, waits for a person, or is filed; with the reason that was given. */
  readonly place: { readonly is: "ticket" | "held" | "filed"; readonly reason: string | null };
  /** False if no auto-reply is to be sent. */
  readonly autoReply: boolean;
}

/** A rule that was tried (R-15). */
export type TraceEntry = { readonly rule: string } & (
  | { readonly is: "fired" | "other-event" }
  /** The first condition that did not hold, counted from 0. */
  | { readonly is: "not-met"; readonly condition: number }
  /** It could not be evaluated (R-17); the kind of error. */
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
  const compiled = rules.map((rule) => ({ rule, conditions: rule.conditions.map(compile) }));
  return {
    run(facts, observe) {
      const world = createWorld(facts);
      const actions: { rule: string; action: Action }[] = [];
      const trace: TraceEntry[] = [];
      for (const { rule, conditions } of compiled) {
        const entry = tried(rule, conditions, world);
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

function tried({ name, event }: Rule, conditions: readonly Holds[], world: World): TraceEntry {
  if (!happens(event, world.facts())) return { rule: name, is: "other-event" };
  try {
    const condition = conditions.findIndex((holds) => !holds(world));
    return condition === -1 ? { rule: name, is: "fired" } : { rule: name, is: "not-met", condition };
  } catch (cause) {
    return { rule: name, is: "failed", error: cause instanceof Error ? cause.name : typeof cause };
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

/** The facts as earlier rules left them (R-12), with each text prepared once. */
interface World {
  facts(): RuleFacts;
  apply(action: Action): void;
  /** The values of a text, folded or composed; null if it is missing. */
  prepared(fact: TextFact, exactly: boolean): readonly string[] | null;
}

function createWorld(start: RuleFacts): World {
  let facts = start;
  const prepared = new Map<string, readonly string[] | null>();
  return {
    facts: () => facts,
    apply(action) {
      const ticket = ticketAfter(facts.ticket, action);
      if (ticket === facts.ticket) return;
      facts = { ...facts, ticket };
      for (const exactly of [true, false]) prepared.delete(`tags ${exactly}`);
    },
    prepared(fact, exactly) {
      const key = `${fact.name === "header" ? `header:${fact.header}` : fact.name} ${exactly}`;
      const known = prepared.get(key);
      if (known !== undefined) return known;
      const values = valuesOf(facts, fact)?.map(exactly ? composed : fold) ?? null;
      prepared.set(key, values);
      return values;
    },
  };
}

/** The ticket after an action; the same value if it changes nothing. */
function ticketAfter(ticket: TicketForRules, action: Action): TicketForRules {
  switch (action.do) {
    case "set-category":
      return { ...ticket, category: action.category };
    case "set-priority":
      return { ...ticket, priority: action.priority };
    case "raise-priority":
    case "lower-priority": {
      const at = priorities.indexOf(ticket.priority) + (action.do === "raise-priority" ? 1 : -1);
      return { ...ticket, priority: priorities[at] ?? ticket.priority };
    }
    case "assign-group":
      return { ...ticket, group: action.group };
    case "assign-person":
      return { ...ticket, assignee: action.person };
    case "add-tag":
      return ticket.tags.includes(action.tag) ? ticket : { ...ticket, tags: [...ticket.tags, action.tag] };
    case "remove-tag":
      return { ...ticket, tags: ticket.tags.filter((tag) => tag !== action.tag) };
    case "no-auto-reply":
    case "hold":
    case "file":
    case "stop":
      return ticket;
    default:
      return never(action);
  }
}

function compile(condition: Condition): Holds {
  switch (condition.kind) {
    case "and": {
      const of = condition.of.map(compile);
      return (world) => of.every((holds) => holds(world));
    }
    case "or": {
      const of = condition.of.map(compile);
      return (world) => of.some((holds) => holds(world));
    }
    case "not": {
      const holds = compile(condition.of);
      return (world) => !holds(world);
    }
    default:
      return compileCheck(condition);
  }
}

function compileCheck(check: Check): Holds {
  switch (check.kind) {
    case "text":
      return compileText(check);
    case "missing":
      return (world) => (valuesOf(world.facts(), check.fact) === null) !== check.not;
    case "choice": {
      const values = check.values === null ? null : new Set(check.values.map(fold));
      return (world) => {
        const value = choiceOf(world.facts(), check.fact);
        const is = values === null ? value === null : value !== null && values.has(fold(value));
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

function compares(a: number, by: Comparison, b: number): boolean {
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

function compileText(check: TextCheck): Holds {
  const tests = check.values.map((value) => textTest(check, value));
  const { fact, not, exactly } = check;
  const isSet = fact.name !== "header" && setNames.has(fact.name);
  return (world) => {
    const values = world.prepared(fact, exactly);
    if (values === null || (values.length === 0 && !isSet)) return false;
    return values.some((value) => tests.some((test) => test(value))) !== not;
  };
}

const setNames: ReadonlySet<string> = new Set(["recipients", "attachment names", "attachment types", "tags"]);

/** A test of a text that is folded or composed already. */
function textTest({ by, exactly }: TextCheck, given: string): (value: string) => boolean {
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

const matching =
  (matcher: Matcher) =>
  (value: string): boolean =>
    matcher.matches(value);
