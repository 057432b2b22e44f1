/** What becomes of a mail, field by field, as formulas and as the evaluator gives it. */
import { never } from "../../../base/result.ts";
import { priorities } from "../../ticket/index.ts";
import type { Run } from "../evaluate.ts";
import { actionText, sharedText } from "../print.ts";
import type { Action } from "../tree.ts";
import { type ChosenFact, chosenFact } from "./atoms.ts";
import type { Logic } from "./logic.ts";
import { nobody, samePerson } from "./same-person.ts";
import { sharedBy } from "./shares.ts";
import type { Literal } from "./solver.ts";
import type { SymbolicRun } from "./symbolic.ts";

const choices = ["category", "group", "assignee", "target"] as const;

export type FieldName =
  | { readonly name: (typeof choices)[number] | "priority" | "state" | "place" | "reply" | "auto-reply" }
  | { readonly name: "tag"; readonly tag: string }
  /** Whether something is done at all, as it is printed. */
  | { readonly name: "done"; readonly what: string };

/** How a field is left: a value, or as it was. */
export type Label =
  | { readonly is: "kept" }
  | { readonly is: "value"; readonly value: string | null }
  /** Whom a share chose, as it is printed. */
  | { readonly is: "chosen"; readonly value: string };

export interface Change {
  readonly of: FieldName;
  readonly before: Label;
  readonly after: Label;
}

/** A field under two rulesets. */
export interface Field {
  readonly of: FieldName;
  /** Both leave it the same. */
  readonly same: Literal;
  /** That the one or the other leaves it so. */
  before(label: Label): Literal;
  after(label: Label): Literal;
}

/** All fields that one of two runs can change. */
export function fieldsOf(
  logic: Logic,
  before: SymbolicRun,
  after: SymbolicRun,
  tags: ReadonlySet<string>,
): readonly Field[] {
  const nothing = -logic.always;
  const choiceFields = choices.map((name): Field => {
    const atStart = (value: Value) =>
      isChosen(value)
        ? samePerson(logic, "assignee", value.chosen)
        : logic.atom({ is: "written", fact: name, value });
    const same = sameLast(logic, writesTo(logic, before, name), writesTo(logic, after, name), atStart);
    return {
      ...{ of: { name }, same },
      ...{ before: lastWrite(logic, before, name), after: lastWrite(logic, after, name) },
    };
  });
  const priority: Field = {
    of: { name: "priority" },
    same: logic.or(
      priorities.map((one) => logic.and([before.state.priority(one), after.state.priority(one)])),
    ),
    before: priorityIs(before),
    after: priorityIs(after),
  };
  const state: Field = {
    of: { name: "state" },
    same: logic.or(
      logic.states.all.map((one) => logic.and([before.state.state(one), after.state.state(one)])),
    ),
    before: (label) => (label.is === "value" ? before.state.state(label.value ?? "") : nothing),
    after: (label) => (label.is === "value" ? after.state.state(label.value ?? "") : nothing),
  };
  const tagFields = [...tags].map((tag): Field => {
    const [was, is] = [before.state.has(tag), after.state.has(tag)];
    const has = (literal: Literal) => (label: Label) =>
      label.is === "value" && label.value !== null ? literal : -literal;
    const there = logic.atom({ is: "tag", tag });
    const same = sameLast(logic, writesOfTag(before, tag), writesOfTag(after, tag), (value) =>
      value === null ? -there : there,
    );
    return { of: { name: "tag", tag }, same, before: has(was), after: has(is) };
  });
  const once = (["place", "reply"] as const).map((name): Field => {
    const same = sameLast(logic, writesTo(logic, before, name), writesTo(logic, after, name), () => nothing);
    return {
      ...{ of: { name }, same },
      ...{ before: lastWrite(logic, before, name), after: lastWrite(logic, after, name) },
    };
  });
  const doneFields = doneIn([before, after]).map((what): Field => {
    const by = ({ rules }: SymbolicRun) =>
      rules.flatMap(({ rule, fires }) => (rule.actions.some((one) => doneBy(one) === what) ? [fires] : []));
    const [was, is] = [by(before), by(after)];
    const done = (fires: readonly Literal[]) => (label: Label) =>
      label.is === "value" && label.value !== null ? logic.or(fires) : -logic.or(fires);
    return { of: { name: "done", what }, same: sameOr(logic, was, is), before: done(was), after: done(is) };
  });
  const silent = (run: SymbolicRun) => writesTo(logic, run, "auto-reply").map(({ fires }) => fires);
  const [wasSilent, isSilent] = [silent(before), silent(after)];
  const isNone = (fires: readonly Literal[]) => (label: Label) =>
    label.is === "value" ? logic.or(fires) : -logic.or(fires);
  const autoReply: Field = {
    of: { name: "auto-reply" },
    same: sameOr(logic, wasSilent, isSilent),
    ...{ before: isNone(wasSilent), after: isNone(isSilent) },
  };
  return [...choiceFields, priority, state, ...tagFields, ...once, ...doneFields, autoReply];

  function priorityIs({ state }: SymbolicRun) {
    return (label: Label): Literal => {
      const of = priorities.find((one) => label.is === "value" && one === label.value);
      return of === undefined ? nothing : state.priority(of);
    };
  }
}

