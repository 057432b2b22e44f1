/** Reads a ruleset: everything that is wrong with its text is found at once. */

import type { Calendar } from "../calendar/index.ts";
import { unknownCalendars, unknownTargets, withCalendars } from "./check-declared.ts";
import { statesOf } from "./conditions.ts";
import { type Cursor, readLine } from "./cursor.ts";
import type { Problem, ProblemCode } from "./problems.ts";
import { actionProblem, actionWord, readAction } from "./read-action.ts";
import { readCalendar } from "./read-calendar.ts";
import { type FactsOf, readCondition } from "./read-condition.ts";
import { readEvent, readTestEvent } from "./read-event.ts";
import { type Clause, checkLifecycle, readClauses, readState, type StatePiece } from "./read-lifecycle.ts";
import { readInclude, readRulesetHead } from "./read-ruleset.ts";
import { type DeclaredTarget, readTarget, targetWords } from "./read-target.ts";
import { readExpected, readGiven } from "./read-test.ts";
import { lifecycleIn, type PlacedMove, stateProblems } from "./states.ts";
import { isWord, type Line, type Span, tokenise } from "./tokens.ts";
import {
  type Action,
  type Condition,
  type Expected,
  type Given,
  type Include,
  isMailEvent,
  type NameOfState,
  type PlacedCalendar,
  type PlacedMailbox,
  type Rule,
  type RuleEvent,
  type Ruleset,
  type Test,
  type TestEvent,
} from "./tree.ts";

/** Limits of R-7. */
const LONGEST = 1_000_000;
export const MOST = { rules: 5_000, tests: 1_000, calendars: 100, targets: 100 } as const;
/** Different moments that rules wait for. */
export const MOST_TIMES = 100;
/** States of all patterns and expressions: bounds what a hostile mail costs, whatever the ruleset is. */
export const MOST_STATES = 10_000;
/** Reading ends after this many problems. */
export const MOST_PROBLEMS = 1_000;

export interface Parsed {
  /** Everything that could be read. */
  readonly ruleset: Ruleset;
  /** In the order of their places. None if the text is a ruleset. */
  readonly problems: readonly Problem[];
  /** The lines that could be read, as printing needs them. */
  readonly pieces: readonly Piece[];
  /** Comments below the last line. */
  readonly below: readonly string[];
}

/** A line with its meaning. `first`: it has the word that starts its section. */
export type Piece = { readonly line: Line } & (
  | { readonly kind: "ruleset"; readonly name: string; readonly mailboxes: readonly PlacedMailbox[] }
  | { readonly kind: "rule" | "test" | "include"; readonly name: string }
  | { readonly kind: "when"; readonly event: RuleEvent }
  | { readonly kind: "happens"; readonly event: TestEvent }
  | { readonly kind: "condition"; readonly condition: Condition }
  | { readonly kind: "action"; readonly action: Action; readonly first: boolean }
  | { readonly kind: "given"; readonly given: readonly Given[]; readonly first: boolean }
  | { readonly kind: "expect"; readonly expected: readonly Expected[]; readonly first: boolean }
  | { readonly kind: "lifecycle" }
  | { readonly kind: "calendar"; readonly calendar: Calendar }
  | { readonly kind: "target"; readonly target: DeclaredTarget }
  | StatePiece
  | { readonly kind: "clauses"; readonly clauses: readonly Clause[] }
);

/** What a ruleset that is not the default one has from that. */
export type Declared = Pick<Ruleset, "lifecycle" | "calendars" | "targets">;

/**
 * Reads a ruleset by itself: whether those that it includes are there is for `composeRuleset`.
 * @param from what the default ruleset declares; absent for a ruleset that declares these itself
 */
