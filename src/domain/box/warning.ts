import type { Action } from "../../../appliance/protocol.ts";

/** Milliseconds after which nobody needs to be told any more: a list of actions may be taken over late. */
const NEWS = 7 * 24 * 3_600_000;

/** Whether administrators are warned of what was done to the box: an update fell back, and it is still news. */
export function isWorthWarning({ verb, caller, outcome, at }: Action, now: number): boolean {
  const fellBack = verb === "update.outcome" && caller === "box" && outcome === "failed";
  return fellBack && now - Date.parse(at) <= NEWS;
}
