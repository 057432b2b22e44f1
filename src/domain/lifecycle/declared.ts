/** From what a ruleset declares to a lifecycle, and what is wrong with it (L-1 to L-4). */
import type { Kind, Lifecycle, LifecycleState, Only, OnMail, State } from "./types.ts";

/** A state as it is declared. What is null is not said. */
export interface DeclaredState {
  readonly name: State;
  readonly kind: Kind | null;
  readonly ways: readonly State[];
  readonly only: readonly { readonly to: State; readonly only: Only }[];
  readonly onMail: OnMail | null;
  readonly onReply: { readonly to: State | null } | null;
  readonly returns: LifecycleState["returns"];
}

export const MOST_STATES = 30;

/** L-2. */
const usualKinds: ReadonlyMap<State, Kind> = new Map<State, Kind>([
  ["new", "initial"],
  ["hold", "waiting"],
  ["closed", "final"],
]);

/** Names that lists of tickets have already. */
const taken: ReadonlySet<string> = new Set(["overdue", "all", "mine", "unassigned"]);

/** Whether a text can be the name of a state (L-1). */
export const isStateName = (text: string): boolean =>
  /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N} _-]{0,39}$/u.test(text) &&
  text === text.trimEnd() &&
  !taken.has(text);

export const kindOfDeclared = ({ name, kind }: Pick<DeclaredState, "name" | "kind">): Kind =>
  kind ?? usualKinds.get(name) ?? "active";

/** The lifecycle that is declared; it has no faults. */
export function lifecycleOf(declared: readonly DeclaredState[]): Lifecycle {
  const kinds = new Map(declared.map((one) => [one.name, kindOfDeclared(one)]));
  const isActive = (name: State) => kinds.get(name) === "active";
  const anyActive = declared.find(({ name }) => isActive(name))?.name ?? null;
  const states = declared.map((one): LifecycleState => {
    const kind = kindOfDeclared(one);
    const nearest = one.ways.find(isActive) ?? null;
    const wakes = kind === "waiting" || kind === "final";
    return {
      ...{ name: one.name, kind },
      ways: one.ways.map((to) => {
        const only = one.only.find((limit) => limit.to === to)?.only;
        return only ? { to, only } : { to };
      }),
      onMail: one.onMail ?? { to: wakes ? (nearest ?? anyActive) : null, within: null },
      onReply: one.onReply ? one.onReply.to : kind === "initial" ? nearest : null,
      returns: one.returns,
    };
  });
  return { states, dropped: [] };
}

/** What is wrong with a lifecycle as a whole; `state` is where to say so, null for the declaration itself. */
export type LifecycleFault =
  | { readonly code: "initial" | "no-final"; readonly state: null; readonly n: number }
  | { readonly code: "unreachable" | "stuck" | "endless" | "circle"; readonly state: State };

/** Faults of L-3 and L-4. States that are named are declared. */
export function faultsOf(declared: readonly DeclaredState[]): readonly LifecycleFault[] {
  const { states } = lifecycleOf(declared);
  const [first, ...others] = states.filter(({ kind }) => kind === "initial");
  if (!first || others.length > 0)
    return [{ code: "initial", state: null, n: others.length + (first ? 1 : 0) }];
  const finals = states.filter(({ kind }) => kind === "final");
  if (finals.length === 0) return [{ code: "no-final", state: null, n: 0 }];

  const from = new Map(states.map((one) => [one.name, exitsOf(one)]));
  const reachable = closure([first.name], (name) => from.get(name) ?? []);
  const into = new Map<State, State[]>();
  for (const [name, exits] of from) for (const to of exits) into.set(to, [...(into.get(to) ?? []), name]);
  const ending = closure(
    finals.map(({ name }) => name),
    (name) => into.get(name) ?? [],
  );
  const timed = new Map(states.map(({ name, returns }) => [name, returns ? [returns.to] : []]));
  return states.flatMap(({ name, kind }): readonly LifecycleFault[] => {
    if (!reachable.has(name)) return [{ code: "unreachable", state: name }];
    if (kind !== "final" && from.get(name)?.length === 0) return [{ code: "stuck", state: name }];
    if (!ending.has(name)) return [{ code: "endless", state: name }];
    const later = closure(timed.get(name) ?? [], (one) => timed.get(one) ?? []);
    return later.has(name) ? [{ code: "circle", state: name }] : [];
  });
}

/** The states to which one can lead, each other than itself. */
export function exitsOf({ name, ways, onMail, onReply, returns }: LifecycleState): readonly State[] {
  const all = [...ways.map(({ to }) => to), onMail.to, onReply, returns?.to ?? null];
  return [...new Set(all)].filter((one): one is State => one !== null && one !== name);
}

function closure(start: readonly State[], next: (name: State) => readonly State[]): ReadonlySet<State> {
  const found = new Set(start);
  // A set is walked in the order in which it grows.
  for (const name of found) for (const one of next(name)) found.add(one);
  return found;
}