export function parseRuleset(text: string, from?: Declared): Parsed {
  if (text.length > LONGEST) {
    const tooLong: Problem = { code: "too-long", params: { most: LONGEST }, from: LONGEST, to: text.length };
    const nothing = { name: "", mailboxes: [], includes: [], rules: [], tests: [] };
    return {
      ruleset: { ...nothing, ...(from ?? { lifecycle: null, calendars: [], targets: [] }) },
      problems: [tooLong],
      pieces: [],
      below: [],
    };
  }
  const { lines, below, problems: found } = tokenise(text);
  const reading: Reading = { problems: [...found], pieces: [], named: [], moves: new Map() };
  const own = readRuleset(lines, reading);
  if (from || own.mailboxes.length > 0) declaresNothing(own, reading);
  const ruleset = from ? { ...own, ...from } : own;
  checkNames(ruleset, reading);
  reading.problems.push(...unknownTargets(reading.pieces, ruleset.targets));
  const waits = reading.pieces.flatMap((piece) => {
    if (piece.kind === "when") return [{ line: piece.line, event: piece.event }];
    return piece.kind === "happens" ? [{ line: piece.line, event: piece.event.event }] : [];
  });
  reading.problems.push(...unknownCalendars(waits, ruleset.calendars));
  return {
    ...{ ruleset, pieces: reading.pieces, below },
    problems: reading.problems.toSorted((a, b) => a.from - b.from).slice(0, MOST_PROBLEMS),
  };
}

interface Reading {
  readonly problems: Problem[];
  readonly pieces: Piece[];
  /** States that rules and tests name. */
  readonly named: NameOfState[];
  /** Where actions name the state that they set. */
  readonly moves: Map<Action, NameOfState>;
}

/** What a line can start, within a ruleset. */
const partKinds = ["lifecycle", "calendar", "target", "include", "rule", "test"] as const;

/** A rule, a test or a declaration: the line that starts it, and those that belong to it. */
interface Part {
  readonly kind: (typeof partKinds)[number];
  readonly head: Line;
  readonly lines: Line[];
}

function readRuleset(lines: readonly Line[], reading: Reading): Ruleset {
  const [first] = lines;
  const named = isWord(first?.tokens[0], "ruleset");
  const head = first && named ? readPiece(first, reading, (cursor) => readRulesetHead(cursor, first)) : null;
  if (!named) complain(reading, "no-ruleset", first?.tokens[0] ?? { from: 0, to: 0 });

  const parts: Part[] = [];
  for (const line of lines.slice(named ? 1 : 0)) {
    if (isFull(reading)) break;
    const kind = partKinds.find((one) => starts(line, one, parts.at(-1)));
    if (kind !== undefined) parts.push({ kind, head: line, lines: [] });
    else if (!parts.at(-1)?.lines.push(line)) misplaced(reading, line, partKinds.join(", "));
  }
  const rules: Rule[] = [];
  const includes: Include[] = [];
  const tests: Test[] = [];
  let lifecycle: Ruleset["lifecycle"] = null;
  let declared: Part | null = null;
  const calendars: PlacedCalendar[] = [];
  const promised: (DeclaredTarget & Span)[] = [];
  for (const part of parts) {
    if (isFull(reading)) break;
    const rule = part.kind === "rule" ? readRule(part, reading) : null;
    const test = part.kind === "test" ? readTest(part, reading) : null;
    if (rule) rules.push(rule);
    if (test) tests.push(test);
    if (part.kind === "include") {
      const { from, to } = part.head;
      const piece = readAlone(part, reading, (cursor) => readInclude(cursor, part.head));
      if (piece) includes.push({ name: piece.name, at: rules.length, from, to });
    }
    if (part.kind === "calendar" || part.kind === "target") {
      const { from, to } = part.head;
      const piece = readDeclaration(part, reading);
      if (piece?.kind === "calendar") calendars.push({ ...piece.calendar, from, to });
      if (piece?.kind === "target") promised.push({ ...piece.target, from, to });
    }
    if (part.kind !== "lifecycle") continue;
    if (declared) complain(reading, "lifecycle-twice", part.head);
    else lifecycle = readLifecycle(part, reading);
    declared = part;
  }
  const { targets, problems } = withCalendars(promised, calendars);
  reading.problems.push(...problems);
  const { name, mailboxes } = head ?? { name: "", mailboxes: [] };
  return { name, mailboxes, includes, lifecycle, calendars, targets, rules, tests };
}

