/** Where a ticket may go and where it goes by itself (L-10 to L-40). */
import type { Kind, Lifecycle, LifecycleState, NamedState, Only, State } from "./types.ts";

/** Who moves a ticket, as far as ways are limited (L-11). `program` is for parts of the program. */
export type Mover =
  | { readonly is: "program" }
  | { readonly is: "person"; readonly administrator: boolean; readonly groups: readonly string[] };

export const program: Mover = { is: "program" };

/** The state in which tickets begin. */
export const initialState = ({ states }: Lifecycle): State =>
  states.find(({ kind }) => kind === "initial")?.name ?? "";

/** All states that a ticket can be in, those of earlier lifecycles last. */
export const allStates = ({ states, dropped }: Lifecycle): readonly NamedState[] => [...states, ...dropped];

/** The kind of a state, also of one that the lifecycle does not have any more (L-31). */
export const kindOf = (lifecycle: Lifecycle, state: State): Kind =>
  allStates(lifecycle).find(({ name }) => name === state)?.kind ?? "active";

export const isFinal = (lifecycle: Lifecycle, state: State): boolean => kindOf(lifecycle, state) === "final";

/** The states in which a ticket still needs something. */
export const unfinishedStates = (lifecycle: Lifecycle): readonly State[] =>
  allStates(lifecycle).flatMap(({ name, kind }) => (kind === "final" ? [] : [name]));

/** The states to which someone may move a ticket, in order, without its own. */
export function movesFrom(lifecycle: Lifecycle, from: State, by: Mover): readonly State[] {
  const state = stateOf(lifecycle, from);
  if (state === null) {
    return lifecycle.states.flatMap(({ name, kind }) => (kind === "initial" ? [] : [name]));
  }
  return state.ways.flatMap(({ to, only }) => (only === undefined || permits(only, by) ? [to] : []));
}

/** Whether someone may move a ticket so (L-10). */
export const mayMove = (lifecycle: Lifecycle, from: State, to: State, by: Mover): boolean =>
  from === to || movesFrom(lifecycle, from, by).includes(to);

/** The state in which someone closes a ticket (L-12); null if they may not. */
export function closing(lifecycle: Lifecycle, from: State, by: Mover): State | null {
  if (isFinal(lifecycle, from)) return from;
  return movesFrom(lifecycle, from, by).find((to) => isFinal(lifecycle, to)) ?? null;
}

/** The state in which someone reopens a ticket (L-12); null if they may not, or it is open. */
export function reopening(lifecycle: Lifecycle, from: State, by: Mover): State | null {
  if (!isFinal(lifecycle, from)) return null;
  return movesFrom(lifecycle, from, by).find((to) => !isFinal(lifecycle, to)) ?? null;
}

/** The state of a ticket that is merged into another one (L-13). */
export const merged = (lifecycle: Lifecycle, from: State): State =>
  closing(lifecycle, from, program) ?? lifecycle.states.find(({ kind }) => kind === "final")?.name ?? from;

/** The state after our reply (L-22). */
export function replied(lifecycle: Lifecycle, from: State): State {
  const state = stateOf(lifecycle, from);
  return (state ? state.onReply : null) ?? from;
}

/**
 * What mail from the requester does to a ticket (L-20, L-21).
 * @param ticket its state, and since when it is in it
 * @param now both in milliseconds since 1970
 * @returns its state then, and whether the mail is too late for it and is to open a ticket of its own
 */
export function written(
  lifecycle: Lifecycle,
  { state: from, stateSince }: { readonly state: State; readonly stateSince: number },
  now: number,
): { readonly state: State; readonly late: boolean } {
  const { to, within } = stateOf(lifecycle, from)?.onMail ?? { to: unsaid(lifecycle, from), within: null };
  return { state: to ?? from, late: within !== null && now >= stateSince + within };
}

/** Where a state leads by itself, and after how many milliseconds (L-23); null if it does not. */
export const returnsOf = (lifecycle: Lifecycle, state: State): LifecycleState["returns"] =>
  stateOf(lifecycle, state)?.returns ?? null;

/** The state in which someone puts a ticket on hold (L-14); null if they may not. */
export function holding(lifecycle: Lifecycle, from: State, by: Mover): State | null {
  if (kindOf(lifecycle, from) === "waiting") return from;
  return movesFrom(lifecycle, from, by).find((to) => kindOf(lifecycle, to) === "waiting") ?? null;
}

/** Where a ticket goes once the time until which it was held is over (L-24). */
export function resumed(lifecycle: Lifecycle, from: State): State {
  const state = stateOf(lifecycle, from);
  const active = (to: State) => kindOf(lifecycle, to) === "active";
  const way = state?.ways.find(({ to }) => active(to))?.to;
  const first = lifecycle.states.find(({ name }) => active(name))?.name;
  return state?.returns?.to ?? way ?? first ?? initialState(lifecycle);
}

/**
 * The lifecycle to record when another one is activated: it knows the states of the one before (L-31, L-32).
 * @param next without dropped states
 */
export function following(next: Lifecycle, before: Lifecycle): Lifecycle {
  const has = new Set(next.states.map(({ name }) => name));
  const dropped = allStates(before)
    .filter(({ name }) => !has.has(name))
    .map(({ name, kind }) => ({ name, kind }));
  return { ...next, dropped };
}

/** Whether a ticket is overdue (L-40): due before now, and not in a final state. */
export const isOverdue = (
  lifecycle: Lifecycle,
  { dueAt, state }: { readonly dueAt: number | null; readonly state: State },
  now: number,
): boolean => dueAt !== null && dueAt < now && !isFinal(lifecycle, state);

const stateOf = ({ states }: Lifecycle, name: State): LifecycleState | null =>
  states.find((one) => one.name === name) ?? null;

/** L-20 of a state of which nothing is said; null to stay. */
function unsaid(lifecycle: Lifecycle, from: State): State | null {
  const kind = kindOf(lifecycle, from);
  if (kind !== "waiting" && kind !== "final") return null;
  return lifecycle.states.find((one) => one.kind === "active")?.name ?? null;
}

const permits = ({ administrators, groups }: Only, by: Mover): boolean =>
  by.is === "program" ||
  (administrators && by.administrator) ||
  groups.some((group) => by.groups.includes(group));
