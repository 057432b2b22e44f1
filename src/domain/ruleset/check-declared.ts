/** Whether the calendars and targets that are named are declared. */
import { distance } from "../../base/distance.ts";
import { never } from "../../base/result.ts";
import type { Target } from "../target/index.ts";
import { fold } from "./fold.ts";
import type { Problem } from "./problems.ts";
import type { DeclaredTarget } from "./read-target.ts";
import { isWord, type Line, type Span } from "./tokens.ts";
import {
  type Action,
  type Condition,
  choicesIn,
  type Expected,
  type Given,
  isMailEvent,
  type PlacedCalendar,
  type PlacedTarget,
  type RuleEvent,
} from "./tree.ts";

/** How many letters a misspelt name may differ by. */
const CLOSE = 2;

/** Targets with their calendars; one that is not declared is a problem. */
export function withCalendars(
  declared: readonly (DeclaredTarget & Span)[],
  calendars: readonly PlacedCalendar[],
): { readonly targets: readonly PlacedTarget[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const targets = declared.map(({ calendar: named, ...same }): PlacedTarget => {
    const found = calendars.find(({ name }) => name === named?.name) ?? null;
    if (named !== null && found === null) problems.push(unknown("calendar", named.name, named, calendars));
    if (found === null) return { ...same, calendar: null };
    const { name, zone, hours, holidays } = found;
    return { ...same, calendar: { name, zone, hours, holidays } };
  });
  return { targets, problems };
}

/** The calendars that rules and tests wait by, and that are not declared. */
export function unknownCalendars(
  events: readonly { readonly line: Line; readonly event: RuleEvent }[],
  calendars: readonly PlacedCalendar[],
): readonly Problem[] {
  return events.flatMap(({ line, event }) => {
    const name = !isMailEvent(event) && event.on === "stay" ? event.calendar : null;
    if (name === null || calendars.some((one) => one.name === name)) return [];
    const place = line.tokens.findLast((token) => token.kind === "text" && token.value === name) ?? line;
    return [unknown("calendar", name, place, calendars)];
  });
}

/** A line that can name targets. */
type Naming = { readonly line: Line } & (
  | { readonly kind: "action"; readonly action: Action }
  | { readonly kind: "condition"; readonly condition: Condition }
  | { readonly kind: "given"; readonly given: readonly Given[] }
  | { readonly kind: "expect"; readonly expected: readonly Expected[] }
);

/**
 * The targets that rules and tests name, and that are not declared.
 * @param pieces other ones than those of rules and tests are not looked at
 */
export function unknownTargets(
  pieces: readonly ({ readonly kind: string } | Naming)[],
  targets: readonly Pick<Target, "name">[],
): readonly Problem[] {
  const known = new Set(targets.map(({ name }) => name));
  const folded = new Set(targets.map(({ name }) => fold(name)));
  return pieces.filter(isNaming).flatMap((piece) => {
    const { names, exactly } = targetsIn(piece);
    return names
      .filter((name) => (exactly ? !known.has(name) : !folded.has(fold(name))))
      .map((name) => unknown("target", name, placeOf(piece.line, name), targets));
  });
}

interface Named {
  readonly names: readonly string[];
  /** Whether they have to be written as they are declared: a condition compares them folded. */
  readonly exactly: boolean;
}

const isNaming = (piece: { readonly kind: string } | Naming): piece is Naming =>
  ["action", "condition", "given", "expect"].includes(piece.kind);

function targetsIn(piece: Naming): Named {
  switch (piece.kind) {
    case "action":
      return {
        names: piece.action.do === "set-target" && piece.action.target !== null ? [piece.action.target] : [],
        exactly: true,
      };
    case "condition":
      return { names: choicesIn(piece.condition, "target"), exactly: false };
    case "given":
      return {
        names: piece.given.flatMap((one) => (one.set === "target" ? [one.value] : [])),
        exactly: true,
      };
    case "expect":
      return {
        names: piece.expected.flatMap((one) =>
          one.is === "target" && one.value !== null ? [one.value] : [],
        ),
        exactly: true,
      };
    default:
      return never(piece);
  }
}

/** Where a line names a target. */
function placeOf(line: Line, name: string): Span {
  const start = line.tokens.findIndex((token) => isWord(token, "target"));
  return line.tokens.find((token, n) => n > start && token.kind === "text" && token.value === name) ?? line;
}

function unknown(
  of: "calendar" | "target",
  name: string,
  { from, to }: Span,
  known: readonly { readonly name: string }[],
): Problem {
  const close = known.find((one) => fold(one.name) === fold(name) || distance(one.name, name) <= CLOSE);
  return { code: "unknown", params: { of, name, close: close?.name ?? "" }, from, to };
}
