/** A ruleset in its canonical text (R-8). */
import { never } from "../../base/result.ts";
import type { Share } from "../ticket/index.ts";
import type { Parsed, Piece } from "./parse.ts";
import { clauseLines, nameText, stateLines } from "./print-lifecycle.ts";
import { calendarLines, targetLines } from "./print-time.ts";
import { doerTexts, eventText, fieldsText, usualDoer } from "./read-event.ts";
import { quoted } from "./tokens.ts";
import type {
  Action,
  Check,
  Condition,
  Expected,
  Given,
  PlacedMailbox,
  RuleEvent,
  TestEvent,
  TextCheck,
  TextFact,
} from "./tree.ts";

/** A condition that is longer is printed with one alternative a line. */
const WIDEST = 100;

/**
 * Prints a ruleset that was read without problems, with its comments. Reading the result gives the same ruleset, and
 * printing that the same text.
 */
export function printRuleset({ pieces, below }: Pick<Parsed, "pieces" | "below">): string {
  const lines: string[] = [];
  for (const [n, piece] of pieces.entries()) {
    const { above, beside } = piece.line;
    const indent = indentOf(piece);
    if (
      piece.kind === "rule" ||
      (piece.kind === "include" && pieces[n - 1]?.kind !== "include") ||
      piece.kind === "test" ||
      piece.kind === "lifecycle" ||
      piece.kind === "calendar" ||
      piece.kind === "target"
    )
      lines.push("");
    const [comment, ...others] = [...beside].reverse();
    for (const one of [...above, ...others.reverse()]) lines.push(`${indent}# ${one}`.trimEnd());
    const printed = linesOf(piece);
    lines.push(...printed.slice(0, -1));
    lines.push(`${printed.at(-1) ?? ""}${comment === undefined ? "" : ` # ${comment}`}`.trimEnd());
  }
  if (below.length > 0) lines.push("", ...below.map((one) => `# ${one}`.trimEnd()));
  return `${lines.join("\n")}\n`;
}

function indentOf({ kind }: Piece): string {
  switch (kind) {
    case "ruleset":
    case "include":
    case "rule":
    case "test":
    case "lifecycle":
    case "calendar":
    case "target":
      return "";
    case "when":
    case "happens":
    case "condition":
    case "action":
    case "given":
    case "expect":
    case "state":
      return "  ";
    case "clauses":
      return "    ";
    default:
      return never(kind);
  }
}

function linesOf(piece: Piece): readonly string[] {
  switch (piece.kind) {
    case "ruleset":
      return [`ruleset ${quoted(piece.name)}${mailboxesText(piece.mailboxes)}`];
    case "include":
    case "rule":
    case "test":
      return [`${piece.kind} ${quoted(piece.name)}`];
    case "when":
      return [`  when ${whenText(piece.event)}`];
    case "happens":
      return [testEventLine(piece.event)];
    case "condition":
      return conditionLines(piece.condition);
    case "action":
      return [`${piece.first ? "  then " : "       "}${actionText(piece.action)}`];
    case "given":
      return givenLines(piece.given, piece.first);
    case "expect":
      return piece.expected.map(
        (one, n) =>
          `${piece.first && n === 0 ? "  expect " : "         "}${expectedText(one)}${startsRule(piece.expected[n + 1]) ? "," : ""}`,
      );
    case "lifecycle":
      return ["lifecycle"];
    case "state":
      return stateLines(piece);
    case "clauses":
      return clauseLines(piece.clauses);
    case "calendar":
      return calendarLines(piece.calendar);
    case "target":
      return targetLines(piece.target);
    default:
      return never(piece);
  }
}

const mailboxesText = (mailboxes: readonly PlacedMailbox[]): string =>
  mailboxes.length === 0 ? "" : ` for mailbox ${mailboxes.map(({ address }) => quoted(address)).join(", ")}`;

/** Whether an expectation would start a rule if its line did not continue the one before (R-4). */
const startsRule = (next: Expected | undefined): boolean => next?.is === "rule" && !next.not;

/** An event as it stands after `when`. */
export const whenText = (event: RuleEvent): string => eventText(event, (name) => nameText({ name }));

/** What happens in a test, as a line of it. */
export const testEventLine = ({ event, also = [], by }: TestEvent): string =>
  `  when ${event.on === "field" && also.length > 0 ? fieldsText([event.field, ...also]) : whenText(event)}${by === usualDoer(event) ? "" : ` by ${doerTexts[by]}`}`;

function conditionLines(condition: Condition): readonly string[] {
  const one = `  and ${conditionText(condition)}`;
  if (one.length <= WIDEST || condition.kind !== "or") return [one];
  return condition.of.map((part, n) => `${n === 0 ? "  and " : "      or "}${inner(part, "or")}`);
}

/** A condition on one line, as it stands after `and`. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "and":
    case "or": {
      const { kind } = condition;
      return condition.of.map((part) => inner(part, kind)).join(` ${kind} `);
    }
    case "not":
      return `not ${inner(condition.of, "not")}`;
    default:
      return checkText(condition);
  }
}

const strength = { or: 0, and: 1, not: 2 };

/** Within parentheses if it binds less closely than what is around it. */
function inner(condition: Condition, around: "and" | "or" | "not"): string {
  const text = conditionText(condition);
  const { kind } = condition;
  if (kind !== "and" && kind !== "or" && kind !== "not") return text;
  return strength[kind] < strength[around] ? `(${text})` : text;
}

const textWords = {
  is: ["is", "is not"],
  contains: ["contains", "does not contain"],
  starts: ["starts with", "does not start with"],
  ends: ["ends with", "does not end with"],
  matches: ["matches", "does not match"],
  expression: ["matches expression", "does not match expression"],
} as const satisfies Record<TextCheck["by"], readonly [string, string]>;

/** The same for facts that are several things: "tags include". */
const pluralWords: typeof textWords | Record<TextCheck["by"], readonly [string, string]> = {
  is: ["include", "do not include"],
  contains: ["contain", "do not contain"],
  starts: ["start with", "do not start with"],
  ends: ["end with", "do not end with"],
  matches: ["match", "do not match"],
  expression: ["match expression", "do not match expression"],
};

const comparisonWords = {
  is: "is",
  "is-not": "is not",
  more: "is more than",
  less: "is less than",
  "at-least": "is at least",
  "at-most": "is at most",
};

const yesWords = {
  automatic: ["mail is automatic", "mail is not automatic"],
  authenticated: ["sender is authenticated", "sender is not authenticated"],
  agent: ["sender is an agent", "sender is not an agent"],
  attachments: ["mail has attachments", "mail has no attachments"],
} as const;

function checkText(check: Check): string {
  switch (check.kind) {
    case "text": {
      const words = isPlural(check.fact) ? pluralWords : textWords;
      const verb = words[check.by][check.not ? 1 : 0];
      return `${factText(check.fact)} ${verb}${check.exactly ? " exactly" : ""} ${listText(check.values)}`;
    }
    case "missing":
      return `${factText(check.fact)} ${isPlural(check.fact) ? "are" : "is"} ${check.not ? "not " : ""}missing`;
    case "choice": {
      const list =
        check.values === null
          ? "none"
          : check.fact === "priority"
            ? orList(check.values)
            : listText(check.values);
      return `${check.fact} ${check.not ? "is not" : "is"} ${list}`;
    }
    case "priority":
      return `priority ${comparisonWords[check.by]} ${check.value}`;
    case "state":
      return `state ${check.not ? "is not" : "is"} ${orList(check.values.map((name) => nameText({ name })))}`;
    case "number":
      return `${check.fact} ${comparisonWords[check.by]} ${check.fact === "size" ? sizeText(check.value) : check.value}`;
    case "yes":
      return yesWords[check.fact][check.not ? 1 : 0];
    case "by":
      return `it was ${check.not ? "not " : ""}done by ${orList(check.values.map((one) => doerTexts[one]))}`;
    default:
      return never(check);
  }
}

const isPlural = ({ name }: TextFact): boolean =>
  name === "recipients" || name === "attachment names" || name === "attachment types" || name === "tags";

const factText = (fact: TextFact): string =>
  fact.name === "header" ? `header ${quoted(fact.header)}` : fact.name;

const listText = (values: readonly string[]): string => orList(values.map(quoted));

const orList = (values: readonly string[]): string =>
  values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1) ?? ""}`;

/** A number of bytes with its unit (R-41). */
export function sizeText(bytes: number): string {
  for (const [unit, size] of [
    ["MB", 1024 * 1024],
    ["KB", 1024],
  ] as const)
    if (bytes >= size && bytes % size === 0) return `${bytes / size} ${unit}`;
  return String(bytes);
}

/** An action as it stands after `then`. */
export function actionText(action: Action): string {
  switch (action.do) {
    case "set-category":
      return action.category === null ? "clear category" : `set category to ${quoted(action.category)}`;
    case "set-priority":
      return `set priority to ${action.priority}`;
    case "raise-priority":
      return "raise priority";
    case "lower-priority":
      return "lower priority";
    case "assign-group":
      return action.group === null
        ? "clear group"
        : `assign to group ${quoted(action.group)}${action.share ? `, ${shareText(action.share)}` : ""}`;
    case "assign-person":
      return action.person === null ? "clear assignee" : `assign to person ${quoted(action.person)}`;
    case "set-target":
      return action.target === null ? "clear target" : `set target to ${quoted(action.target)}`;
    case "add-tag":
      return `add tag ${quoted(action.tag)}`;
    case "remove-tag":
      return `remove tag ${quoted(action.tag)}`;
    case "set-state":
      return `set state to ${nameText({ name: action.state })}`;
    case "forward":
      return `forward to ${quoted(action.to)}`;
    case "call":
      return `call ${quoted(action.webhook)}`;
    case "notify-person":
      return `notify person ${quoted(action.person)}`;
    case "notify-group":
      return `notify group ${quoted(action.group)}`;
    case "notify-assignee":
      return "notify assignee";
    case "reply":
      return `reply with template ${quoted(action.template)}`;
    case "no-auto-reply":
      return "send no auto-reply";
    case "hold":
      return `hold${because(action.reason)}`;
    case "file":
      return `file without ticket${because(action.reason)}`;
    case "stop":
      return "stop";
    default:
      return never(action);
  }
}

/** A group whose tickets are shared. */
export const sharedText = ({ group, share }: { readonly group: string; readonly share: Share }): string =>
  `group ${quoted(group)}, ${shareText(share)}`;

/** How tickets of a group are shared, as it stands after the comma. */
export function shareText({ owner, by, most }: Share): string {
  const ways = [...(owner ? ["last owner"] : []), ...(by === null ? [] : [shareWords[by]])];
  const limit = most === null ? "" : `, at most ${most} open ${most === 1 ? "ticket" : "tickets"}`;
  return ways.join(" or ") + limit;
}

const shareWords = { "round-robin": "round robin", "least-busy": "least busy" } as const;

/** The description of a mail, as lines of a test from `given` on. */
export const printGiven = (given: readonly Given[]): readonly string[] => givenLines(given, true);

const because = (reason: string | null): string => (reason === null ? "" : ` because ${quoted(reason)}`);

/** One description a line, but the sender with the recipients. */
function givenLines(given: readonly Given[], first: boolean): readonly string[] {
  const lines: string[] = [];
  let before: Given | null = null;
  for (const one of given) {
    const ofReply = before?.set === "reply" && one.set === "sender";
    const text = givenText(one, ofReply);
    const goesOn =
      ofReply || before?.set === "ticket" || (before?.set === "sender" && one.set === "recipients");
    if (goesOn) lines.push(`${lines.pop() ?? ""} ${text}`);
    else lines.push(`${first && lines.length === 0 ? "  given " : "        "}${text}`);
    before = one;
  }
  return lines;
}

function givenText(given: Given, ofReply: boolean): string {
  switch (given.set) {
    case "reply":
    case "ticket":
      return given.set;
    case "requester":
      return `requester ${quoted(given.address)}`;
    case "sender":
      return `${ofReply ? "" : "mail "}from ${quoted(given.address)}${given.name === null ? "" : ` named ${quoted(given.name)}`}`;
    case "recipients":
      return `to ${given.addresses.map(quoted).join(", ")}`;
    case "mailbox":
    case "subject":
    case "body":
    case "group":
    case "category":
    case "assignee":
    case "target":
    case "tag":
      return `${given.set} ${quoted(given.value)}`;
    case "priority":
      return `priority ${given.value}`;
    case "state":
      return `state ${nameText({ name: given.value })}`;
    case "header":
      return `header ${quoted(given.header)} ${quoted(given.value)}`;
    case "attachment":
      return `attachment ${quoted(given.name)}${given.type === null ? "" : ` of type ${quoted(given.type)}`}`;
    case "size":
      return `size ${sizeText(given.value)}`;
    case "spam score":
      return `spam score ${given.value}`;
    case "automatic":
    case "authenticated":
      return given.set;
    case "agent":
      return "from an agent";
    case "chosen":
      return `chosen ${quoted(given.person)} from group ${quoted(given.group)}${given.share ? `, ${shareText(given.share)}` : ""}`;
    default:
      return never(given);
  }
}

export function expectedText(expected: Expected): string {
  switch (expected.is) {
    case "category":
    case "group":
    case "assignee":
    case "target":
      return expected.value === null ? `no ${expected.is}` : `${expected.is} ${quoted(expected.value)}`;
    case "priority":
      return `priority ${expected.value}`;
    case "state":
      return `state ${nameText({ name: expected.value })}`;
    case "tag":
    case "rule":
      return `${expected.not ? "no " : ""}${expected.is} ${quoted(expected.value)}`;
    case "replies":
      return expected.value === 0
        ? "no reply"
        : `${expected.value} ${expected.value === 1 ? "reply" : "replies"}`;
    case "forwarded":
      return expected.to === null ? "not forwarded" : `forwarded to ${quoted(expected.to)}`;
    case "notified":
      if (expected.name !== null) return `notified ${expected.who} ${quoted(expected.name)}`;
      return expected.who === "nobody" ? "nobody notified" : "notified assignee";
    case "template":
      return `template ${quoted(expected.value)}`;
    case "call":
      return expected.webhook === null ? "no call" : `call ${quoted(expected.webhook)}`;
    case "held":
    case "filed":
    case "nothing":
      return expected.is;
    case "no-auto-reply":
      return "no auto-reply";
    default:
      return never(expected);
  }
}
