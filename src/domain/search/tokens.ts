import { type SearchKey, searchKeys } from "./query.ts";

/** A piece of a line, as typed. */
export type Token =
  | { readonly is: "open" | "close" | "or" | "and" | "not"; readonly text: string }
  | {
      readonly is: "piece";
      readonly text: string;
      /** What stands before its colon, in lower case; null if there is none. */
      readonly key: string | null;
      readonly value: string;
      readonly quoted: boolean;
    };

/** The characters of a line that are read. */
const LONGEST = 1000;

const operators = { OR: "or", AND: "and", NOT: "not" } as const;

export const isKey = (key: string): key is SearchKey => searchKeys.some((one) => one === key);

/**
 * Splits a line: words, "phrases", filters with their values, and the signs that join them: -, OR, AND, NOT and
 * parentheses around pieces. A parenthesis inside a word, or one that closes nothing, is part of the text.
 */
export function tokensOf(line: string): readonly Token[] {
  const text = line.slice(0, LONGEST);
  const tokens: Token[] = [];
  let depth = 0;
  let at = 0;
  const piece = (from: number, key: string | null, value: string, quoted: boolean) =>
    tokens.push({ is: "piece", text: text.slice(from, at), key, value, quoted });
  while (at < text.length) {
    const char = text.charAt(at);
    const from = at;
    if (isSpace(char)) {
      at += 1;
    } else if (char === "(") {
      depth += 1;
      at += 1;
      tokens.push({ is: "open", text: char });
    } else if (char === ")" && depth > 0) {
      depth -= 1;
      at += 1;
      tokens.push({ is: "close", text: char });
    } else if (char === "-" && !isSpace(text.charAt(at + 1))) {
      at += 1;
      tokens.push({ is: "not", text: char });
    } else {
      const key = keyAt(text, at);
      if (key !== null) at = valueAt(text, at + key.length + 1, key);
      if (text.charAt(at) === '"') {
        const end = text.indexOf('"', at + 1);
        const value = text.slice(at + 1, end < 0 ? text.length : end);
        at = end < 0 ? text.length : end + 1;
        piece(from, key, value, true);
        continue;
      }
      const value = bareAt(text, at, depth);
      at += value.length;
      const operator = key === null ? operatorOf(value) : null;
      if (operator) tokens.push({ is: operator, text: value });
      else piece(from, key, value, false);
    }
  }
  return tokens;
}

const isSpace = (char: string): boolean => /^\s*$/.test(char);

const operatorOf = (text: string) =>
  text === "OR" || text === "AND" || text === "NOT" ? operators[text] : null;

/** The name before a colon, in lower case. */
function keyAt(text: string, from: number): string | null {
  let at = from;
  while (at < text.length && /[a-z]/i.test(text.charAt(at))) at += 1;
  return at > from && text.charAt(at) === ":" ? text.slice(from, at).toLowerCase() : null;
}

/** Where the value of a filter begins: people write "from: ann" as well. */
function valueAt(text: string, from: number, key: string): number {
  let at = from;
  if (isKey(key)) while (text.charAt(at) === " " || text.charAt(at) === "\t") at += 1;
  return at < text.length ? at : from;
}

/** What reaches to the next space, without parentheses that close what was opened before it. */
function bareAt(text: string, from: number, depth: number): string {
  let end = from;
  let inside = 0;
  for (; end < text.length && !isSpace(text.charAt(end)); end += 1) {
    const char = text.charAt(end);
    if (char === "(") inside += 1;
    else if (char === ")") {
      if (inside === 0 && depth > 0) break;
      inside = Math.max(0, inside - 1);
    }
  }
  return text.slice(from, end);
}
