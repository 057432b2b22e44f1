/** Conditions ready to be tested on the facts of a mail, and those of its texts ahead of the rest. */
import { never } from "../../base/result.ts";
import { priorities } from "../ticket/index.ts";
import { createMatcher, type Matcher } from "./automaton.ts";
import { type Expression, patternExpression, readExpression, sizeOf } from "./expression.ts";
import { numberOf, valuesOf, yesOf } from "./facts.ts";
import { composed, fold } from "./fold.ts";
import { neededWords } from "./needed.ts";
import type { Check, Comparison, Condition, TextCheck } from "./tree.ts";
import { ANSWER, type Sought, type World } from "./world.ts";

/** A condition of a rule. */
export interface Holding {
  holds(world: World): boolean;
  /**
   * What is known of it from the mail alone; null if that depends on its ticket, or on who its author is to us. Answers the
   * tests of texts that `holds` may ask for.
   */
  ahead(world: World): boolean | null;
}

export function compileCondition(condition: Condition, sought: Sought): Holding {
  switch (condition.kind) {
    case "and": {
      const of = condition.of.map((part) => compileCondition(part, sought));
      return {
        holds: (world) => of.every((one) => one.holds(world)),
        ahead: (world) => untilKnown(of, false, world),
      };
    }
    case "or": {
      const of = condition.of.map((part) => compileCondition(part, sought));
      return {
        holds: (world) => of.some((one) => one.holds(world)),
        ahead: (world) => untilKnown(of, true, world),
      };
    }
    case "not": {
      const of = compileCondition(condition.of, sought);
      return {
        holds: (world) => !of.holds(world),
        ahead(world) {
          const known = of.ahead(world);
          return known === null ? null : !known;
        },
      };
    }
    default:
      return compileCheck(condition, sought);
  }
}

/** Asks one after the other until one is as wanted: those after it need no answers. */
function untilKnown(of: readonly Holding[], wanted: boolean, world: World): boolean | null {
  let known: boolean | null = !wanted;
  for (const one of of) {
    const is = one.ahead(world);
    if (is === wanted) return wanted;
    if (is === null) known = null;
  }
  return known;
}

function compileCheck(check: Check, sought: Sought): Holding {
  if (check.kind === "text") return compileText(check, sought);
  const holds = compilePlain(check);
  return { holds, ahead: isOfMail(check) ? holds : () => null };
}

/** Whether a check is of the mail alone. */
function isOfMail(check: Plain): boolean {
  switch (check.kind) {
    case "missing":
      return !isOfTicket(check.fact);
    case "number":
      return true;
    case "choice":
      return check.fact === "mailbox";
    case "priority":
    case "state":
    case "by":
      return false;
    case "yes":
      return check.fact !== "agent";
    default:
      return never(check);
  }
}

type Plain = Exclude<Check, TextCheck>;

function compilePlain(check: Plain): Holding["holds"] {
  switch (check.kind) {
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
    case "state":
      return (world) => check.values.includes(world.facts().ticket.state) !== check.not;
    case "number":
      return (world) => {
        const value = numberOf(world.facts(), check.fact);
        return value !== null && compares(value, check.by, check.value);
      };
    case "yes":
      return (world) => yesOf(world.facts(), check.fact) !== check.not;
    case "by":
      return (world) => {
        const by = world.facts().happening?.by;
        return by !== undefined && check.values.includes(by) !== check.not;
      };
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

function compileText(check: TextCheck, sought: Sought): Holding {
  const { fact, not, exactly, by } = check;
  const isSet = fact.name !== "header" && setNames.has(fact.name);
  const text = sought.text(fact, exactly);
  const matches =
    by === "contains" ? containing(check, text, sought) : comparing({ ...check, by }, text, sought);
  const holds: Holding["holds"] = (world) => {
    const values = world.values(text);
    if (values === null || (values.length === 0 && !isSet)) return false;
    return matches(world, values) !== not;
  };
  if (isOfTicket(fact)) return { holds, ahead: () => null };
  const test = sought.test();
  return {
    holds: (world) => world.answer(test) ?? holds(world),
    ahead(world) {
      const is = holds(world);
      world.answers[test] = is ? ANSWER.yes : ANSWER.no;
      return is;
    },
  };
}

/** Whether a text is not known from a mail alone. */
const isOfTicket = ({ name }: TextCheck["fact"]): boolean =>
  name === "tags" || name === "requester" || name === "requester domain";

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

function comparing(check: Comparing, text: number, sought: Sought): Matches {
  if (check.by === "is") {
    const wanted = new Set(check.values.map(check.exactly ? composed : fold));
    return (_, values) => values.some((value) => wanted.has(value));
  }
  const { by, exactly } = check;
  if (by === "matches" || by === "expression") return following({ by, exactly }, check.values, text, sought);
  const tests = check.values.map((value) => textTest(check, value));
  return (_, values) => values.some((value) => tests.some((test) => test(value)));
}

/** Patterns and expressions: followed only in texts that have one of the words that they need. */
function following(how: Followed, given: readonly string[], text: number, sought: Sought): Matches {
  const tests = given.map((one) => {
    const expression = expressionOf(how, one);
    sought.hasStates(sizeOf(expression));
    const words = neededWords(expression).map((word) => sought.word(text, word));
    return { test: matching(createMatcher(expression)), words };
  });
  return (world, values) => {
    const found = tests.some(({ words }) => words.length > 0) ? world.found(text) : null;
    const possible = tests.filter(
      ({ words }) => words.length === 0 || words.some((word) => found?.[word] === 1),
    );
    return possible.length > 0 && lookedAt(values).some((value) => possible.some(({ test }) => test(value)));
  };
}

/** The beginnings of values that are compared with patterns. */
function lookedAt(values: readonly string[]): readonly string[] {
  if (values.length === 1) return values;
  const looked: string[] = [];
  let left = LOOKED_AT;
  for (const value of values) {
    looked.push(value.slice(0, left));
    left -= value.length;
    if (left <= 0) break;
  }
  return looked;
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
    case "expression":
      return matching(createMatcher(expressionOf({ by, exactly }, given)));
    default:
      return never(by);
  }
}

interface Followed {
  readonly by: "matches" | "expression";
  readonly exactly: boolean;
}

function expressionOf({ by, exactly }: Followed, given: string): Expression {
  if (by === "matches") return patternExpression(given, !exactly);
  const read = readExpression(given, !exactly);
  if (!read.ok) throw new Error(`an expression that was read before cannot be read: ${read.error}`);
  return read.value;
}

/** The characters of a text that patterns and expressions are compared with: a hostile one costs a step for each state. */
const LOOKED_AT = 20_000;

const matching =
  (matcher: Matcher) =>
  (value: string): boolean =>
    matcher.matches(value.slice(0, LOOKED_AT));

/** The states of the patterns and expressions in a condition, each text with which it is compared. */
export function statesOf(condition: Condition): number {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.of.reduce((sum, one) => sum + statesOf(one), 0);
    case "not":
      return statesOf(condition.of);
    case "text": {
      const { by, exactly, values } = condition;
      if (by !== "matches" && by !== "expression") return 0;
      return values.reduce((sum, value) => sum + sizeOf(expressionOf({ by, exactly }, value)), 0);
    }
    default:
      return 0;
  }
}
