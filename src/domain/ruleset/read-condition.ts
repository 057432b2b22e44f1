/** Reads conditions. */
import { type Priority, priorities } from "../ticket/index.ts";
import type { Cursor } from "./cursor.ts";
import { isLargePattern, readExpression } from "./expression.ts";
import { isDoer, readDoer } from "./read-event.ts";
import { readStateCheck } from "./states.ts";
import { isWord } from "./tokens.ts";
import {
  type Check,
  type ChoiceFact,
  type Comparison,
  type Condition,
  choiceFacts,
  type NumberFact,
  numberFacts,
  plainTextFacts,
  requesterFacts,
  setFacts,
  type TextFact,
  type TextTest,
  type YesFact,
} from "./tree.ts";

/** How deep conditions may be nested. */
const DEEPEST = 50;

/** Of what a condition can ask: of a mail with its ticket, of a ticket, or of both, where that is not known. */
export type FactsOf = "mail" | "ticket" | "any";

/** Reads what a line says after its `and`. */
export const readCondition = (cursor: Cursor, facts: FactsOf = "mail"): Condition => either(cursor, facts, 0);

function either(cursor: Cursor, facts: FactsOf, depth: number): Condition {
  const of = [both(cursor, facts, depth)];
  while (cursor.takes("or")) of.push(both(cursor, facts, depth));
  return joined("or", of);
}

function both(cursor: Cursor, facts: FactsOf, depth: number): Condition {
  const of = [one(cursor, facts, depth)];
  while (cursor.takes("and")) of.push(one(cursor, facts, depth));
  return joined("and", of);
}

function one(cursor: Cursor, facts: FactsOf, depth: number): Condition {
  if (depth >= DEEPEST) return cursor.stuck("nested", { most: DEEPEST });
  if (cursor.takes("not")) return { kind: "not", of: one(cursor, facts, depth + 1) };
  if (!cursor.takesMark("(")) return check(cursor, facts);
  const inside = either(cursor, facts, depth + 1);
  if (!cursor.takesMark(")")) cursor.stuck("expected", { what: "and, or, )", found: "" });
  return inside;
}

/** The same kind within itself is one: "a or (b or c)" has three alternatives. */
function joined(kind: "and" | "or", of: readonly Condition[]): Condition {
  const [only, ...others] = of.flatMap((part) => (part.kind === kind ? part.of : [part]));
  if (only === undefined) throw new Error("a condition without parts");
  return others.length === 0 ? only : { kind, of: [only, ...others] };
}

type Subject =
  | { readonly is: "text"; readonly fact: TextFact }
  | { readonly is: "header" | "state" }
  | { readonly is: "choice"; readonly fact: ChoiceFact }
  | { readonly is: "number"; readonly fact: NumberFact }
  | { readonly is: "yes"; readonly fact: YesFact; readonly not: boolean }
  | { readonly is: "by"; readonly not: boolean };

const yes = (fact: YesFact, not = false): Subject => ({ is: "yes", fact, not });

const textSubject = (name: Exclude<TextFact["name"], "header">): [string, Subject] => [
  name,
  { is: "text", fact: { name } },
];

/** What can be asked whatever happened: of a mail that arrived, the subject is the mail's. */
const ofBoth: readonly (readonly [string, Subject])[] = [
  textSubject("subject"),
  textSubject("tags"),
  ["state", { is: "state" }],
  ...choiceFacts.map((fact): [string, Subject] => [fact, { is: "choice", fact }]),
];
const ofMail: readonly (readonly [string, Subject])[] = [
  ...[...plainTextFacts, ...setFacts]
    .filter((name) => name !== "subject" && name !== "tags")
    .map(textSubject),
  ["header", { is: "header" }],
  ...numberFacts.map((fact): [string, Subject] => [fact, { is: "number", fact }]),
  ["mail is automatic", yes("automatic")],
  ["mail is not automatic", yes("automatic", true)],
  ["sender is authenticated", yes("authenticated")],
  ["sender is not authenticated", yes("authenticated", true)],
  ["sender is agent", yes("agent")],
  ["sender is not agent", yes("agent", true)],
  ["mail has attachments", yes("attachments")],
  ["mail has attachment", yes("attachments")],
  ["mail has no attachments", yes("attachments", true)],
  ["mail has no attachment", yes("attachments", true)],
];
const ofTicket: readonly (readonly [string, Subject])[] = [
  ...requesterFacts.map(textSubject),
  ["it was done by", { is: "by", not: false }],
  ["it was not done by", { is: "by", not: true }],
];

