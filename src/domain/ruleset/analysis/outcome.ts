/** What becomes of a mail, field by field, as formulas and as the evaluator gives it. */
import { never } from "../../../base/result.ts";
import { priorities } from "../../ticket/index.ts";
import type { Run } from "../evaluate.ts";
import type { Action } from "../tree.ts";
import type { Logic } from "./logic.ts";
import type { Literal } from "./solver.ts";
import type { SymbolicRun } from "./symbolic.ts";

const choices = ["category", "group", "assignee"] as const;

export type FieldName =
  | { readonly name: (typeof choices)[number] | "priority" | "place" | "auto-reply" }
  | { readonly name: "tag"; readonly tag: string };

/** How a field is left: a value, or as it was. */
export type Label = { readonly is: "kept" } | { readonly is: "value"; readonly value: string | null };

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
    const values = new Set([before, after].flatMap((run) => writesTo(run, name).map(({ value }) => value)));
    const [was, is] = [lastWrite(logic, before, name), lastWrite(logic, after, name)];
    const same = logic.or([
      logic.and([was({ is: "kept" }), is({ is: "kept" })]),
      ...[...values].map((one) =>
        logic.and([before.state.written(name, one), after.state.written(name, one)]),
      ),
    ]);
    return { of: { name }, same, before: was, after: is };
  });
  const priority: Field = {
    of: { name: "priority" },
    same: logic.or(
      priorities.map((one) => logic.and([before.state.priority(one), after.state.priority(one)])),
    ),
    before: priorityIs(before),
    after: priorityIs(after),
  };
  const tagFields = [...tags].map((tag): Field => {
    const [was, is] = [before.state.has(tag), after.state.has(tag)];
    const has = (literal: Literal) => (label: Label) =>
      label.is === "value" && label.value !== null ? literal : -literal;
    return { of: { name: "tag", tag }, same: equal(logic, was, is), before: has(was), after: has(is) };
  });
  const places = new Set([before, after].flatMap((run) => writesTo(run, "place").map(({ value }) => value)));
  const [wasPlace, isPlace] = [lastWrite(logic, before, "place"), lastWrite(logic, after, "place")];
  const labels: readonly Label[] = [
    { is: "kept" },
    ...[...places].map((value): Label => ({ is: "value", value })),
  ];
  const place: Field = {
    of: { name: "place" },
    same: logic.or(labels.map((label) => logic.and([wasPlace(label), isPlace(label)]))),
    before: wasPlace,
    after: isPlace,
  };
  const silent = (run: SymbolicRun) => logic.or(writesTo(run, "auto-reply").map(({ fires }) => fires));
  const [wasSilent, isSilent] = [silent(before), silent(after)];
  const autoReply: Field = {
    of: { name: "auto-reply" },
    same: equal(logic, wasSilent, isSilent),
    before: (label) => (label.is === "value" ? wasSilent : -wasSilent),
    after: (label) => (label.is === "value" ? isSilent : -isSilent),
  };
  return [...choiceFields, priority, ...tagFields, place, autoReply];

  function priorityIs({ state }: SymbolicRun) {
    return (label: Label): Literal => {
      const of = priorities.find((one) => label.is === "value" && one === label.value);
      return of === undefined ? nothing : state.priority(of);
    };
  }
}

const equal = (logic: Logic, a: Literal, b: Literal): Literal =>
  logic.or([logic.and([a, b]), logic.and([-a, -b])]);

type Written = (typeof choices)[number] | "place" | "auto-reply";

/** What an action writes; places are one text with their reason. */
function writtenBy(action: Action): { readonly name: Written; readonly value: string | null } | null {
  switch (action.do) {
    case "set-category":
      return { name: "category", value: action.category };
    case "assign-group":
      return { name: "group", value: action.group };
    case "assign-person":
      return { name: "assignee", value: action.person };
    case "hold":
    case "file":
      return { name: "place", value: action.reason === null ? action.do : `${action.do}: ${action.reason}` };
    case "no-auto-reply":
      return { name: "auto-reply", value: "none" };
    case "set-priority":
    case "raise-priority":
    case "lower-priority":
    case "add-tag":
    case "remove-tag":
    case "stop":
      return null;
    default:
      return never(action);
  }
}

const writesTo = ({ rules }: SymbolicRun, name: Written) =>
  rules.flatMap(({ rule, fires }) =>
    rule.actions.flatMap((action) => {
      const written = writtenBy(action);
      return written?.name === name ? [{ fires, value: written.value }] : [];
    }),
  );

/** That the last write of a field was this. */
function lastWrite(logic: Logic, run: SymbolicRun, name: Written): (label: Label) => Literal {
  const writes = writesTo(run, name);
  const known = new Map<string, Literal>();
  return (label) => {
    const key = JSON.stringify(label);
    const found = known.get(key);
    if (found !== undefined) return found;
    let literal = label.is === "kept" ? logic.always : -logic.always;
    for (const { fires, value } of writes) {
      const isIt = label.is === "value" && label.value === value;
      literal = logic.choose(fires, isIt ? logic.always : -logic.always, literal);
    }
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
    case "priority":
      return was.ticket[of.name] === is.ticket[of.name];
    case "tag":
      return was.ticket.tags.includes(of.tag) === is.ticket.tags.includes(of.tag);
    case "place":
      return was.place.is === is.place.is && was.place.reason === is.place.reason;
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
      return { is: "value", value: run.ticket.priority };
    case "tag":
      return { is: "value", value: run.ticket.tags.includes(of.tag) ? of.tag : null };
    case "category":
    case "group":
    case "assignee":
    case "place":
    case "auto-reply": {
      const writes = run.actions.flatMap(({ action }) => {
        const written = writtenBy(action);
        return written?.name === of.name ? [written.value] : [];
      });
      const last = writes.at(-1);
      return last === undefined ? { is: "kept" } : { is: "value", value: last };
    }
    default:
      return never(of);
  }
}
