/** What two rulesets declare differently: states of tickets, calendars and targets. */
import { defaultLifecycle } from "../../lifecycle/index.ts";
import { calendarLines, targetLines } from "../print-time.ts";
import type { PlacedTarget, Ruleset } from "../tree.ts";

export interface DeclarationChange {
  readonly of: "state" | "calendar" | "target";
  readonly name: string;
  readonly is: "added" | "removed" | "changed";
  /** How it is declared, a line each; null for a state, and where it is not declared. */
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
}

type Declaring = Pick<Ruleset, "lifecycle" | "calendars" | "targets">;

/** In the order of the old ruleset, what is new last. */
export function changedDeclarations(old: Declaring, next: Declaring): readonly DeclarationChange[] {
  const states = ({ lifecycle }: Declaring) => (lifecycle ?? defaultLifecycle).states;
  return [
    ...changed("state", states(old), states(next), (one) => [JSON.stringify(one)]).map((one) => ({
      ...one,
      ...{ before: null, after: null },
    })),
    ...changed("calendar", old.calendars, next.calendars, calendarLines),
    ...changed("target", old.targets, next.targets, declared),
  ];
}

/** A calendar is a declaration of its own. */
const declared = ({ from, to, ...target }: PlacedTarget): readonly string[] =>
  targetLines({ ...target, calendar: target.calendar && { name: target.calendar.name, from, to } });

function changed<T extends { readonly name: string }>(
  of: DeclarationChange["of"],
  old: readonly T[],
  next: readonly T[],
  linesOf: (one: T) => readonly string[],
): readonly DeclarationChange[] {
  const was = new Map(old.map((one) => [one.name, linesOf(one)]));
  const is = new Map(next.map((one) => [one.name, linesOf(one)]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name): readonly DeclarationChange[] => {
    const [before = null, after = null] = [was.get(name), is.get(name)];
    if (before?.join("\n") === after?.join("\n")) return [];
    const how = before === null ? "added" : after === null ? "removed" : "changed";
    return [{ of, name, is: how, before, after }];
  });
}
