/** A run of a ruleset on all mails at once: when each rule is reached and fires, and what the ticket is like then. */
import { never } from "../../../base/result.ts";
import { defaultLifecycle, type Lifecycle, type State as StateName } from "../../lifecycle/index.ts";
import { type Doer, type Priority, priorities } from "../../ticket/index.ts";
import type { Runnable } from "../evaluate.ts";
import { fold } from "../fold.ts";
import { waitOf } from "../read-event.ts";
import { lifecycleIn, movedTo } from "../states.ts";
import {
  type Action,
  type Check,
  type Condition,
  isMailEvent,
  type Rule,
  type RuleEvent,
  setFacts,
  type TextFact,
} from "../tree.ts";
import { type Choice, type ChosenFact, chosenFact } from "./atoms.ts";
import type { Logic } from "./logic.ts";
import { nobody } from "./same-person.ts";
import type { Literal } from "./solver.ts";
import { type ValueTest, valueTest } from "./value-test.ts";

/** The ticket at some point of a run. */
export interface State {
  /** A choice is the same when folded. */
  is(fact: Choice, folded: string, shown: string): Literal;
  /** A choice is written like this; null for none. */
  written(fact: Choice, value: string | null): Literal;
  priority(value: Priority): Literal;
  state(value: StateName): Literal;
  has(tag: string): Literal;
  someTag(test: ValueTest): Literal;
  /** Who did what happened. */
  by(doer: Doer): Literal;
  /** What it is like after an action, if that is carried out. */
  apply(action: Action, if_: Literal): void;
}

export interface SymbolicRule {
  readonly rule: Rule;
  readonly event: Literal;
  /** In the state in which the rule finds the ticket. */
  readonly conditions: readonly Literal[];
  /** The rule is reached, and its event and conditions hold. */
  readonly applies: Literal;
  /** As `applies`; if rules are optional, it also has to be there. */
  readonly fires: Literal;
}

export interface SymbolicRun {
  readonly rules: readonly SymbolicRule[];
  readonly state: State;
}

/**
 * Runs a ruleset.
 * @param tags all tags that rules add or remove
 * @param presence whether rules can be left out, each by its atom "rule"
 */
export function runAll(
  logic: Logic,
  ruleset: Runnable,
  tags: ReadonlySet<string>,
  presence: "always" | "optional",
): SymbolicRun {
  const { rules } = ruleset;
  const lifecycle = lifecycleIn(ruleset);
  const state = startState(logic, tags, lifecycle);
  let reached = logic.always;
  const all = rules.map((rule, n): SymbolicRule => {
    const event = eventLiteral(logic, rule.event, lifecycle);
    const conditions = rule.conditions.map((one) => conditionLiteral(logic, state, one));
    const applies = logic.and([reached, event, ...conditions]);
    const fires =
      presence === "optional" ? logic.and([applies, logic.atom({ is: "rule", rule: n })]) : applies;
    for (const action of rule.actions) state.apply(action, fires);
    if (rule.actions.at(-1)?.do === "stop") reached = logic.and([reached, -fires]);
    return { rule, event, conditions, applies, fires };
  });
  return { rules: all, state };
}

/**
 * A rule as if it came first.
 * @param lifecycle that of its ruleset
 */
export function runAlone(
  logic: Logic,
  rule: Rule,
  tags: ReadonlySet<string>,
  lifecycle: Lifecycle,
): Omit<SymbolicRule, "fires"> {
  // What it sets comes after what it asks for.
  const state = startState(logic, tags, defaultLifecycle);
  const event = eventLiteral(logic, rule.event, lifecycle);
  const conditions = rule.conditions.map((one) => conditionLiteral(logic, state, one));
  return { rule, event, conditions, applies: logic.and([event, ...conditions]) };
}

/** All tags that rules add or remove. */
export const tagsOf = (rules: readonly Rule[]): ReadonlySet<string> =>
  new Set(
    rules.flatMap(({ actions }) =>
      actions.flatMap((one) => (one.do === "add-tag" || one.do === "remove-tag" ? [one.tag] : [])),
    ),
  );

function eventLiteral(logic: Logic, event: RuleEvent, lifecycle: Lifecycle): Literal {
  const ticket = logic.mixed ? logic.atom({ is: "ticket" }) : -logic.always;
  if (!isMailEvent(event))
    return logic.and([ticket, logic.atom({ is: "happened", wait: waitOf(event, lifecycle) })]);
  if (event === "mail arrives") return -ticket;
  const reply = logic.atom({ is: "reply" });
  return logic.and([-ticket, event === "reply arrives" ? reply : -reply]);
}