/** Whether a line starts a part. In a test, a line can say which target its ticket has. */
function starts(line: Line, kind: Part["kind"], within: Part | undefined): boolean {
  const [start, , next] = line.tokens;
  if (!isWord(start, kind)) return false;
  if (kind !== "target" || within?.kind !== "test") return true;
  return next?.kind === "word" && targetWords.has(next.value);
}

/** Reads a calendar or a target. */
const readDeclaration = (part: Part, reading: Reading): Piece | null =>
  readAlone(part, reading, (cursor): Piece => {
    if (part.kind === "calendar")
      return { line: part.head, kind: "calendar", calendar: readCalendar(cursor) };
    return { line: part.head, kind: "target", target: readTarget(cursor) };
  });

/** Reads a part that is all on one line. */
function readAlone<P extends Piece>(
  { head, lines }: Part,
  reading: Reading,
  read: (cursor: Cursor) => P,
): P | null {
  const piece = readPiece(head, reading, read);
  for (const line of lines) misplaced(reading, line, partKinds.join(", "));
  return piece;
}

/** Declares what is everybody's, where only the default ruleset can. */
function declaresNothing({ lifecycle, calendars, targets }: Ruleset, reading: Reading): void {
  const all = [...(lifecycle ? [lifecycle] : []), ...calendars, ...targets];
  for (const one of all) complain(reading, "only-default", one);
}

function readLifecycle({ head, lines }: Part, reading: Reading): Ruleset["lifecycle"] {
  readPiece(head, reading, (cursor) => {
    cursor.takes("lifecycle");
    return { line: head, kind: "lifecycle" };
  });
  const pieces: Piece[] = [];
  for (const line of lines) {
    if (isFull(reading)) break;
    const ofState = isWord(line.tokens[0], "and");
    const piece = readPiece(line, reading, (cursor): Piece => {
      if (!ofState) return { line, ...readState(cursor) };
      if (pieces.length === 0) cursor.stuck("no-state");
      return { line, kind: "clauses", clauses: readClauses(cursor) };
    });
    // Of a line that cannot be read, more problems are not found.
    if (piece === null) return null;
    pieces.push(piece);
  }
  const { lifecycle, problems } = checkLifecycle(head, pieces);
  reading.problems.push(...problems);
  return lifecycle;
}

const isFull = ({ problems }: Reading): boolean => problems.length > MOST_PROBLEMS;

/** Names are unique, tests name rules that exist, and there are not too many. */
function checkNames(
  { lifecycle, includes, rules, tests, calendars, targets }: Ruleset,
  reading: Reading,
): void {
  const all = { rules, tests, calendars, targets };
  for (const list of ["rules", "tests", "calendars", "targets"] as const) {
    const most = MOST[list];
    const extra = all[list][most];
    if (extra) complain(reading, "too-many", extra, { of: list, most });
    const names = new Set<string>();
    for (const one of all[list]) {
      if (names.has(one.name)) complain(reading, "name-twice", one, { of: list, name: one.name });
      names.add(one.name);
    }
  }
  const included = new Set<string>();
  for (const one of includes) {
    if (included.has(one.name)) complain(reading, "include-twice", one, { name: one.name });
    included.add(one.name);
  }
  let states = 0;
  for (const rule of rules) {
    const before = states;
    for (const condition of rule.conditions) states += statesOf(condition);
    if (before <= MOST_STATES && states > MOST_STATES)
      complain(reading, "too-many", rule, { of: "states", most: MOST_STATES });
  }
  const times = new Map(
    rules.flatMap((rule) =>
      !isMailEvent(rule.event) && (rule.event.on === "clock" || rule.event.on === "stay")
        ? [[JSON.stringify(rule.event), rule] as const]
        : [],
    ),
  );
  const late = [...times.values()][MOST_TIMES];
  if (late) complain(reading, "too-many", late, { of: "times", most: MOST_TIMES });
  checkStates({ lifecycle, rules }, reading);
  // With includes, the rules are known once these are read.
  if (includes.length === 0) reading.problems.push(...unknownRules(tests, rules));
}