interface Subjects {
  readonly known: ReadonlyMap<string, Subject>;
  /** What can be asked after other events. */
  readonly foreign: ReadonlyMap<string, Subject>;
}

const subjects: Readonly<Record<FactsOf, Subjects>> = {
  mail: { known: new Map([...ofMail, ...ofBoth]), foreign: new Map(ofTicket) },
  ticket: { known: new Map([...ofTicket, ...ofBoth]), foreign: new Map(ofMail) },
  any: { known: new Map([...ofMail, ...ofTicket, ...ofBoth]), foreign: new Map() },
};

function check(cursor: Cursor, facts: FactsOf): Check {
  const at = cursor.peek();
  const { known, foreign } = subjects[facts];
  if (at && cursor.choose(foreign) !== null) {
    const to = cursor.peek(-1)?.to ?? at.to;
    cursor.stuck("no-fact", { of: facts, what: [...known.keys()].join(", ") }, { from: at.from, to });
  }
  const subject = cursor.oneOf(known, ["not", "("]);
  switch (subject.is) {
    case "by":
      return by(cursor, subject.not);
    case "yes":
      return { kind: "yes", fact: subject.fact, not: subject.not };
    case "number":
      return number(cursor, subject.fact);
    case "choice":
      return choice(cursor, subject.fact);
    case "state":
      return readStateCheck(cursor);
    case "text":
      return text(cursor, subject.fact);
    case "header":
      return text(cursor, { name: "header", header: cursor.filledText().trim().toLowerCase() });
  }
}

/** Reads who did it: one or several. */
function by(cursor: Cursor, not: boolean): Check {
  const values = [readDoer(cursor)];
  while (cursor.takesMark(",") || orDoer(cursor)) {
    cursor.takes("or");
    values.push(readDoer(cursor));
  }
  return { kind: "by", not, values };
}

/** Whether `or` and one who did it are next: what else follows an `or` is a condition. */
function orDoer(cursor: Cursor): boolean {
  const [doer, then] = [cursor.peek(1), cursor.peek(2)];
  if (!isWord(cursor.peek(), "or") || doer?.kind !== "word" || !isDoer(doer.value)) return false;
  return then === undefined || then.kind === "mark" || isWord(then, "or") || isWord(then, "and");
}

interface Verb {
  readonly by: TextTest | "missing";
  readonly not: boolean;
}

const verbPhrases: readonly (readonly [by: Verb["by"], phrases: readonly string[]])[] = [
  ["is", ["is", "are", "includes", "include"]],
  ["contains", ["contains", "contain"]],
  ["starts", ["starts with", "start with"]],
  ["ends", ["ends with", "end with"]],
  ["matches", ["matches", "match"]],
  ["expression", ["matches expression", "match expression"]],
  ["missing", ["is missing", "are missing"]],
];
const textVerbs: ReadonlyMap<string, Verb> = new Map(
  verbPhrases.flatMap(([by, phrases]) =>
    phrases.flatMap((phrase): [string, Verb][] => [
      [phrase, { by, not: false }],
      ...negatives(phrase).map((not): [string, Verb] => [not, { by, not: true }]),
    ]),
  ),
);

