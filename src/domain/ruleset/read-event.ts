/** Reads what a rule waits for, and what happens in a test (R-10, R-150, R-158). */
import { never } from "../../base/result.ts";
import { allStates, type Lifecycle, type State } from "../lifecycle/index.ts";
import type { ClockName } from "../target/index.ts";
import type { Doer, RuledField, TicketWait } from "../ticket/index.ts";
import type { Cursor } from "./cursor.ts";
import { lengthText, readLength } from "./read-length.ts";
import { readStateName } from "./states.ts";
import { isWord, quoted } from "./tokens.ts";
import { mailEvents, type RuleEvent, type TestEvent, type TicketEventWait } from "./tree.ts";

const fieldPhrases: readonly (readonly [phrase: string, field: RuledField])[] = [
  ["category changes", "category"],
  ["priority changes", "priority"],
  ["group changes", "group"],
  ["assignee changes", "assignee"],
  ["target changes", "target"],
  ["tags change", "tags"],
];

const clockPhrases: readonly (readonly [phrase: string, clock: ClockName])[] = [
  ["first answer is due", "first"],
  ["next answer is due", "next"],
  ["resolution is due", "resolved"],
];
const clocks: ReadonlyMap<string, ClockName> = new Map(clockPhrases);
const sides: ReadonlyMap<string, "before" | "after"> = new Map([
  ["before", "before"],
  ["after", "after"],
]);

type Reader = (cursor: Cursor) => TicketEventWait;

const ticketPhrases: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["ticket is opened", () => ({ on: "opened" })],
  ["ticket is closed", () => ({ on: "closed" })],
  ["state changes", readStateChange],
  ...fieldPhrases.map(([phrase, field]): [string, Reader] => [phrase, () => ({ on: "field", field })]),
  ["note is added", () => ({ on: "note" })],
  ["answer is sent", () => ({ on: "answer" })],
  ["delivery fails", () => ({ on: "undelivered" })],
  ["ticket is in state", readStay],
  ...clockPhrases.map(([phrase, clock]): [string, Reader] => [
    phrase,
    () => ({ on: "clock", clock, side: "after", length: null }),
  ]),
]);

const phrases: ReadonlyMap<string, (cursor: Cursor) => RuleEvent> = new Map<
  string,
  (cursor: Cursor) => RuleEvent
>([...mailEvents.map((event): [string, () => RuleEvent] => [event, () => event]), ...ticketPhrases]);

/** Reads what stands after `when` in a rule. */
export const readEvent = (cursor: Cursor): RuleEvent =>
  cursor.peek()?.kind === "number" ? readMoment(cursor) : cursor.oneOf(phrases)(cursor);

/** Reads a time before or after a clock is due. */
function readMoment(cursor: Cursor): TicketEventWait {
  const length = readLength(cursor);
  const side = cursor.oneOf(sides);
  return { on: "clock", clock: cursor.oneOf(clocks), side, length };
}

/** Reads in which state a ticket is, for how long, and within which hours. */
function readStay(cursor: Cursor): TicketEventWait {
  const state = readStateName(cursor);
  cursor.oneOf(new Map([["for", true]]));
  const length = readLength(cursor);
  return { on: "stay", state, length, calendar: cursor.takes("in") ? cursor.filledText() : null };
}

/** Reads what stands after `when` in a test; who does it is an agent, if nothing is said. */
export function readTestEvent(cursor: Cursor): TestEvent {
  const [field, ...also] = readFields(cursor);
  if (field !== undefined) {
    const event = { on: "field", field } as const;
    return {
      event,
      ...(also.length > 0 ? { also } : {}),
      by: cursor.takes("by") ? readDoer(cursor) : "agent",
    };
  }
  const event = cursor.peek()?.kind === "number" ? readMoment(cursor) : cursor.oneOf(ticketPhrases)(cursor);
  return { event, by: cursor.takes("by") ? readDoer(cursor) : usualDoer(event) };
}

const fieldWords: ReadonlyMap<string, RuledField> = new Map(fieldPhrases.map(([, field]) => [field, field]));

