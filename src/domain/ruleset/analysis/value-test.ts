/** Tests of one value of a text, as atoms: what they mean for a given value, and how they are followed through a text. */
import { never } from "../../../base/result.ts";
import { type Automaton, createAutomaton, type Progress } from "../automaton.ts";
import type { CharacterSet } from "../character-set.ts";
import { textTest } from "../conditions.ts";
import { type Expression, patternExpression, readExpression } from "../expression.ts";
import { composed, fold } from "../fold.ts";
import type { TextTest } from "../tree.ts";

/** A test of one value. Tests that mean the same have the same key. */
export interface ValueTest {
  readonly key: string;
  readonly by: TextTest;
  readonly exactly: boolean;
  /** Folded or composed; of an expression, as it is written. */
  readonly wanted: string;
  /** What the evaluator says of a value as the mail has it. */
  holds(value: string): boolean;
}

/** Makes an atom of one of a check's texts. */
export function valueTest(by: TextTest, exactly: boolean, given: string): ValueTest {
  const simple = by === "matches" ? simplePattern(given) : { by, given };
  const prepared = exactly ? composed : fold;
  const wanted =
    simple.by === "matches" || simple.by === "expression" ? simple.given : prepared(simple.given);
  const test = textTest({ by, exactly }, given);
  return {
    ...{ key: `${simple.by} ${exactly} ${wanted}`, by: simple.by, exactly, wanted },
    holds: (value) => test(prepared(value)),
  };
}

/** A pattern that is a simpler test: "*x*" asks whether "x" is contained. */
function simplePattern(given: string): { readonly by: TextTest; readonly given: string } {
  const [, before, inside, after] = /^(\**)([^*?]+)(\**)$/.exec(given) ?? [];
  if (inside === undefined) return { by: "matches", given };
  if (before) return { by: after ? "contains" : "ends", given: inside };
  return { by: after ? "starts" : "is", given: inside };
}

/** A test followed through a text. States are numbers. */
export interface Track {
  readonly first: number;
  after(state: number, code: number): number;
  holdsAtEnd(state: number): boolean;
  /** Whether the test holds or fails whatever follows. */
  fate(state: number): "open" | "holds" | "fails";
  /** The characters that it tells apart from others, and sets of them. */
  readonly characters: readonly number[];
  readonly sets: readonly CharacterSet[];
}

export function trackOf(test: ValueTest): Track {
  switch (test.by) {
    case "is":
    case "starts":
      return prefixTrack(codesOf(test.wanted), test.by === "is");
    case "contains":
    case "ends":
      return searchTrack(codesOf(test.wanted), test.by === "contains");
    case "matches":
    case "expression":
      return expressionTrack(createAutomaton(expressionOf(test)));
    default:
      return never(test.by);
  }
}

export const codesOf = (text: string): readonly number[] =>
  Array.from(text, (char) => char.codePointAt(0) ?? 0);

function expressionOf({ by, exactly, wanted }: ValueTest): Expression {
  if (by === "matches") return patternExpression(wanted, !exactly);
  const read = readExpression(wanted, !exactly);
  if (!read.ok) throw new Error(`an expression that was read before cannot be read: ${read.error}`);
  return read.value;
}

/** States: how many characters are as wanted; one more than all if one was not. */
function prefixTrack(wanted: readonly number[], whole: boolean): Track {
  const all = wanted.length;
  const failed = all + 1;
  return {
    first: 0,
    after: (state, code) => {
      if (state === failed || (state === all && whole)) return failed;
      return state === all ? all : wanted[state] === code ? state + 1 : failed;
    },
    holdsAtEnd: (state) => state === all,
    fate: (state) => (state === failed ? "fails" : state === all && !whole ? "holds" : "open"),
    characters: wanted,
    sets: [],
  };
}

/** States: how many characters at the end of what was read begin what is wanted (Knuth, Morris and Pratt). */
function searchTrack(wanted: readonly number[], anywhere: boolean): Track {
  const all = wanted.length;
  const back = [0];
  for (let n = 1, k = 0; n < all; n += 1) {
    while (k > 0 && wanted[n] !== wanted[k]) k = back[k - 1] ?? 0;
    if (wanted[n] === wanted[k]) k += 1;
    back[n] = k;
  }
  return {
    first: 0,
    after(state, code) {
      if (state === all && anywhere) return all;
      let k = state === all ? (back[all - 1] ?? 0) : state;
      while (k > 0 && wanted[k] !== code) k = back[k - 1] ?? 0;
      return wanted[k] === code ? k + 1 : k;
    },
    holdsAtEnd: (state) => state === all,
    fate: (state) => (state === all && anywhere ? "holds" : "open"),
    characters: wanted,
    sets: [],
  };
}

function expressionTrack(automaton: Automaton): Track {
  const met: Progress[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (progress: Progress): number => {
    const known = numbers.get(progress.key);
    if (known !== undefined) return known;
    numbers.set(progress.key, met.length);
    return met.push(progress) - 1;
  };
  const at = (state: number): Progress => {
    const progress = met[state];
    if (!progress) throw new Error("a state that was never met");
    return progress;
  };
  return {
    first: numberOf(automaton.first()),
    // What is found stays found; the automaton does not read on.
    after: (state, code) => (at(state).found ? state : numberOf(automaton.after(at(state), code))),
    holdsAtEnd: (state) => at(state).found || at(state).foundAtEnd,
    fate: (state) => (at(state).found ? "holds" : at(state).lost ? "fails" : "open"),
    characters: [],
    sets: automaton.sets,
  };
}
