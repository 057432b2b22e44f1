/** Lifecycles: which states a ticket can be in, and how it gets from one to another. Pure; the meaning is in SPEC.md. */
export {
  type DeclaredState,
  exitsOf,
  faultsOf,
  isStateName,
  kindOfDeclared,
  lifecycleOf,
  MOST_STATES,
} from "./declared.ts";
export { defaultLifecycle } from "./default.ts";
export {
  allStates,
  closing,
  following,
  holding,
  initialState,
  isFinal,
  isOverdue,
  kindOf,
  type Mover,
  mayMove,
  merged,
  movesFrom,
  program,
  reopening,
  replied,
  resumed,
  returnsOf,
  unfinishedStates,
  written,
} from "./moves.ts";
export * from "./types.ts";
