/** States of tickets as people read them. */
import type { Kind, NamedState, State } from "../../../domain/lifecycle/index.ts";
import type { Text } from "../../../text/web.ts";

/** States whose names the catalogues have; another one is called as the lifecycle calls it. */
const translated = ["new", "open", "hold", "closed", "overdue"] as const;

/** The name of a state, or of the list of overdue tickets, for people. */
export function stateName(t: Text, state: State): string {
  const known = translated.find((one) => one === state);
  return known ? t(`state.${known}`) : `${state.charAt(0).toUpperCase()}${state.slice(1)}`;
}

/** The kind of a state. @param states all that a ticket can be in */
export const kindIn = (states: readonly NamedState[], state: State): Kind =>
  states.find(({ name }) => name === state)?.kind ?? "active";
