/** A condition as a row of a form: what it is about, how it is tested, and with what. */
import { never, type Result, refuse } from "../../../base/result.ts";
import { sizeText } from "../print.ts";
import type { Problem } from "../problems.ts";
import { readCondition } from "../read-condition.ts";
import { quoted } from "../tokens.ts";
import {
  type Check,
  type Condition,
  choiceFacts,
  numberFacts,
  plainTextFacts,
  setFacts,
  type TextCheck,
  type YesFact,
} from "../tree.ts";
import { listOf, listText } from "./list.ts";
import { readPart } from "./read-part.ts";

const yesWords = {
  "is automatic": ["mail is automatic", "mail is not automatic"],
  "is authenticated": ["sender is authenticated", "sender is not authenticated"],
  "is agent": ["sender is an agent", "sender is not an agent"],
  "has attachments": ["mail has attachments", "mail has no attachments"],
} as const;
const yesNames = ["is automatic", "is authenticated", "is agent", "has attachments"] as const;
const yesNameOf = {
  automatic: "is automatic",
  authenticated: "is authenticated",
  agent: "is agent",
  attachments: "has attachments",
} as const satisfies Record<YesFact, (typeof yesNames)[number]>;

const textNames = [...plainTextFacts, ...setFacts, "header"] as const;

/** What a row can be about. */
export const rowFacts = [...textNames, ...choiceFacts, "state", ...numberFacts, ...yesNames] as const;
export type RowFact = (typeof rowFacts)[number];

/** How it can be tested. "-not" is the opposite of the test without it. */
export const rowTests = [
  ...(["contains", "contains-not", "is", "is-not", "starts", "starts-not", "ends", "ends-not"] as const),
  ...(["matches", "matches-not", "expression", "expression-not", "missing", "missing-not"] as const),
  ...(["at-least", "at-most", "more", "less", "yes", "no"] as const),
] as const;
export type RowTest = (typeof rowTests)[number];

/** The tests with which nothing is compared. */
export const bareTests: ReadonlySet<RowTest> = new Set(["missing", "missing-not", "yes", "no"]);

export interface ConditionRow {
  readonly fact: RowFact;
  /** The name of a header, if it is about one. */
  readonly header: string;
  readonly test: RowTest;
  /** One or several texts, with commas between them (list.ts); a number; "" for a test that needs none. */
  readonly value: string;
}

const verbs: Readonly<Record<RowTest, string>> = {
  contains: "contains",
  "contains-not": "does not contain",
  is: "is",
  "is-not": "is not",
  starts: "starts with",
  "starts-not": "does not start with",
  ends: "ends with",
  "ends-not": "does not end with",
  matches: "matches",
  "matches-not": "does not match",
  expression: "matches expression",
  "expression-not": "does not match expression",
  missing: "is missing",
  "missing-not": "is not missing",
  "at-least": "is at least",
  "at-most": "is at most",
  more: "is more than",
  less: "is less than",
  yes: "is",
  no: "is not",
};

/**
 * Reads a row.
 * @returns the condition; or what is wrong with it, as the language says it of the same condition in a rule
 */
export const conditionOf = (row: ConditionRow): Result<Condition, Problem> =>
  bareTests.has(row.test) || isYes(row.fact) || row.value.trim() !== ""
    ? readPart(textOf(row), readCondition)
    : refuse({ code: "empty", params: {}, from: 0, to: 0 });

/** The row in the language, as it stands after `and`. */
function textOf({ fact, header, test, value }: ConditionRow): string {
  if (isYes(fact)) {
    const [yes, no] = yesWords[fact];
    return test === "yes" ? yes : test === "no" ? no : `${yes} ${verbs[test]}`;
  }
  const subject = fact === "header" ? `header ${quoted(header)}` : fact;
  const bare = bareTests.has(test);
  if (bare && isOneOf(choiceFacts, fact)) return `${subject} ${verbs[test].replace("missing", "none")}`;
  return `${subject} ${verbs[test]}${bare ? "" : ` ${valueText(fact, value)}`}`;
}

function valueText(fact: RowFact, value: string): string {
  // A word or number of the language: what is not one is refused there.
  if (isOneOf(numberFacts, fact)) return oneLine(value);
  const values = listOf(value);
  if (fact === "priority") return values.map(oneLine).join(", ");
  return values.length === 0 ? quoted("") : values.map(quoted).join(", ");
}

/** Without what would start a text, a comment or another part of the condition. */
const oneLine = (value: string): string => value.replace(/[^\p{L}\p{N}.\- ]+/gu, " ").trim();

const isOneOf = <T extends string>(list: readonly T[], one: string): one is T =>
  list.some((other) => other === one);
const isYes = (fact: RowFact): fact is (typeof yesNames)[number] => isOneOf(yesNames, fact);

/** A condition as a row; null if the form has no row for it: it is several, or compares exactly as written. */
export function rowOf(condition: Condition): ConditionRow | null {
  switch (condition.kind) {
    case "and":
    case "or":
    case "not":
      return null;
    default:
      return rowOfCheck(condition);
  }
}

function rowOfCheck(check: Check): ConditionRow | null {
  const none = { header: "", value: "" };
  switch (check.kind) {
    case "text":
      return check.exactly ? null : rowOfText(check);
    case "missing": {
      const subject = subjectOf(check.fact);
      return subject && { ...subject, test: check.not ? "missing-not" : "missing", value: "" };
    }
    case "by":
      return null;
    case "choice":
      return check.values === null
        ? { ...none, fact: check.fact, test: check.not ? "missing-not" : "missing" }
        : { ...none, fact: check.fact, test: check.not ? "is-not" : "is", value: listText(check.values) };
    case "priority":
      return { ...none, fact: "priority", test: check.by, value: check.value };
    case "state":
      return { ...none, fact: "state", test: check.not ? "is-not" : "is", value: listText(check.values) };
    case "number": {
      const value = check.fact === "size" ? sizeText(check.value) : String(check.value);
      return { ...none, fact: check.fact, test: check.by, value };
    }
    case "yes":
      return { ...none, fact: yesNameOf[check.fact], test: check.not ? "no" : "yes" };
    default:
      return never(check);
  }
}

function rowOfText({ fact, by, not, values }: TextCheck): ConditionRow | null {
  const subject = subjectOf(fact);
  return subject && { ...subject, test: not ? `${by}-not` : by, value: listText(values) };
}

/** Null for what is asked of tickets alone: the form is about mail. */
function subjectOf(fact: TextCheck["fact"]): Pick<ConditionRow, "fact" | "header"> | null {
  if (fact.name === "header") return { fact: "header", header: fact.header };
  if (fact.name === "requester" || fact.name === "requester domain") return null;
  return { fact: fact.name, header: "" };
}