/** "is not" for "is"; "does not contain" and "do not contain" for "contain". */
function negatives(phrase: string): readonly string[] {
  const [first = "", ...rest] = phrase.split(" ");
  if (first === "is" || first === "are") return [[first, "not", ...rest].join(" ")];
  return first.endsWith("s") ? [] : [`does not ${phrase}`, `do not ${phrase}`];
}

function text(cursor: Cursor, fact: TextFact): Check {
  const { by, not } = cursor.oneOf(textVerbs);
  if (by === "missing") return { kind: "missing", fact, not };
  const exactly = cursor.takes("exactly");
  cursor.takes("one of");
  const values = list(cursor, (token) => {
    if (by !== "is" && token.value === "") cursor.stuck("empty", {}, token);
    if (by === "expression") {
      const read = readExpression(token.value, !exactly);
      if (!read.ok) cursor.stuck("expression", { why: read.error }, token);
    }
    if (by === "matches" && isLargePattern(token.value, !exactly))
      cursor.stuck("expression", { why: "too-large" }, token);
    return token.value;
  });
  return { kind: "text", fact, by, not, exactly, values };
}

/** "a", "b" or "c": one or more texts. An `or` that no text follows belongs to the condition. */
function list(cursor: Cursor, value: (token: ReturnType<Cursor["text"]>) => string): readonly string[] {
  const values = [value(cursor.text())];
  for (;;) {
    const comma = cursor.takesMark(",");
    if (isWord(cursor.peek(), "or") && cursor.peek(1)?.kind === "text") cursor.takes("or");
    else if (!comma) return values;
    values.push(value(cursor.text()));
  }
}

const is: ReadonlyMap<string, boolean> = new Map([
  ["is", false],
  ["is not", true],
]);
const priorityVerbs: ReadonlyMap<string, "is" | "is-not" | "at-least" | "at-most"> = new Map([
  ["is", "is"],
  ["is not", "is-not"],
  ["is at least", "at-least"],
  ["is at most", "at-most"],
]);
export const priorityWords: ReadonlyMap<string, Priority> = new Map(priorities.map((one) => [one, one]));

function choice(cursor: Cursor, fact: ChoiceFact): Check {
  if (fact === "priority") {
    const by = cursor.oneOf(priorityVerbs);
    if (by === "at-least" || by === "at-most")
      return { kind: "priority", by, value: cursor.oneOf(priorityWords) };
    const values = [cursor.oneOf(priorityWords)];
    while (cursor.takesMark(",") || orPriority(cursor)) {
      cursor.takes("or");
      values.push(cursor.oneOf(priorityWords));
    }
    return { kind: "choice", fact, not: by === "is-not", values };
  }
  const not = cursor.oneOf(is);
  const at = cursor.peek();
  if (cursor.takes("missing")) cursor.stuck("choice-missing", { fact }, at);
  if (cursor.takes("none")) return { kind: "choice", fact, not, values: null };
  cursor.takes("one of");
  return { kind: "choice", fact, not, values: list(cursor, (token) => token.value) };
}

function orPriority(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  return isWord(cursor.peek(), "or") && next?.kind === "word" && priorityWords.has(next.value);
}

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ["is", "is"],
  ["is not", "is-not"],
  ["is more than", "more"],
  ["is over", "more"],
  ["is less than", "less"],
  ["is under", "less"],
  ["is at least", "at-least"],
  ["is at most", "at-most"],
]);
const units: ReadonlyMap<string, number> = new Map([
  ["kb", 1024],
  ["mb", 1024 * 1024],
]);

function number(cursor: Cursor, fact: NumberFact): Check {
  const by = cursor.oneOf(comparisons);
  return { kind: "number", fact, by, value: fact === "size" ? readSize(cursor) : cursor.number() };
}

/** A number of bytes, with its unit. */
export const readSize = (cursor: Cursor): number => cursor.number() * (cursor.choose(units) ?? 1);
