/** What of a ticket's past its clocks depend on: plain values, which events move on one by one (T-10 to T-16). */
import type { MessageKey } from "../../base/ids.ts";
import type { State } from "../lifecycle/index.ts";
import type { ClockName } from "./types.ts";

/** All moments are milliseconds since 1970. */
export interface History {
  readonly openedAt: number;
  /** The states it has been in, each from when on; never empty, in order. */
  readonly stays: readonly Stay[];
  /** Who wrote, in order: an answer by its key, and null where the requester's side wrote after one. */
  readonly turns: readonly Turn[];
  /** What people set. */
  readonly target: string | null;
  readonly dueAt: number | null;
  /** Since when its target is what it is (T-32). */
  readonly since: number;
  readonly merged: boolean;
  /** What has been told of (T-30), the newest last. */
  readonly told: readonly Told[];
  /** The moments that rules wait for and that it has come to, the newest last; absent for none. */
  readonly reached?: readonly ReachedMoment[];
}

/** A moment of a clock or a stay that began then, by its `waitKey`. */
export interface ReachedMoment {
  readonly key: string;
  readonly startedAt: number;
}

export type Stay = readonly [state: State, from: number];

export interface Turn {
  readonly at: number;
  readonly answer: MessageKey | null;
}

/** What was told of a clock that started then. */
export interface Told {
  readonly of: "warned" | "missed";
  readonly clock: ClockName;
  readonly target: string;
  readonly startedAt: number;
}

/** Limits of T-16. */
const MOST_STAYS = 500;
const MOST_TURNS = 40;
const MOST_TOLD = 20;
/** Of one moment, the last starts at which it came; and of all together. */
const MOST_STARTS = 3;
const MOST_REACHED = 600;

export const openedHistory = (state: State, at: number): History => ({
  ...{ openedAt: at, stays: [[state, at]], turns: [], target: null, dueAt: null, since: at },
  ...{ merged: false, told: [] },
});

export function movedTo(history: History, state: State, at: number): History {
  const last = history.stays.at(-1);
  if (last?.[0] === state) return history;
  return { ...history, stays: [...history.stays, [state, at] as const].slice(-MOST_STAYS) };
}

/** After somebody of the requester's side wrote. */
export const heard = (history: History, at: number): History => withTurn(history, { at, answer: null });

export const answeredIn = (history: History, answer: MessageKey, at: number): History =>
  withTurn(history, { at, answer });

/** After answers were taken back, or moved to another ticket. */
export function withoutAnswers(history: History, gone: readonly MessageKey[]): History {
  const left = history.turns.filter(({ answer }) => answer === null || !gone.includes(answer));
  return left.length === history.turns.length ? history : { ...history, turns: tidied(left) };
}

/** After a target or a time was set. */
export function promised(
  history: History,
  changes: { readonly target?: string | null; readonly dueAt?: number | null },
  at: number,
): History {
  const { target = history.target, dueAt = history.dueAt } = changes;
  return { ...history, target, dueAt, since: target === history.target ? history.since : at };
}

export const withTold = (history: History, told: Told): History => ({
  ...history,
  told: [...history.told, told].slice(-MOST_TOLD),
});

/** After a moment was recorded. */
export function withReached(history: History, moment: ReachedMoment): History {
  const known = history.reached ?? [];
  const same = known.filter(({ key }) => key === moment.key);
  const dropped = same.slice(0, Math.max(0, same.length - MOST_STARTS + 1));
  const kept = known.filter((one) => !dropped.includes(one));
  return { ...history, reached: [...kept, moment].slice(-MOST_REACHED) };
}

/** Archived mail may come in any order. */
function withTurn(history: History, turn: Turn): History {
  const at = Math.max(turn.at, history.openedAt);
  const later = history.turns.findIndex((one) => one.at > at);
  const place = later === -1 ? history.turns.length : later;
  const turns = [...history.turns.slice(0, place), { ...turn, at }, ...history.turns.slice(place)];
  return { ...history, turns: tidied(turns) };
}

/** Of several times that the requester's side wrote, the first; none before the first answer; the first answer and the last turns. */
function tidied(turns: readonly Turn[]): readonly Turn[] {
  const [first, ...rest] = turns.filter(
    ({ answer }, n) => answer !== null || (n > 0 && turns[n - 1]?.answer !== null),
  );
  if (first === undefined) return [];
  return [first, ...rest.slice(-(MOST_TURNS - 1))];
}
