/** For tests: the lifecycle that the program brings. */
import { defaultLifecycle, program } from "./index.ts";

/** For someone who may move tickets anywhere it allows. */
export const usual = { lifecycle: defaultLifecycle, by: program } as const;
/** For changes that name a person and a group that there are. */
export const allThere = { ...usual, assignee: true, group: true, target: true, now: 0 } as const;
export const usualStates = defaultLifecycle.states.map(({ name }) => name);
