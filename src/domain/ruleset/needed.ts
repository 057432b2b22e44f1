/**
 * Words one of which is in every text that an expression is found in. All words of a ruleset are sought in one pass, so that most
 * expressions need not be followed through a text.
 */
import type { Expression } from "./expression.ts";

/** Alternatives that are sought for one expression, and characters of a word below which it is in most texts anyway. */
const MOST_WORDS = 16;
const SHORTEST = 3;

/** @returns none if no such words are known, or they are too short to tell texts apart */
export function neededWords(expression: Expression): readonly string[] {
  const found = needed(expression);
  return found !== null && found.length <= MOST_WORDS && shortest(found) >= SHORTEST
    ? [...new Set(found)]
    : [];
}

/** Words one of which is in whatever matches; null if nothing is known. */
function needed(expression: Expression): readonly string[] | null {
  switch (expression.kind) {
    case "start":
    case "end":
      return null;
    case "character":
      return known(expression, (char) => [char]);
    case "repeat":
      return expression.least > 0 ? needed(expression.of) : null;
    case "choice": {
      const all: string[] = [];
      for (const one of expression.of) {
        const words = needed(one);
        if (words === null || all.length + words.length > MOST_WORDS) return null;
        all.push(...words);
      }
      return all.length === 0 ? null : all;
    }
    case "sequence":
      return ofSequence(expression.of);
  }
}

function known<T>({ set }: Extract<Expression, { kind: "character" }>, then: (char: string) => T): T | null {
  const [range, ...others] = set;
  if (!range || others.length > 0 || range[0] !== range[1]) return null;
  return then(String.fromCodePoint(range[0]));
}

/** Of the words of its parts, and of the runs of single characters, those whose shortest is the longest. */
function ofSequence(parts: readonly Expression[]): readonly string[] | null {
  let best: readonly string[] | null = null;
  let run = "";
  const offer = (words: readonly string[] | null) => {
    if (words !== null && (best === null || shortest(words) > shortest(best))) best = words;
  };
  for (const one of flat(parts)) {
    const char = one.kind === "character" ? known(one, (found) => found) : null;
    if (char !== null) {
      run += char;
      continue;
    }
    if (run !== "") offer([run]);
    run = "";
    offer(needed(one));
  }
  if (run !== "") offer([run]);
  return best;
}

/** Parts of a sequence within a sequence are parts of it. */
const flat = (parts: readonly Expression[]): readonly Expression[] =>
  parts.flatMap((one) => (one.kind === "sequence" ? flat(one.of) : [one]));

const shortest = (words: readonly string[]): number => Math.min(...words.map(({ length }) => length));
