/** Reads actions. */
import { isRecipient, normalAddress } from "../mail/index.ts";
import { isTag } from "../ticket/index.ts";
import type { Cursor } from "./cursor.ts";
import type { ProblemCode } from "./problems.ts";
import { priorityWords } from "./read-condition.ts";
import { readShare } from "./read-share.ts";
import { readStateName } from "./states.ts";
import { type Action, isMailEvent, type RuleEvent } from "./tree.ts";

const actions: ReadonlyMap<string, (cursor: Cursor) => Action> = new Map<string, (cursor: Cursor) => Action>([
  ["set category to", (cursor) => ({ do: "set-category", category: named(cursor, LONGEST_CATEGORY) })],
  ["clear category", () => ({ do: "set-category", category: null })],
  ["set priority to", (cursor) => ({ do: "set-priority", priority: cursor.oneOf(priorityWords) })],
  ["set state to", (cursor) => ({ do: "set-state", state: readStateName(cursor) })],
  ["raise priority", () => ({ do: "raise-priority" })],
  ["lower priority", () => ({ do: "lower-priority" })],
  ["assign to group", assignGroup],
  ["clear group", () => ({ do: "assign-group", group: null })],
  ["assign to person", (cursor) => ({ do: "assign-person", person: named(cursor, LONGEST_NAME) })],
  ["clear assignee", () => ({ do: "assign-person", person: null })],
  ["set target to", (cursor) => ({ do: "set-target", target: named(cursor, LONGEST_NAME) })],
  ["clear target", () => ({ do: "set-target", target: null })],
  ["add tag", (cursor) => ({ do: "add-tag", tag: tag(cursor) })],
  ["remove tag", (cursor) => ({ do: "remove-tag", tag: tag(cursor) })],
  ["notify person", (cursor) => ({ do: "notify-person", person: named(cursor, LONGEST_NAME) })],
  ["notify group", (cursor) => ({ do: "notify-group", group: named(cursor, LONGEST_NAME) })],
  ["notify assignee", () => ({ do: "notify-assignee" })],
  ["forward to", (cursor) => ({ do: "forward", to: address(cursor) })],
  ["call", (cursor) => ({ do: "call", webhook: named(cursor, LONGEST_NAME) })],
  ["add note", (cursor) => ({ do: "note", text: note(cursor) })],
  ["reply with template", reply],
  ["answer with template", reply],
  ["send no auto-reply", () => ({ do: "no-auto-reply" })],
  ["hold", (cursor) => ({ do: "hold", reason: reason(cursor) })],
  ["file without ticket", (cursor) => ({ do: "file", reason: reason(cursor) })],
  ["stop", () => ({ do: "stop" })],
]);

/** What the language will have: it is refused by name. */
const later: ReadonlyMap<string, string> = new Map([["reject", "reject"]]);

/** Reads an action, from its first word on. */
export function readAction(cursor: Cursor): Action {
  const from = cursor.peek();
  const what = cursor.choose(later);
  if (what !== null) cursor.stuck("later", { what }, from);
  return cursor.oneOf(actions)(cursor);
}

/** Why an action cannot stand in a rule that waits for an event; null if it can. */
export function actionProblem(action: Action, event: RuleEvent): ProblemCode | null {
  switch (action.do) {
    case "hold":
    case "file":
      return event === "new mail arrives" ? null : "only-new";
    case "forward":
    case "no-auto-reply":
      return isMailEvent(event) ? null : "only-mail";
    default:
      return null;
  }
}

/** The beginning of an action that only mail allows. */
export const actionWord = (action: Action): string =>
  action.do === "forward" ? "forward" : action.do === "no-auto-reply" ? "send no auto-reply" : action.do;

/** The design's other word is printed as the usual one. */
function reply(cursor: Cursor): Action {
  return { do: "reply", template: named(cursor, LONGEST_NAME) };
}

function assignGroup(cursor: Cursor): Action {
  const group = named(cursor, LONGEST_NAME);
  return { do: "assign-group", group, ...(cursor.takesMark(",") ? { share: readShare(cursor) } : {}) };
}

const LONGEST_NOTE = 5_000;
const LONGEST_CATEGORY = 200;
export const LONGEST_NAME = 100;

/** A text as a ticket's field can have it. */
export function named(cursor: Cursor, most: number): string {
  const at = cursor.peek();
  const text = cursor.filledText();
  return text.length > most || /\p{Cc}/u.test(text) ? cursor.stuck("name", { most }, at) : text;
}

/** What a note says, without blanks around it. */
function note(cursor: Cursor): string {
  const at = cursor.peek();
  const text = cursor.filledText().trim();
  return text.length > LONGEST_NOTE ? cursor.stuck("note", { most: LONGEST_NOTE }, at) : text;
}

/** An address as mail can be sent to, in lower case. */
function address(cursor: Cursor): string {
  const at = cursor.peek();
  const text = normalAddress(cursor.filledText());
  return isRecipient(text) ? text : cursor.stuck("address", {}, at);
}

function tag(cursor: Cursor): string {
  const at = cursor.peek();
  const text = cursor.filledText();
  return isTag(text) ? text : cursor.stuck("tag", {}, at);
}

const reason = (cursor: Cursor): string | null => (cursor.takes("because") ? cursor.filledText() : null);
