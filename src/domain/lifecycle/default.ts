import { lifecycleOf } from "./declared.ts";
import type { Lifecycle } from "./types.ts";

/** The lifecycle that the program brings: a ruleset without one has it. */
export const defaultLifecycle: Lifecycle = lifecycleOf([
  { ...unsaid("new"), ways: ["open", "hold", "closed"] },
  { ...unsaid("open"), ways: ["hold", "closed"] },
  { ...unsaid("hold"), ways: ["open", "closed"] },
  { ...unsaid("closed"), ways: ["open", "hold"] },
]);

function unsaid(name: string) {
  return { name, kind: null, only: [], onMail: null, onReply: null, returns: null };
}
