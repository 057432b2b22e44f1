/** Reads actions. */
import type { Cursor } from "./cursor.ts";
import { priorityWords } from "./read-condition.ts";
import type { Action } from "./tree.ts";

const actions: ReadonlyMap<string, (cursor: Cursor) => Action> = new Map<string, (cursor: Cursor) => Action>([
  ["set category to", (cursor) => ({ do: "set-category", category: cursor.filledText() })],
  ["clear category", () => ({ do: "set-category", category: null })],
  ["set priority to", (cursor) => ({ do: "set-priority", priority: cursor.oneOf(priorityWords) })],
  ["raise priority", () => ({ do: "raise-priority" })],
  ["lower priority", () => ({ do: "lower-priority" })],
  ["assign to group", (cursor) => ({ do: "assign-group", group: cursor.filledText() })],
  ["clear group", () => ({ do: "assign-group", group: null })],
  ["assign to person", (cursor) => ({ do: "assign-person", person: cursor.filledText() })],
  ["clear assignee", () => ({ do: "assign-person", person: null })],
  ["add tag", (cursor) => ({ do: "add-tag", tag: cursor.filledText() })],
  ["remove tag", (cursor) => ({ do: "remove-tag", tag: cursor.filledText() })],
  ["send no auto-reply", () => ({ do: "no-auto-reply" })],
  ["hold", (cursor) => ({ do: "hold", reason: reason(cursor) })],
  ["file without ticket", (cursor) => ({ do: "file", reason: reason(cursor) })],
  ["stop", () => ({ do: "stop" })],
]);

/** Reads an action, from its first word on. */
export const readAction = (cursor: Cursor): Action => cursor.oneOf(actions)(cursor);

const reason = (cursor: Cursor): string | null => (cursor.takes("because") ? cursor.filledText() : null);