/** Tests that name rules which do not exist. */
export function unknownRules(
  tests: readonly Test[],
  rules: readonly Pick<Rule, "name">[],
): readonly Problem[] {
  const known = new Set(rules.map(({ name }) => name));
  return tests.flatMap(({ expected, from, to }) =>
    expected.flatMap((one): Problem[] =>
      one.is === "rule" && !known.has(one.value)
        ? [{ code: "test-rule", params: { name: one.value }, from, to }]
        : [],
    ),
  );
}

/** States are compared with those of the lifecycle; of one that has problems, nothing is known. */
function checkStates(ruleset: Pick<Ruleset, "lifecycle" | "rules">, reading: Reading): void {
  if (ruleset.lifecycle === null && reading.pieces.some(({ kind }) => kind === "lifecycle")) return;
  const moves = ruleset.rules.flatMap((rule) =>
    rule.actions.flatMap((action): PlacedMove[] => {
      const to = reading.moves.get(action);
      return to ? [{ rule, to }] : [];
    }),
  );
  reading.problems.push(...stateProblems(lifecycleIn(ruleset), reading.named, moves));
}

const complain = (
  { problems }: Reading,
  code: ProblemCode,
  { from, to }: Span,
  params: Problem["params"] = {},
) => problems.push({ code, params, from, to });

/** The line starts with none of the words that can stand there. */
function misplaced(reading: Reading, line: Line, what: string): void {
  readLine(line, reading.problems, (cursor) =>
    cursor.oneOf(new Map(what.split(", ").map((one) => [one, one]))),
  );
}

/** Reads a line that is a word and a name. */
const readHead = (line: Line, kind: "rule" | "test", reading: Reading): string | null =>
  readPiece(line, reading, (cursor) => {
    cursor.takes(kind);
    return { line, kind, name: cursor.filledText() };
  })?.name ?? null;

/** Reads a line, and keeps it for printing. */
function readPiece<P extends Piece>(line: Line, reading: Reading, read: (cursor: Cursor) => P): P | null {
  const piece = readLine(line, reading.problems, (cursor) => {
    const found = read(cursor);
    reading.named.push(...cursor.named);
    const [state] = cursor.named;
    if (state && found.kind === "action") reading.moves.set(found.action, state);
    return found;
  });
  if (piece !== null) reading.pieces.push(piece);
  return piece;
}

function readRule(part: Part, reading: Reading): Rule | null {
  const name = readHead(part.head, "rule", reading);
  let section: "none" | "when" | "then" = "none";
  let event: RuleEvent | null = null;
  const conditions: Condition[] = [];
  const actions: Action[] = [];
  for (const line of part.lines) {
    if (isFull(reading)) break;
    const [start] = line.tokens;
    if (section === "none" && isWord(start, "when")) {
      section = "when";
      event = readWhen(line, reading);
    } else if (section === "when" && isWord(start, "and")) {
      const of: FactsOf = event === null ? "any" : isMailEvent(event) ? "mail" : "ticket";
      const condition = readPiece(line, reading, (cursor) => {
        cursor.takes("and");
        return { line, kind: "condition", condition: readCondition(cursor, of) } as const;
      });
      if (condition) conditions.push(condition.condition);
    } else if (section === "then" || (section === "when" && isWord(start, "then"))) {
      const first = section === "when";
      section = "then";
      const stopped = actions.at(-1)?.do === "stop";
      const action = readThen(line, { first, stopped, event }, reading);
      if (action) actions.push(action);
    } else {
      misplaced(reading, line, section === "none" ? "when" : "and, then");
    }
  }
  if (section === "none") complain(reading, "no-when", part.head);
  if (section === "when") complain(reading, "no-then", part.head);
  if (name === null || event === null) return null;
  return { ...{ name, event, conditions, actions }, from: part.head.from, to: part.head.to };
}

