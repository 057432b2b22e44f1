/**
 * Matches regular expressions in time linear in the text: states of a nondeterministic automaton are followed side by side,
 * and sets of them that have been met are remembered.
 */
import { type CharacterSet, contains } from "./character-set.ts";
import type { Expression } from "./expression.ts";

/** Finds an expression in a text: at its start, its end, or anywhere, as the expression says. */
export interface Matcher {
  matches(text: string): boolean;
}

type State =
  | { readonly on: CharacterSet; readonly next: number }
  | { readonly free: readonly number[] }
  | { readonly at: "start" | "end"; readonly next: number }
  | "found";

/** How far an automaton has come in a text: a set of states; `next` by class of character. */
export interface Progress {
  /** The same for progress from which the same texts are found. */
  readonly key: string;
  readonly states: readonly number[];
  /** The expression is found, whatever follows. */
  readonly found: boolean;
  /** It is found if the text ends here. */
  readonly foundAtEnd: boolean;
  /** It cannot be found any more, whatever follows. */
  readonly lost: boolean;
  readonly next: (Progress | undefined)[];
}

/** An expression as it is followed character by character: analysis follows several side by side. */
export interface Automaton {
  first(): Progress;
  /** @param code the next code point */
  after(progress: Progress, code: number): Progress;
  /** The sets of characters that it tells apart. */
  readonly sets: readonly CharacterSet[];
}

/**
 * For each state of an expression, how many states of the sets that have been met are remembered before all are forgotten: bounds
 * the memory of a ruleset's expressions, all together.
 */
const REMEMBERED = 200;
/** For a small expression. */
const REMEMBERED_AT_LEAST = 10_000;

export function createMatcher(expression: Expression): Matcher {
  const { first, after } = createAutomaton(expression);
  return {
    matches(text) {
      let now = first();
      for (const char of text) {
        if (now.found) return true;
        now = after(now, char.codePointAt(0) ?? 0);
      }
      return now.found || now.foundAtEnd;
    },
  };
}

/** The automaton by which `createMatcher` finds an expression. */
export function createAutomaton(expression: Expression): Automaton {
  const { states, start } = build(expression);
  const { classOf, sample } = classesOf(states);
  const hopeful = findable(states);
  const most = Math.max(REMEMBERED_AT_LEAST, REMEMBERED * states.length);
  let met = new Map<string, Progress>();
  let remembering = 0;
  const sets = states.flatMap((state) => (typeof state === "object" && "on" in state ? [state.on] : []));
  /** For each state, what is reached from it within a text, and whether the expression is found if the text ends there. */
  const within: (readonly number[] | undefined)[] = [];
  const atEnd: (boolean | undefined)[] = [];
  const marked = new Uint8Array(states.length);
  return { first, after, sets };

  function first(): Progress {
    return remembered(closure([start], { start: true, end: false }), true);
  }

  function after(now: Progress, code: number): Progress {
    const symbol = classOf(code);
    const known = now.next[symbol];
    if (known) return known;
    const next = step(now, symbol);
    now.next[symbol] = next;
    return next;
  }

  function step({ states: from }: Progress, symbol: number): Progress {
    const code = sample(symbol);
    marked.fill(0);
    for (const n of from) {
      const state = states[n];
      if (state === undefined || state === "found" || !("on" in state) || !contains(state.on, code)) continue;
      // What a state reaches has been marked with it.
      if (marked[state.next] === 0) for (const one of reachedWithin(state.next)) marked[one] = 1;
    }
    // A match may start at every character.
    for (const one of reachedWithin(start)) marked[one] = 1;
    const to: number[] = [];
    for (let n = 0; n < marked.length; n++) if (marked[n] === 1) to.push(n);
    return remembered(to, false);
  }

  function reachedWithin(from: number): readonly number[] {
    const known = within[from];
    if (known) return known;
    const reached = closure([from], { start: false, end: false });
    within[from] = reached;
    return reached;
  }

  function isFoundAtEnd(from: number): boolean {
    const known = atEnd[from];
    if (known !== undefined) return known;
    const found = hasFound(closure([from], { start: false, end: true }));
    atEnd[from] = found;
    return found;
  }

  function hasFound(set: readonly number[]): boolean {
    return set.some((n) => states[n] === "found");
  }

  function remembered(set: readonly number[], atStart: boolean): Progress {
    const key = `${atStart ? "^" : ""}${set.join()}`;
    const known = met.get(key);
    if (known) return known;
    if (remembering >= most) {
      met = new Map();
      remembering = 0;
    }
    remembering += set.length;
    const foundAtEnd = atStart ? hasFound(closure(set, { start: true, end: true })) : set.some(isFoundAtEnd);
    const fresh: Progress = {
      ...{ key, states: set, found: hasFound(set), foundAtEnd, next: [] },
      lost: !foundAtEnd && !set.some((n) => hopeful.has(n)),
    };
    met.set(key, fresh);
    return fresh;
  }

  /** All states that are reached without a character, in order. */
  function closure(from: readonly number[], { start: atStart, end: atEnd }: Place): readonly number[] {
    const seen = new Set<number>();
    const waiting = [...from];
    for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
      if (seen.has(n)) continue;
      seen.add(n);
      const state = states[n];
      if (state === undefined || state === "found" || "on" in state) continue;
      if ("free" in state) waiting.push(...state.free);
      else if (state.at === "start" ? atStart : atEnd) waiting.push(state.next);
    }
    return [...seen].sort((a, b) => a - b);
  }
}