const equal = (logic: Logic, a: Literal, b: Literal): Literal =>
  logic.or([logic.and([a, b]), logic.and([-a, -b])]);

/** That one of these holds exactly if one of those does. What is in both, as most are, settles that at once. */
function sameOr(logic: Logic, these: readonly Literal[], those: readonly Literal[]): Literal {
  const [first, second] = [new Set(these), new Set(those)];
  const both = these.filter((one) => second.has(one));
  const onlyFirst = logic.or(these.filter((one) => !second.has(one)));
  const onlySecond = logic.or(those.filter((one) => !first.has(one)));
  return logic.or([...both, equal(logic, onlyFirst, onlySecond)]);
}

/** What rules do to a tag: its value is the tag itself, or null. */
const writesOfTag = ({ rules }: SymbolicRun, tag: string): readonly FieldWrite[] =>
  rules.flatMap(({ rule, fires }) =>
    rule.actions.flatMap((one) =>
      (one.do === "add-tag" || one.do === "remove-tag") && one.tag === tag
        ? [{ fires, value: one.do === "add-tag" ? tag : null }]
        : [],
    ),
  );

type Written = (typeof choices)[number] | "place" | "reply" | "auto-reply";

/** What a field is left as: a text, none, or whom a share chooses. */
type Value = string | null | { readonly chosen: ChosenFact; readonly shown: string };

const isChosen = (value: Value): value is Exclude<Value, string | null> =>
  typeof value === "object" && value !== null;

const labelOf = (value: Value): Label =>
  isChosen(value) ? { is: "chosen", value: value.shown } : { is: "value", value };

interface Writes {
  readonly name: Written;
  readonly value: Value;
}

/** What an action writes. */
function allWrittenBy(action: Action): readonly Writes[] {
  const shared = sharedBy(action);
  const written = writtenBy(action);
  return [
    ...(written ? [written] : []),
    ...(shared
      ? [
          {
            name: "assignee",
            value: { chosen: chosenFact(shared.group, shared.share), shown: sharedText(shared) },
          } as const,
        ]
      : []),
  ];
}

/** What an action writes itself; places are one text with their reason. */
function writtenBy(action: Action): Writes | null {
  switch (action.do) {
    case "set-category":
      return { name: "category", value: action.category };
    case "assign-group":
      return { name: "group", value: action.group };
    case "assign-person":
      return { name: "assignee", value: action.person };
    case "set-target":
      return { name: "target", value: action.target };
    case "hold":
    case "file":
      return { name: "place", value: action.reason === null ? action.do : `${action.do}: ${action.reason}` };
    case "reply":
      return { name: "reply", value: action.template };
    case "no-auto-reply":
      return { name: "auto-reply", value: "none" };
    case "set-priority":
    case "raise-priority":
    case "lower-priority":
    case "add-tag":
    case "remove-tag":
    case "set-state":
    case "forward":
    case "call":
    case "note":
    case "notify-person":
    case "notify-group":
    case "notify-assignee":
    case "stop":
      return null;
    default:
      return never(action);
  }
}

/** An action that is done or not, whatever else is; null for others. */
const doneBy = (action: Action): string | null =>
  action.do === "forward" || action.do === "call" || action.do === "note" || action.do.startsWith("notify-")
    ? actionText(action)
    : null;

const doneIn = (runs: readonly SymbolicRun[]): readonly string[] => [
  ...new Set(
    runs.flatMap(({ rules }) =>
      rules.flatMap(({ rule }) => rule.actions.flatMap((one) => doneBy(one) ?? [])),
    ),
  ),
];

const isDone = ({ actions }: Run, what: string): boolean =>
  actions.some(({ action }) => doneBy(action) === what);

interface FieldWrite {
  readonly fires: Literal;
  readonly value: Value;
}

const writesTo = (logic: Logic, { rules }: SymbolicRun, name: Written): readonly FieldWrite[] =>
  rules.flatMap(({ rule, fires }) =>
    rule.actions.flatMap((action) =>
      allWrittenBy(action).flatMap((written) => {
        if (written.name !== name) return [];
        const { value } = written;
        // Where nobody is chosen, nothing is written.
        const writes = isChosen(value) ? logic.and([fires, -nobody(logic, value.chosen)]) : fires;
        return [{ fires: writes, value }];
      }),
    ),
  );

/** That two values are the same. */
function sameValue(logic: Logic, one: Value, other: Value): Literal {
  if (isChosen(one))
    return isChosen(other)
      ? samePerson(logic, one.chosen, other.chosen)
      : writtenAs(logic, one.chosen, other);
  if (isChosen(other)) return writtenAs(logic, other.chosen, one);
  return one === other ? logic.always : -logic.always;
}

