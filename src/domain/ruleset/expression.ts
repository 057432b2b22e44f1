/**
 * Regular expressions of rules: read into a tree here, matched by `automaton.ts`. Our own, since evaluation
 * and analysis must mean the same, in linear time.
 */
import { ok, type Result, refuse } from "../../base/result.ts";
import { any, type CharacterSet, complement, setOf } from "./character-set.ts";
import { composed, fold } from "./fold.ts";

export type Expression =
  | { readonly kind: "character"; readonly set: CharacterSet }
  | { readonly kind: "sequence" | "choice"; readonly of: readonly Expression[] }
  | { readonly kind: "repeat"; readonly of: Expression; readonly least: number; readonly most: number | null }
  /** The start or end of the value. */
  | { readonly kind: "start" | "end" };

/** Why a text is not an expression. */
export type ExpressionError =
  | "parenthesis"
  | "bracket"
  | "range"
  | "nothing-to-repeat"
  | "repeat-bounds"
  | "escape"
  | "not-regular"
  | "too-large";

/**
 * Positions of a compiled expression or pattern, and the most that `{m,n}` may repeat. Each character of a text costs up
 * to this many steps.
 */
const MOST_STATES = 500;
const MOST_REPEATS = 100;

class Unreadable {
  readonly why: ExpressionError;

  constructor(why: ExpressionError) {
    this.why = why;
  }
}

/**
 * Reads a regular expression.
 * @param folding whether it is compared with folded texts
 */
export function readExpression(text: string, folding: boolean): Result<Expression, ExpressionError> {
  try {
    const chars = [...composed(text)];
    if (chars.length > MOST_STATES) throw new Unreadable("too-large");
    const expression = read(chars, folding);
    if (sizeOf(expression) > MOST_STATES) throw new Unreadable("too-large");
    return ok(expression);
  } catch (unreadable) {
    if (!(unreadable instanceof Unreadable)) throw unreadable;
    return refuse(unreadable.why);
  }
}

/** Whether a pattern is too large to be followed. */
export const isLargePattern = (pattern: string, folding: boolean): boolean =>
  sizeOf(patternExpression(pattern, folding)) > MOST_STATES;

/** A pattern with `*` and `?` as an expression for the whole value. */
export function patternExpression(pattern: string, folding: boolean): Expression {
  const anyCharacter: Expression = { kind: "character", set: any };
  const of = pattern.split(/([*?])/).flatMap((part): Expression[] => {
    if (part === "*") return [{ kind: "repeat", of: anyCharacter, least: 0, most: null }];
    if (part === "?") return [anyCharacter];
    return [...(folding ? fold(part) : composed(part))].map(only);
  });
  return { kind: "sequence", of: [{ kind: "start" }, ...of, { kind: "end" }] };
}

const only = (char: string): Expression => {
  const code = char.codePointAt(0) ?? 0;
  return { kind: "character", set: [[code, code]] };
};

/** How many states it compiles to. */
export function sizeOf(expression: Expression): number {
  switch (expression.kind) {
    case "start":
    case "end":
    case "character":
      return 1;
    case "sequence":
    case "choice":
      return expression.of.reduce((sum, one) => sum + sizeOf(one) + 1, 1);
    case "repeat":
      return (sizeOf(expression.of) + 1) * (expression.most ?? expression.least + 1) + 1;
  }
}