const readWhen = (line: Line, reading: Reading): RuleEvent | null =>
  readPiece(line, reading, (cursor) => {
    cursor.takes("when");
    return { line, kind: "when", event: readEvent(cursor) };
  })?.event ?? null;

interface Before {
  /** Whether the line starts with `then`. */
  readonly first: boolean;
  /** Whether the action above it is `stop`. */
  readonly stopped: boolean;
  readonly event: RuleEvent | null;
}

const readThen = (line: Line, { first, stopped, event }: Before, reading: Reading): Action | null =>
  readPiece(line, reading, (cursor) => {
    if (first) cursor.takes("then");
    if (stopped) cursor.stuck("after-stop", {}, line);
    const action = readAction(cursor);
    const problem = event === null ? null : actionProblem(action, event);
    if (problem !== null) cursor.stuck(problem, { what: actionWord(action) }, line);
    return { line, kind: "action", action, first };
  })?.action ?? null;

function readTest(part: Part, reading: Reading): Test | null {
  const name = readHead(part.head, "test", reading);
  const given: Given[] = [];
  const expected: Expected[] = [];
  let event: TestEvent | null = null;
  let section: "none" | "given" | "expect" = "none";
  for (const line of part.lines) {
    if (isFull(reading)) break;
    const [start] = line.tokens;
    if (section === "given" && event === null && isWord(start, "when")) {
      const piece = readPiece(line, reading, (cursor) => {
        cursor.takes("when");
        const ofMail = given.find(({ set }) => onlyOfMail.has(set));
        if (ofMail) cursor.stuck("test-mail", { what: givenWords(ofMail) }, line);
        return { line, kind: "happens", event: readTestEvent(cursor) } as const;
      });
      event = piece?.event ?? null;
      continue;
    }
    const first =
      (section === "none" && isWord(start, "given")) || (section === "given" && isWord(start, "expect"));
    if (first) section = section === "none" ? "given" : "expect";
    if (section === "given") {
      const piece = readPiece(line, reading, (cursor) => {
        if (first) cursor.takes("given");
        return { line, kind: "given", given: readGiven(cursor), first } as const;
      });
      given.push(...(piece?.given ?? []));
    } else if (section === "expect") {
      const piece = readPiece(line, reading, (cursor) => {
        if (first) cursor.takes("expect");
        return { line, kind: "expect", expected: readExpected(cursor), first } as const;
      });
      expected.push(...(piece?.expected ?? []));
    } else {
      misplaced(reading, line, "given");
    }
  }
  if (section === "none") complain(reading, "no-given", part.head);
  if (section === "given") complain(reading, "no-expect", part.head);
  const ofTicket = given.some(({ set }) => set === "ticket" || set === "requester");
  if (ofTicket && event === null) complain(reading, "test-when", part.head);
  if (name === null) return null;
  return { ...{ name, given, event, expected }, from: part.head.from, to: part.head.to };
}

/** What a test can say of a mail, and not of a ticket. */
const onlyOfMail: ReadonlySet<Given["set"]> = new Set([
  ...(["reply", "sender", "recipients", "body", "header", "attachment", "size", "spam score"] as const),
  ...(["automatic", "authenticated", "agent"] as const),
]);

/** What of a mail a test describes, as it is written there. */
function givenWords({ set }: Given): string {
  if (set === "sender") return "from";
  return set === "recipients" ? "to" : set === "agent" ? "from an agent" : set;
}