/** Whether rules wait for something else than mail. */
export const isMixed = (rules: readonly Rule[]): boolean => rules.some(({ event }) => !isMailEvent(event));

type MutableChoice = Exclude<Choice, "mailbox">;

interface Write {
  readonly fires: Literal;
  /** Whom a share chooses, if that is somebody. */
  readonly value: string | null | { readonly chosen: ChosenFact };
}

function startState(logic: Logic, tags: ReadonlySet<string>, lifecycle: Lifecycle): State {
  const writes: Record<MutableChoice, Write[]> = { category: [], group: [], assignee: [], target: [] };
  /** What was asked, with the number of writes that it takes into account. */
  const known = new Map<string, { upTo: number; literal: Literal }>();
  const atStart = priorities.map((value) => logic.atom({ is: "priority", value }));
  logic.require(logic.or(atStart));
  for (const [n, one] of atStart.entries())
    for (const other of atStart.slice(n + 1)) logic.require(logic.or([-one, -other]));
  let priority: readonly Literal[] = atStart;
  const { all, initial } = logic.states;
  const states = new Map(
    [...new Set([...initial, ...all])].map((value) => [value, logic.atom({ is: "state", value })]),
  );
  logic.require(logic.or([...states.values()]));
  for (const [n, one] of [...states.values()].entries())
    for (const other of [...states.values()].slice(n + 1)) logic.require(logic.or([-one, -other]));
  const has = new Map([...tags].map((tag) => [tag, logic.atom({ is: "tag", tag })]));

  function after(
    fact: Choice,
    key: string,
    isIn: (fact: Choice | ChosenFact) => Literal,
    isSo: (value: string | null) => boolean,
  ): Literal {
    if (fact === "mailbox") return isIn(fact);
    const list = writes[fact];
    const entry = known.get(key) ?? { upTo: 0, literal: isIn(fact) };
    for (const { fires, value } of list.slice(entry.upTo)) {
      const then =
        typeof value === "object" && value !== null
          ? logic.choose(nobody(logic, value.chosen), entry.literal, isIn(value.chosen))
          : isSo(value)
            ? logic.always
            : -logic.always;
      entry.literal = logic.choose(fires, then, entry.literal);
    }
    entry.upTo = list.length;
    known.set(key, entry);
    return entry.literal;
  }

  const setChoice = (fact: MutableChoice, fires: Literal, value: Write["value"]) =>
    writes[fact].push({ fires, value });

  function setPriority(fires: Literal, of: readonly Literal[]): void {
    priority = priority.map((now, n) => logic.choose(fires, of[n] ?? -logic.always, now));
  }

  return {
    is: (fact, folded, shown) =>
      after(
        fact,
        `is ${fact} ${folded}`,
        (of) => logic.atom({ is: "choice", fact: of, folded, shown }),
        (value) => (value === null ? false : fold(value) === folded),
      ),
    written: (fact, value) =>
      after(
        fact,
        `written ${fact} ${JSON.stringify(value)}`,
        (of) => logic.atom({ is: "written", fact: of, value }),
        (one) => one === value,
      ),
    priority: (value) => priority[priorities.indexOf(value)] ?? -logic.always,
    state: (value) => states.get(value) ?? -logic.always,
    has: (tag) => has.get(tag) ?? logic.atom({ is: "tag", tag }),
    someTag: (test) =>
      logic.or([
        logic.atom({ is: "some", fact: { name: "tags" }, test }),
        ...[...has].flatMap(([tag, literal]) => (test.holds(tag) ? [literal] : [])),
      ]),
    by: (doer) => logic.atom({ is: "by", by: doer }),
    apply(action, fires) {
      switch (action.do) {
        case "set-category":
          setChoice("category", fires, action.category);
          return;
        case "assign-group":
          setChoice("group", fires, action.group);
          if (action.group !== null && action.share)
            setChoice("assignee", fires, { chosen: chosenFact(action.group, action.share) });
          return;
        case "assign-person":
          setChoice("assignee", fires, action.person);
          return;
        case "set-target":
          setChoice("target", fires, action.target);
          return;
        case "set-priority":
          setPriority(
            fires,
            priorities.map((one) => (one === action.priority ? logic.always : -logic.always)),
          );
          return;
        case "raise-priority":
        case "lower-priority":
          setPriority(fires, shifted(logic, priority, action.do === "raise-priority"));
          return;
        case "add-tag":
        case "remove-tag": {
          const now = has.get(action.tag) ?? logic.atom({ is: "tag", tag: action.tag });
          const then = action.do === "add-tag" ? logic.always : -logic.always;
          has.set(action.tag, logic.choose(fires, then, now));
          return;
        }
        case "set-state": {
          const { state: to } = action;
          const comes = logic.or(
            [...states].flatMap(([from, now]) => (movedTo(lifecycle, from, to) === to ? [now] : [])),
          );
          const moved = logic.and([fires, comes]);
          for (const [value, now] of [...states])
            states.set(value, logic.choose(moved, value === to ? logic.always : -logic.always, now));
          return;
        }
        case "forward":
        case "call":
        case "note":
        case "notify-person":
        case "notify-group":
        case "notify-assignee":
        case "reply":
        case "no-auto-reply":
        case "hold":
        case "file":
        case "stop":
          return;
        default:
          never(action);
      }
    },
  };
}