/** Reads several fields that change together; none if something else is next. */
function readFields(cursor: Cursor): readonly RuledField[] {
  const [first, next] = [cursor.peek(), cursor.peek(1)];
  const goesOn = isWord(next, "and") || (next?.kind === "mark" && next.value === ",");
  if (first?.kind !== "word" || !fieldWords.has(first.value) || !goesOn) return [];
  const all = [cursor.oneOf(fieldWords)];
  while (cursor.takesMark(",") || isWord(cursor.peek(), "and")) {
    cursor.takes("and");
    all.push(cursor.oneOf(fieldWords));
  }
  cursor.oneOf(new Map([["change", true]]));
  return [...new Set(all)];
}

/** Several fields that change together, as they are printed. */
export const fieldsText = (fields: readonly RuledField[]): string =>
  `the ${fields.slice(0, -1).join(", ")} and ${fields.at(-1) ?? ""} change`;

/** Who does it in a test that does not say so: nobody moves the time. */
export const usualDoer = ({ on }: TicketEventWait): Doer =>
  on === "clock" || on === "stay" ? "program" : "agent";

function readStateChange(cursor: Cursor): TicketEventWait {
  const from = cursor.takes("from") ? states(cursor) : null;
  return { on: "state", from, to: cursor.takes("to") ? states(cursor) : null };
}

function states(cursor: Cursor): readonly State[] {
  const all = [readStateName(cursor)];
  while (cursor.takesMark(",") || isWord(cursor.peek(), "or")) {
    cursor.takes("or");
    all.push(readStateName(cursor));
  }
  return all;
}

const doerWords: ReadonlyMap<string, Doer> = new Map([
  ["agent", "agent"],
  ["requester", "requester"],
  ["rule", "rule"],
  ["api", "api"],
  ["program", "program"],
]);

export const readDoer = (cursor: Cursor): Doer => cursor.oneOf(doerWords);

export const isDoer = (word: string): boolean => doerWords.has(word);

/** How who did something is printed. */
export const doerTexts: Readonly<Record<Doer, string>> = {
  agent: "an agent",
  requester: "the requester",
  rule: "a rule",
  api: "the API",
  program: "the program",
};

/** What a rule waits for, with the states that "closed" stands for. */
export function waitOf(event: TicketEventWait, lifecycle: Lifecycle): TicketWait {
  if (event.on !== "closed") return event;
  const final = allStates(lifecycle).flatMap(({ name, kind }) => (kind === "final" ? [name] : []));
  return { on: "state", from: null, to: final, notFrom: final };
}

/** An event as it is printed, without `when`. */
export function eventText(event: RuleEvent, stateText: (state: State) => string): string {
  if (typeof event === "string") return event === "reply arrives" ? "a reply arrives" : event;
  const list = (all: readonly State[]) =>
    all.length < 2
      ? all.map(stateText).join("")
      : `${all.slice(0, -1).map(stateText).join(", ")} or ${stateText(all.at(-1) ?? "")}`;
  switch (event.on) {
    case "opened":
      return "a ticket is opened";
    case "closed":
      return "a ticket is closed";
    case "state": {
      const from = event.from === null ? "" : ` from ${list(event.from)}`;
      return `the state changes${from}${event.to === null ? "" : ` to ${list(event.to)}`}`;
    }
    case "field":
      return event.field === "tags" ? "the tags change" : `the ${event.field} changes`;
    case "note":
      return "a note is added";
    case "answer":
      return "an answer is sent";
    case "undelivered":
      return "a delivery fails";
    case "clock": {
      const due = `the ${clockPhrases.find(([, clock]) => clock === event.clock)?.[0] ?? ""}`;
      return event.length === null ? due : `${lengthText(event.length)} ${event.side} ${due}`;
    }
    case "stay": {
      const hours = event.calendar === null ? "" : ` in ${quoted(event.calendar)}`;
      return `a ticket is in state ${stateText(event.state)} for ${lengthText(event.length)}${hours}`;
    }
    default:
      return never(event);
  }
}
