/** From a ruleset's text to lines of tokens (R-1 to R-4). */
import type { Problem } from "./problems.ts";

/** A place in the text: offsets in UTF-16 units, the end exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Token = Span &
  (
    | {
        readonly kind: "word";
        /** In lower case. */
        readonly value: string;
        readonly written: string;
      }
    | { readonly kind: "text" /** Without quotes and escapes. */; readonly value: string }
    | { readonly kind: "number"; readonly value: number }
    /** A time of day, in minutes since midnight, 24:00 being 1,440; -1 if there is none like that. */
    | { readonly kind: "time"; readonly value: number }
    /** Such as "2026-12-25"; there may be no such day. */
    | { readonly kind: "date"; readonly value: string }
    | { readonly kind: "mark"; readonly value: Mark }
  );

export type Mark = "(" | ")" | "," | "->" | "-";

/** A logical line: at least one token. */
export interface Line extends Span {
  readonly tokens: readonly Token[];
  /** Comments on lines of their own above it, without "#" and the blank after it. */
  readonly above: readonly string[];
  /** Comments within the line or at its end, without "#". */
  readonly beside: readonly string[];
}

export interface Tokens {
  readonly lines: readonly Line[];
  /** Comments below the last line. */
  readonly below: readonly string[];
  readonly problems: readonly Problem[];
}

const articles: ReadonlySet<string> = new Set(["a", "an", "the"]);
/** What ends a text, by what starts it. */
const closing: Readonly<Record<string, string>> = { '"': '"', "“": "”", "”": "”", "„": "“”" };

/** Reads all of a text; what cannot be read is a problem and left out. */
export function tokenise(text: string): Tokens {
  const problems: Problem[] = [];
  const lines: Line[] = [];
  let tokens: Token[] = [];
  let above: string[] = [];
  let beside: string[] = [];
  let waiting: string[] = [];
  let open = 0;

  const end = () => {
    const [first] = tokens;
    const last = tokens.at(-1);
    if (first && last) lines.push({ tokens, above, beside, from: first.from, to: last.to });
    tokens = [];
    beside = [];
    open = 0;
  };

  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf("\n", start);
    const stop = newline === -1 ? text.length : newline;
    const read = readLine(text, start, stop, problems);
    const [first] = read.tokens;
    if (first === undefined) {
      if (read.comment !== null) waiting.push(read.comment);
    } else {
      const last = tokens.at(-1);
      const goesOn =
        last !== undefined &&
        (open > 0 ||
          (last.kind === "mark" && last.value === ",") ||
          isWord(first, "or") ||
          isWord(last, "or"));
      if (goesOn) {
        for (const comment of waiting) beside.push(comment);
      } else {
        end();
        above = waiting;
      }
      waiting = [];
      if (read.comment !== null) beside.push(read.comment);
      for (const token of read.tokens) {
        tokens.push(token);
        if (token.kind !== "mark") continue;
        if (token.value === "(") open += 1;
        else if (token.value === ")") open = Math.max(0, open - 1);
      }
    }
    // A line that starts a part of the ruleset ends a condition whose parenthesis was forgotten.
    if (open > 0 && startsPart(text, stop + 1)) open = 0;
    start = stop + 1;
  }
  end();
  return { lines, below: waiting, problems };
}

export const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === "word" && token.value === word;

const part =
  // linear: tried once a line, and no two neighbouring repetitions share a character
  /[ \t]*(?:(?:ruleset|lifecycle|calendar|rule|test|then|when|given|expect)\b|(?:target|include)[ \t]*["“„])/iy;

function startsPart(text: string, at: number): boolean {
  part.lastIndex = at;
  return part.test(text);
}

interface Read {
  readonly tokens: readonly Token[];
  readonly comment: string | null;
}

const number = /\d{1,15}(?:\.\d{1,6})?/y;
const date = /\d{4}-\d{2}-\d{2}/y;
const time = /\d{1,2}:\d{2}/y;
/** Names of time zones have strokes in them. */
const word = /[\p{L}][\p{L}\p{N}_-]*(?:\/[\p{L}\p{N}_+-]+)*/uy;

function readLine(text: string, start: number, stop: number, problems: Problem[]): Read {
  const tokens: Token[] = [];
  let at = start;
  while (at < stop) {
    const char = text[at] ?? "";
    if (char === "#")
      return {
        tokens,
        comment: text
          .slice(at + 1, stop)
          .replace(/^ /, "")
          .trimEnd(),
      };
    if (/\s/.test(char)) {
      at += 1;
    } else if (char in closing) {
      const read = readText(text, at, stop, problems);
      tokens.push(read);
      at = read.to;
    } else if (char === "(" || char === ")" || char === ",") {
      tokens.push({ kind: "mark", value: char, from: at, to: at + 1 });
      at += 1;
    } else if (text.startsWith("->", at) || char === "→") {
      const to = at + (char === "→" ? 1 : 2);
      tokens.push({ kind: "mark", value: "->", from: at, to });
      at = to;
    } else if (char === "-" || char === "–") {
      tokens.push({ kind: "mark", value: "-", from: at, to: at + 1 });
      at += 1;
    } else {
      const moment = readMoment(text, at);
      if (moment !== null) {
        tokens.push(moment);
        at = moment.to;
        continue;
      }
      const found = matchAt(number, text, at) ?? matchAt(word, text, at);
      if (found === null) {
        const odd = String.fromCodePoint(text.codePointAt(at) ?? 0);
        problems.push({ code: "character", params: { character: odd }, from: at, to: at + odd.length });
        at += odd.length;
      } else {
        const to = at + found.length;
        if (/^\d/.test(found)) tokens.push({ kind: "number", value: Number(found), from: at, to });
        else {
          const value = found.toLowerCase();
          if (!articles.has(value)) tokens.push({ kind: "word", value, written: found, from: at, to });
        }
        at = to;
      }
    }
  }
  return { tokens, comment: null };
}

function readMoment(text: string, from: number): Token | null {
  const day = matchAt(date, text, from);
  if (day !== null) return { kind: "date", value: day, from, to: from + day.length };
  const clock = matchAt(time, text, from);
  if (clock === null) return null;
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  const value = hours * 60 + minutes;
  return { kind: "time", value: minutes < 60 && value <= 1440 ? value : -1, from, to: from + clock.length };
}

function matchAt(expression: RegExp, text: string, at: number): string | null {
  expression.lastIndex = at;
  return expression.exec(text)?.[0] ?? null;
}

const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", n: "\n" };

function readText(text: string, start: number, stop: number, problems: Problem[]): Token {
  const ends = closing[text[start] ?? ""] ?? "";
  let value = "";
  let at = start + 1;
  while (at < stop) {
    const char = text[at] ?? "";
    if (ends.includes(char)) return { kind: "text", value, from: start, to: at + 1 };
    if (char === "\\") {
      const next = text[at + 1] ?? "";
      const escaped = at + 1 < stop ? escapes[next] : undefined;
      if (escaped === undefined)
        problems.push({
          code: "escape",
          params: { character: next.trim() },
          from: at,
          to: Math.min(at + 2, stop),
        });
      value += escaped ?? "";
      at += 2;
    } else {
      value += char;
      at += 1;
    }
  }
  problems.push({ code: "unclosed", params: {}, from: start, to: stop });
  return { kind: "text", value: value.trimEnd(), from: start, to: stop };
}

/** A text as it stands in a ruleset. */
export const quoted = (value: string): string =>
  `"${value.replace(/["\\\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`))}"`;
