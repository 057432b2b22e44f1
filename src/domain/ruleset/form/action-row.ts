/** An action as a row of a form: what is done, and with what. */
import { never, type Result } from "../../../base/result.ts";
import type { Share } from "../../ticket/index.ts";
import type { Problem } from "../problems.ts";
import { readAction } from "../read-action.ts";
import { quoted } from "../tokens.ts";
import type { Action } from "../tree.ts";
import { readPart } from "./read-part.ts";

/** What the value of an action is; "none" if it has none. */
export type ActionValue =
  | "none"
  | "text"
  | "reason"
  | "group"
  | "person"
  | "template"
  | "webhook"
  | "priority"
  | "state";

interface Kind {
  /** As it starts in the language. */
  readonly phrase: string;
  readonly value: ActionValue;
  /** What follows the value. */
  readonly ending?: string;
}

/** What a row can do, in the order in which a form offers it. */
export const rowActions = {
  "assign-group": { phrase: "assign to group", value: "group" },
  "round-robin": { phrase: "assign to group", value: "group", ending: ", round robin" },
  "least-busy": { phrase: "assign to group", value: "group", ending: ", least busy" },
  "assign-person": { phrase: "assign to person", value: "person" },
  "set-category": { phrase: "set category to", value: "text" },
  "set-priority": { phrase: "set priority to", value: "priority" },
  "raise-priority": { phrase: "raise priority", value: "none" },
  "lower-priority": { phrase: "lower priority", value: "none" },
  "add-tag": { phrase: "add tag", value: "text" },
  "remove-tag": { phrase: "remove tag", value: "text" },
  "set-state": { phrase: "set state to", value: "state" },
  "set-target": { phrase: "set target to", value: "text" },
  reply: { phrase: "reply with template", value: "template" },
  forward: { phrase: "forward to", value: "text" },
  call: { phrase: "call", value: "webhook" },
  note: { phrase: "add note", value: "text" },
  "notify-group": { phrase: "notify group", value: "group" },
  "notify-person": { phrase: "notify person", value: "person" },
  "notify-assignee": { phrase: "notify assignee", value: "none" },
  "clear-category": { phrase: "clear category", value: "none" },
  "clear-group": { phrase: "clear group", value: "none" },
  "clear-assignee": { phrase: "clear assignee", value: "none" },
  "clear-target": { phrase: "clear target", value: "none" },
  "no-auto-reply": { phrase: "send no auto-reply", value: "none" },
  hold: { phrase: "hold", value: "reason" },
  file: { phrase: "file without ticket", value: "reason" },
  stop: { phrase: "stop", value: "none" },
} as const satisfies Record<string, Kind>;
export type RowAction = keyof typeof rowActions;
/** Their names, in that order. */
export const rowActionNames = Object.keys(rowActions).filter((one): one is RowAction => one in rowActions);

export interface ActionRow {
  readonly do: RowAction;
  /** "" where there is none. */
  readonly value: string;
}

/** Reads a row. @returns the action; or what is wrong with it, as the language says it of the same action in a rule */
export const actionOf = (row: ActionRow): Result<Action, Problem> => readPart(textOf(row), readAction);

/** The row in the language. */
function textOf({ do: what, value }: ActionRow): string {
  const kind: Kind = rowActions[what];
  switch (kind.value) {
    case "none":
      return kind.phrase;
    case "priority":
      return `${kind.phrase} ${value.replace(/[^a-z]/g, " ")}`;
    case "reason":
      return value.trim() === "" ? kind.phrase : `${kind.phrase} because ${quoted(value.trim())}`;
    case "text":
    case "group":
    case "person":
    case "template":
    case "webhook":
    case "state":
      return `${kind.phrase} ${quoted(what === "note" ? oneLine(value) : value.trim())}${kind.ending ?? ""}`;
    default:
      return never(kind.value);
  }
}

/** A field has one line. */
const oneLine = (value: string): string =>
  value
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");

/** An action as a row; null if it says more than a row can. */
export function actionRowOf(action: Action): ActionRow | null {
  switch (action.do) {
    case "set-category":
      return orClear("set-category", action.category, "clear-category");
    case "assign-group":
      if (action.group !== null && action.share) return shareRow(action.group, action.share);
      return orClear("assign-group", action.group, "clear-group");
    case "assign-person":
      return orClear("assign-person", action.person, "clear-assignee");
    case "set-target":
      return orClear("set-target", action.target, "clear-target");
    case "set-priority":
      return { do: "set-priority", value: action.priority };
    case "set-state":
      return { do: "set-state", value: action.state };
    case "add-tag":
    case "remove-tag":
      return { do: action.do, value: action.tag };
    case "hold":
    case "file":
      return { do: action.do, value: action.reason ?? "" };
    case "reply":
      return { do: "reply", value: action.template };
    case "forward":
      return { do: "forward", value: action.to };
    case "note":
      // A field has one line.
      return /[\r\n]/.test(action.text) ? null : { do: "note", value: action.text };
    case "call":
      return { do: "call", value: action.webhook };
    case "notify-group":
      return { do: "notify-group", value: action.group };
    case "notify-person":
      return { do: "notify-person", value: action.person };
    case "notify-assignee":
    case "raise-priority":
    case "lower-priority":
    case "no-auto-reply":
    case "stop":
      return { do: action.do, value: "" };
    default:
      return never(action);
  }
}

const shareRow = (group: string, { owner, by, most }: Share): ActionRow | null =>
  owner || by === null || most !== null ? null : { do: by, value: group };

const orClear = (set: RowAction, value: string | null, clear: RowAction): ActionRow =>
  value === null ? { do: clear, value: "" } : { do: set, value };