const writtenAs = (logic: Logic, fact: ChosenFact, value: string | null): Literal =>
  logic.atom({ is: "written", fact, value });

/**
 * That two runs leave a field the same. Rules that both have, as most are when one is changed, are followed side by side:
 * values are compared only where the runs differ.
 */
function sameLast(
  logic: Logic,
  before: readonly FieldWrite[],
  after: readonly FieldWrite[],
  atStart: (value: Value) => Literal,
): Literal {
  let same = logic.always;
  for (const { of, was, is } of sideBySide(before, after)) {
    if (of === "both") same = logic.or([before[was - 1]?.fires ?? same, same]);
    const write = of === "before" ? before[was - 1] : of === "after" ? after[is - 1] : null;
    const others = of === "before" ? after.slice(0, is) : before.slice(0, was);
    if (write)
      same = logic.choose(write.fires, leaves(logic, others, write.value, atStart(write.value)), same);
  }
  return same;
}

/** That writes leave a value. */
const leaves = (logic: Logic, writes: readonly FieldWrite[], wanted: Value, atStart: Literal): Literal =>
  writes.reduce(
    (now, { fires, value }) => logic.choose(fires, sameValue(logic, value, wanted), now),
    atStart,
  );

/** That the last of some writes was one with that label. */
const lastOf = (logic: Logic, writes: readonly FieldWrite[], label: Label): Literal =>
  writes.reduce(
    (now, { fires, value }) =>
      logic.choose(fires, isSameLabel(labelOf(value), label) ? logic.always : -logic.always, now),
    -logic.always,
  );

const isSameLabel = (one: Label, other: Label): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Step {
  readonly of: "both" | "before" | "after";
  /** How many writes of each are taken, with this one. */
  readonly was: number;
  readonly is: number;
}

/** Two lists of writes from their starts on, the same ones in both together as far as possible. */
function sideBySide(before: readonly FieldWrite[], after: readonly FieldWrite[]): readonly Step[] {
  const key = (one: FieldWrite | undefined) => (one ? `${one.fires} ${JSON.stringify(one.value)}` : "");
  const places = new Map(before.map((one, n) => [key(one), n]));
  const steps: Step[] = [];
  let [was, is] = [before.length, after.length];
  while (was > 0 || is > 0) {
    const [a, b] = [key(before[was - 1]), key(after[is - 1])];
    const comesLater = is > 0 && (places.get(b) ?? was) < was;
    const of = a === b ? "both" : was > 0 && (is === 0 || comesLater) ? "before" : "after";
    steps.push({ of, was, is });
    if (of !== "after") was -= 1;
    if (of !== "before") is -= 1;
  }
  return steps.reverse();
}

/** That the last write of a field was this. */
export function lastWrite(logic: Logic, run: SymbolicRun, name: Written): (label: Label) => Literal {
  const writes = writesTo(logic, run, name);
  const known = new Map<string, Literal>();
  return (label) => {
    const key = JSON.stringify(label);
    const found = known.get(key);
    if (found !== undefined) return found;
    const literal =
      label.is === "kept" ? logic.and(writes.map(({ fires }) => -fires)) : lastOf(logic, writes, label);
    known.set(key, literal);
    return literal;
  };
}

/** Whether two runs of the evaluator leave a field the same. */
export function sameOutcome(of: FieldName, was: Run, is: Run): boolean {
  switch (of.name) {
    case "category":
    case "group":
    case "assignee":
    case "target":
    case "priority":
    case "state":
      return was.ticket[of.name] === is.ticket[of.name];
    case "tag":
      return was.ticket.tags.includes(of.tag) === is.ticket.tags.includes(of.tag);
    case "place":
      return was.place.is === is.place.is && was.place.reason === is.place.reason;
    case "reply":
      return was.reply?.template === is.reply?.template;
    case "done":
      return isDone(was, of.what) === isDone(is, of.what);
    case "auto-reply":
      return was.autoReply === is.autoReply;
    default:
      return never(of);
  }
}

/** How a run of the evaluator leaves a field. */
export function labelIn(of: FieldName, run: Run): Label {
  switch (of.name) {
    case "priority":
    case "state":
      return { is: "value", value: run.ticket[of.name] };
    case "done":
      return { is: "value", value: isDone(run, of.what) ? of.what : null };
    case "tag":
      return { is: "value", value: run.ticket.tags.includes(of.tag) ? of.tag : null };
    case "category":
    case "group":
    case "assignee":
    case "target":
    case "place":
    case "reply":
    case "auto-reply": {
      const writes = run.actions.flatMap(({ action, chosen }) =>
        allWrittenBy(action).flatMap((written) =>
          written.name === of.name && !(isChosen(written.value) && chosen === undefined)
            ? [written.value]
            : [],
        ),
      );
      const last = writes.at(-1);
      return last === undefined ? { is: "kept" } : labelOf(last);
    }
    default:
      return never(of);
  }
}