const digits: CharacterSet = [[0x30, 0x39]];
const blanks = setOf([
  [9, 13],
  [32, 32],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x3000, 0x3000],
]);
const wordCharacters = setOf([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
const classes: Readonly<Record<string, CharacterSet>> = {
  d: digits,
  D: complement(digits),
  s: blanks,
  S: complement(blanks),
  w: wordCharacters,
  W: complement(wordCharacters),
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 };

function read(chars: readonly string[], folding: boolean): Expression {
  let at = 0;
  const expression = choice(0);
  if (at < chars.length) throw new Unreadable("parenthesis");
  return expression;

  function choice(depth: number): Expression {
    if (depth > 100) throw new Unreadable("too-large");
    const of = [sequence(depth)];
    while (chars[at] === "|") {
      at += 1;
      of.push(sequence(depth));
    }
    const [first] = of;
    return first && of.length === 1 ? first : { kind: "choice", of };
  }

  function sequence(depth: number): Expression {
    const of: Expression[] = [];
    while (at < chars.length && chars[at] !== "|" && chars[at] !== ")") of.push(repeated(depth));
    return { kind: "sequence", of };
  }

  function repeated(depth: number): Expression {
    let one = single(depth);
    for (;;) {
      const bounds = repeatBounds();
      if (bounds === null) return one;
      if (one.kind === "start" || one.kind === "end") throw new Unreadable("nothing-to-repeat");
      one = { kind: "repeat", of: one, ...bounds };
      if (sizeOf(one) > MOST_STATES) throw new Unreadable("too-large");
    }
  }

  function repeatBounds(): { readonly least: number; readonly most: number | null } | null {
    const char = chars[at];
    if (char === "*" || char === "+" || char === "?") {
      at += 1;
      // Which match is found makes no difference, so neither does laziness.
      if (chars[at] === "?") at += 1;
      return { least: char === "+" ? 1 : 0, most: char === "?" ? 1 : null };
    }
    if (char !== "{") return null;
    const end = chars.indexOf("}", at);
    const inside =
      end === -1 ? null : /^(\d{1,3})(?:(,)(\d{1,3})?)?$/.exec(chars.slice(at + 1, end).join(""));
    if (inside === null) throw new Unreadable("repeat-bounds");
    const [, low = "", comma, high] = inside;
    const least = Number(low);
    const most = comma === undefined ? least : high === undefined ? null : Number(high);
    if (least > MOST_REPEATS || (most !== null && (most > MOST_REPEATS || most < least)))
      throw new Unreadable("repeat-bounds");
    at = end + 1;
    return { least, most };
  }

  function single(depth: number): Expression {
    const char = chars[at] ?? "";
    at += 1;
    switch (char) {
      case "(":
        return group(depth);
      case "[":
        return { kind: "character", set: bracket() };
      case ".":
        return { kind: "character", set: complement([[10, 10]]) };
      case "^":
        return { kind: "start" };
      case "$":
        return { kind: "end" };
      case "*":
      case "+":
      case "?":
      case "{":
        throw new Unreadable("nothing-to-repeat");
      case "\\":
        return escaped();
      default:
        return literal(char);
    }
  }

  function group(depth: number): Expression {
    if (chars[at] === "?") {
      if (chars[at + 1] !== ":") throw new Unreadable("not-regular");
      at += 2;
    }
    const inside = choice(depth + 1);
    if (chars[at] !== ")") throw new Unreadable("parenthesis");
    at += 1;
    return inside;
  }

  function literal(char: string): Expression {
    const folded = [...(folding ? fold(char) : char)].map(only);
    const [first] = folded;
    return first && folded.length === 1 ? first : { kind: "sequence", of: folded };
  }

  function escaped(): Expression {
    const char = chars[at] ?? "";
    at += 1;
    const named = classes[char];
    if (named) return { kind: "character", set: folding ? withFolded(named) : named };
    const control = controls[char];
    if (control !== undefined) return { kind: "character", set: [[control, control]] };
    if (/[1-9]/.test(char)) throw new Unreadable("not-regular");
    if (char === "" || /[\p{L}\p{N}]/u.test(char)) throw new Unreadable("escape");
    return literal(char);
  }

  function bracket(): CharacterSet {
    const not = chars[at] === "^";
    if (not) at += 1;
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; first || chars[at] !== "]"; first = false) {
      if (at >= chars.length) throw new Unreadable("bracket");
      const low = member();
      if (typeof low !== "number") {
        ranges.push(...low);
        continue;
      }
      let high = low;
      if (chars[at] === "-" && chars[at + 1] !== "]" && at + 1 < chars.length) {
        at += 1;
        const end = member();
        if (typeof end !== "number" || end < low) throw new Unreadable("range");
        high = end;
      }
      ranges.push([low, high]);
    }
    at += 1;
    const set = folding ? withFolded(setOf(ranges)) : setOf(ranges);
    return not ? complement(set) : set;
  }

  /** A character of a class, or a class within it. */
  function member(): number | CharacterSet {
    const char = chars[at] ?? "";
    at += 1;
    if (char !== "\\") return char.codePointAt(0) ?? 0;
    const next = chars[at] ?? "";
    at += 1;
    const code = controls[next];
    if (classes[next]) return classes[next];
    if (code !== undefined) return code;
    if (next === "" || /[\p{L}\p{N}]/u.test(next)) throw new Unreadable("escape");
    return next.codePointAt(0) ?? 0;
  }
}

/** Characters that fold to another single character, with that; computed when first needed. */
let foldings: readonly (readonly [from: number, to: number])[] | null = null;

function allFoldings(): readonly (readonly [from: number, to: number])[] {
  const found: [number, number][] = [];
  for (let code = 0; code <= 0x1_ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const char = String.fromCodePoint(code);
    const folded = fold(char);
    const to = folded.codePointAt(0) ?? code;
    if (folded !== char && String.fromCodePoint(to) === folded) found.push([code, to]);
  }
  return found;
}

/** The set with the folded forms of its members. */
function withFolded(set: CharacterSet): CharacterSet {
  foldings ??= allFoldings();
  const has = (code: number) => set.some(([first, last]) => code >= first && code <= last);
  return setOf([...set, ...foldings.filter(([from]) => has(from)).map(([, to]) => [to, to] as const)]);
}
