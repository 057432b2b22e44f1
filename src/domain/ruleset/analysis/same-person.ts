/** Whether shares choose nobody, or the same person as another fact has. */
import type { ChosenFact } from "./atoms.ts";
import type { Logic } from "./logic.ts";
import type { Literal } from "./solver.ts";

/** Nobody is chosen. */
export const nobody = (logic: Logic, fact: ChosenFact): Literal =>
  logic.atom({ is: "written", fact, value: null });

/** Two of these facts are the same person, or both nobody. */
export function samePerson(
  logic: Logic,
  one: ChosenFact | "assignee",
  other: ChosenFact | "assignee",
): Literal {
  if (one === other) return logic.always;
  const written = (fact: ChosenFact | "assignee") =>
    [null, ...logic.shares.people].map((value) => logic.atom({ is: "written", fact, value }));
  const [first, second] = [written(one), written(other)];
  // Who it is otherwise makes no difference: one of these can stand for them.
  for (const one of [first, second]) logic.require(logic.or(one));
  return logic.or(first.map((literal, n) => logic.and([literal, second[n] ?? -logic.always])));
}
