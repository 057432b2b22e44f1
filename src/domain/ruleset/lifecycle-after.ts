import { defaultLifecycle, following, type Lifecycle } from "../lifecycle/index.ts";
import type { Ruleset } from "./tree.ts";

/**
 * The lifecycle to record with the activation of a ruleset (L-30 to L-33); null for the one that the program brings, which is
 * not recorded.
 * @param before the one in effect
 */
export function lifecycleAfter(
  { lifecycle }: Pick<Ruleset, "lifecycle">,
  before: Lifecycle,
): Lifecycle | null {
  const next = following({ ...defaultLifecycle, ...(lifecycle ? { states: lifecycle.states } : {}) }, before);
  return JSON.stringify(next) === JSON.stringify(defaultLifecycle) ? null : next;
}
