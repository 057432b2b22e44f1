/** Reads what a test gives and expects. */
import type { Cursor } from "./cursor.ts";
import { priorityWords, readSize } from "./read-condition.ts";
import { readShareIfAny } from "./read-share.ts";
import { readStateName } from "./states.ts";
import type { Expected, Given } from "./tree.ts";

type Reader<T> = (cursor: Cursor) => T;

const given: ReadonlyMap<string, Reader<readonly Given[]>> = new Map<string, Reader<readonly Given[]>>([
  ["ticket", () => [{ set: "ticket" }]],
  ["requester", (cursor) => [{ set: "requester", address: cursor.filledText() }]],
  ["mail from", (cursor) => sender(cursor)],
  ["reply", () => [{ set: "reply" }]],
  ["reply from", (cursor) => [{ set: "reply" }, ...sender(cursor)]],
  ["from", (cursor) => sender(cursor)],
  ["to", (cursor) => [{ set: "recipients", addresses: texts(cursor) }]],
  ["mailbox", (cursor) => [{ set: "mailbox", value: cursor.filledText() }]],
  ["subject", (cursor) => [{ set: "subject", value: cursor.text().value }]],
  ["body", (cursor) => [{ set: "body", value: cursor.text().value }]],
  [
    "header",
    (cursor) => [
      { set: "header", header: cursor.filledText().trim().toLowerCase(), value: cursor.text().value },
    ],
  ],
  [
    "attachment",
    (cursor) => {
      const name = cursor.filledText();
      return [{ set: "attachment", name, type: cursor.takes("of type") ? cursor.filledText() : null }];
    },
  ],
  ["size", (cursor) => [{ set: "size", value: readSize(cursor) }]],
  ["spam score", (cursor) => [{ set: "spam score", value: cursor.number() }]],
  ["automatic", () => [{ set: "automatic" }]],
  ["authenticated", () => [{ set: "authenticated" }]],
  ["from agent", () => [{ set: "agent" }]],
  ["category", (cursor) => [{ set: "category", value: cursor.filledText() }]],
  ["group", (cursor) => [{ set: "group", value: cursor.filledText() }]],
  ["assignee", (cursor) => [{ set: "assignee", value: cursor.filledText() }]],
  ["target", (cursor) => [{ set: "target", value: cursor.filledText() }]],
  ["tag", (cursor) => texts(cursor).map((value) => ({ set: "tag", value }))],
  ["state", (cursor) => [{ set: "state", value: readStateName(cursor) }]],
  ["priority", (cursor) => [{ set: "priority", value: cursor.oneOf(priorityWords) }]],
  ["chosen", chosen],
]);

/** Reads one or several descriptions, on a line after `given` or one that continues it. */
export function readGiven(cursor: Cursor): readonly Given[] {
  const all: Given[] = [];
  while (cursor.peek() !== undefined || all.length === 0) {
    all.push(...cursor.oneOf(given)(cursor));
    cursor.takesMark(",");
  }
  return all;
}

const fromGroup: ReadonlyMap<string, true> = new Map([["from group", true]]);

function chosen(cursor: Cursor): readonly Given[] {
  const person = cursor.filledText();
  cursor.oneOf(fromGroup);
  return [{ set: "chosen", person, group: cursor.filledText(), share: readShareIfAny(cursor) }];
}

function sender(cursor: Cursor): readonly Given[] {
  const address = cursor.filledText();
  return [{ set: "sender", address, name: cursor.takes("named") ? cursor.text().value : null }];
}

/** One or several texts, with commas. A comma that no text follows belongs to the list around it. */
function texts(cursor: Cursor): readonly string[] {
  const all = [cursor.filledText()];
  while (cursor.peek(1)?.kind === "text" && cursor.takesMark(",")) all.push(cursor.filledText());
  return all;
}

const expected: ReadonlyMap<string, Reader<Expected>> = new Map<string, Reader<Expected>>([
  ["category", (cursor) => ({ is: "category", value: cursor.filledText() })],
  ["no category", () => ({ is: "category", value: null })],
  ["group", (cursor) => ({ is: "group", value: cursor.filledText() })],
  ["no group", () => ({ is: "group", value: null })],
  ["assignee", (cursor) => ({ is: "assignee", value: cursor.filledText() })],
  ["no assignee", () => ({ is: "assignee", value: null })],
  ["target", (cursor) => ({ is: "target", value: cursor.filledText() })],
  ["no target", () => ({ is: "target", value: null })],
  ["priority", (cursor) => ({ is: "priority", value: cursor.oneOf(priorityWords) })],
  ["state", (cursor) => ({ is: "state", value: readStateName(cursor) })],
  ["tag", (cursor) => ({ is: "tag", value: cursor.filledText(), not: false })],
  ["no tag", (cursor) => ({ is: "tag", value: cursor.filledText(), not: true })],
  ["no reply", () => ({ is: "replies", value: 0 })],
  ["no answer", () => ({ is: "replies", value: 0 })],
  ["template", (cursor) => ({ is: "template", value: cursor.filledText() })],
  ["notified person", (cursor) => ({ is: "notified", who: "person", name: cursor.filledText() })],
  ["notified group", (cursor) => ({ is: "notified", who: "group", name: cursor.filledText() })],
  ["notified assignee", () => ({ is: "notified", who: "assignee", name: null })],
  ["nobody notified", () => ({ is: "notified", who: "nobody", name: null })],
  ["forwarded to", (cursor) => ({ is: "forwarded", to: cursor.filledText().toLowerCase() })],
  ["not forwarded", () => ({ is: "forwarded", to: null })],
  ["call", (cursor) => ({ is: "call", webhook: cursor.filledText() })],
  ["note", (cursor) => ({ is: "note", text: cursor.filledText().trim() })],
  ["no note", () => ({ is: "note", text: null })],
  ["no call", () => ({ is: "call", webhook: null })],
  ["held", () => ({ is: "held" })],
  ["filed", () => ({ is: "filed" })],
  ["no auto-reply", () => ({ is: "no-auto-reply" })],
  ["nothing", () => ({ is: "nothing" })],
  ["rule", (cursor) => ({ is: "rule", value: cursor.filledText(), not: false })],
  ["no rule", (cursor) => ({ is: "rule", value: cursor.filledText(), not: true })],
]);

/** Reads one or several expectations, on a line after `expect` or one that continues it. */
export function readExpected(cursor: Cursor): readonly Expected[] {
  const all: Expected[] = [];
  while (cursor.peek() !== undefined || all.length === 0) {
    all.push(cursor.peek()?.kind === "number" ? counted(cursor) : cursor.oneOf(expected)(cursor));
    cursor.takesMark(",");
  }
  return all;
}

const countable: ReadonlyMap<string, "replies"> = new Map(
  ["reply", "replies", "answer", "answers"].map((word) => [word, "replies"]),
);

/** Reads how many there are of something. */
function counted(cursor: Cursor): Expected {
  const value = cursor.number();
  return { is: cursor.oneOf(countable), value };
}