/** Priorities one step up or down; the last stays. */
function shifted(logic: Logic, now: readonly Literal[], up: boolean): readonly Literal[] {
  const nothing = -logic.always;
  const last = now.length - 1;
  return now.map((one, n) => {
    const from = now[up ? n - 1 : n + 1] ?? nothing;
    return n === (up ? last : 0) ? logic.or([from, one]) : from;
  });
}

export function conditionLiteral(logic: Logic, state: State, condition: Condition): Literal {
  switch (condition.kind) {
    case "and":
      return logic.and(condition.of.map((one) => conditionLiteral(logic, state, one)));
    case "or":
      return logic.or(condition.of.map((one) => conditionLiteral(logic, state, one)));
    case "not":
      return -conditionLiteral(logic, state, condition.of);
    default:
      return checkLiteral(logic, state, condition);
  }
}

function checkLiteral(logic: Logic, state: State, check: Check): Literal {
  switch (check.kind) {
    case "text": {
      const some = logic.or(
        check.values.map((value) =>
          someLiteral(logic, state, check.fact, valueTest(check.by, check.exactly, value)),
        ),
      );
      return check.not ? logic.and([-missing(logic, check.fact), -some]) : some;
    }
    case "missing": {
      const gone = missing(logic, check.fact);
      return check.not ? -gone : gone;
    }
    case "choice": {
      const is = choiceLiteral(logic, state, check);
      return check.not ? -is : is;
    }
    case "priority": {
      const at = priorities.indexOf(check.value);
      const of = priorities.filter((_, n) => (check.by === "at-least" ? n >= at : n <= at));
      return logic.or(of.map((one) => state.priority(one)));
    }
    case "state": {
      const is = logic.or(check.values.map((one) => state.state(one)));
      return check.not ? -is : is;
    }
    case "number":
      return logic.atom({ is: "number", fact: check.fact, by: check.by, value: check.value });
    case "yes": {
      const is =
        check.fact === "attachments"
          ? logic.atom({ is: "number", fact: "attachments", by: "at-least", value: 1 })
          : logic.atom({ is: "yes", fact: check.fact });
      return check.not ? -is : is;
    }
    case "by": {
      const is = logic.or(check.values.map((one) => state.by(one)));
      return check.not ? -is : is;
    }
    default:
      return never(check);
  }
}

const setNames: ReadonlySet<string> = new Set(setFacts);

/** a set is never missing, though a header may be called like one; nor is the requester. */
const missing = (logic: Logic, fact: TextFact): Literal =>
  fact.name === "requester" ||
  fact.name === "requester domain" ||
  (fact.name !== "header" && setNames.has(fact.name))
    ? -logic.always
    : logic.atom({ is: "missing", fact });

const someLiteral = (logic: Logic, state: State, fact: TextFact, test: ValueTest): Literal =>
  fact.name === "tags" ? state.someTag(test) : logic.atom({ is: "some", fact, test });

function choiceLiteral(
  logic: Logic,
  state: State,
  { fact, values }: Extract<Check, { kind: "choice" }>,
): Literal {
  if (fact === "priority") {
    const named = new Set(values?.map(fold));
    return logic.or(priorities.filter((one) => named.has(one)).map((one) => state.priority(one)));
  }
  if (values === null) return fact === "mailbox" ? -logic.always : state.written(fact, null);
  return logic.or(values.map((value) => state.is(fact, fold(value), value)));
}
