import type { Action } from "../../../appliance/protocol.ts";

/** Milliseconds after which a warning is no longer useful: a list of actions may be copied late. */
const NEWS = 7 * 24 * 3_600_000;

/** Whether administrators are warned of an action: an update was rolled back, and this is recent. */
export function isWorthWarning({ verb, caller, outcome, at }: Action, now: number): boolean {
  const fellBack = verb === "update.outcome" && caller === "box" && outcome === "failed";
  return fellBack && now - Date.parse(at) <= NEWS;
}