/** The states from which it can be found, beyond the start of the text. */
function findable(states: readonly State[]): ReadonlySet<number> {
  const before = states.map((): number[] => []);
  for (const [n, state] of states.entries()) {
    if (state === "found" || ("at" in state && state.at === "start")) continue;
    for (const to of "free" in state ? state.free : [state.next]) before[to]?.push(n);
  }
  const seen = new Set<number>();
  const waiting = states.flatMap((state, n) => (state === "found" ? [n] : []));
  for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
    if (seen.has(n)) continue;
    seen.add(n);
    waiting.push(...(before[n] ?? []));
  }
  return seen;
}

interface Place {
  readonly start: boolean;
  readonly end: boolean;
}

/** Thompson's construction, from the end to the start. */
function build(expression: Expression): { readonly states: readonly State[]; readonly start: number } {
  const states: State[] = ["found"];
  const add = (state: State): number => states.push(state) - 1;
  return { start: before(0, expression), states };

  /** The state from which `one` leads to `next`. */
  function before(next: number, one: Expression): number {
    switch (one.kind) {
      case "character":
        return add({ on: one.set, next });
      case "start":
      case "end":
        return add({ at: one.kind, next });
      case "sequence":
        return one.of.reduceRight(before, next);
      case "choice":
        return add({ free: one.of.map((part) => before(next, part)) });
      case "repeat":
        return repeat(next, one);
    }
  }

  function repeat(next: number, { of, least, most }: Extract<Expression, { kind: "repeat" }>): number {
    let at = next;
    if (most === null) {
      const free: number[] = [next];
      const loop = add({ free });
      free.push(before(loop, of));
      at = loop;
    } else {
      for (let n = least; n < most; n += 1) at = add({ free: [next, before(at, of)] });
    }
    for (let n = 0; n < least; n += 1) at = before(at, of);
    return at;
  }
}

/** Characters that no state tells apart are one class. */
function classesOf(states: readonly State[]) {
  const cuts = new Set([0]);
  for (const state of states) {
    if (typeof state !== "object" || !("on" in state)) continue;
    for (const [first, last] of state.on) cuts.add(first).add(last + 1);
  }
  const starts = [...cuts].sort((a, b) => a - b);
  const search = (code: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= code) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const common = Uint16Array.from({ length: 0x250 }, (_, code) => search(code));
  return {
    classOf: (code: number): number => common[code] ?? search(code),
    sample: (symbol: number): number => starts[symbol] ?? 0,
  };
}
