import { isKey, tokensOf } from "./tokens.ts";

/** A part of a search as typed: a filter with its value, a word or phrase, or a sign that joins others. */
export interface QueryPart {
  readonly text: string;
  readonly is: "filter" | "words" | "sign";
}

/** The parts of a search, in order; what is excluded has its minus. */
export function queryParts(line: string): readonly QueryPart[] {
  const parts: QueryPart[] = [];
  let minus = "";
  for (const token of tokensOf(line)) {
    if (token.is === "not" && token.text === "-") {
      minus = "-";
      continue;
    }
    const text = `${minus}${token.text}`;
    minus = "";
    if (token.is !== "piece") parts.push({ text, is: "sign" });
    else {
      const filter = (token.key !== null && isKey(token.key)) || isNumber(token.text);
      parts.push({ text, is: filter ? "filter" : "words" });
    }
  }
  return parts;
}

/** Parts as a line, without one of them, and without the signs that it leaves with nothing to join. */
export function lineWithout(parts: readonly QueryPart[], removed: QueryPart): string {
  let left = parts.filter((part) => part !== removed);
  for (;;) {
    const kept = left.filter((part, at) => !isIdle(left[at - 1], part, left[at + 1]));
    if (kept.length === left.length) break;
    left = kept;
  }
  return left.reduce((line, { text }, at) => {
    const close = text === ")" || at === 0 || isOpen(left[at - 1]);
    return `${line}${close ? "" : " "}${text}`;
  }, "");
}

/** Whether a part joins nothing, between those before and after it. */
function isIdle(before: QueryPart | undefined, part: QueryPart, after: QueryPart | undefined): boolean {
  if (part.is !== "sign") return false;
  const begins = before === undefined || isOpen(before);
  const ends = after === undefined || (after.is === "sign" && after.text === ")");
  if (part.text === ")") return before === undefined || isOpen(before);
  if (isOpen(part)) return ends;
  if (part.text === "NOT") return ends || isJoin(after);
  return begins || ends || isJoin(after);
}

const isOpen = (part: QueryPart | undefined): boolean => part?.is === "sign" && part.text.endsWith("(");
const isJoin = (part: QueryPart | undefined): boolean =>
  part?.is === "sign" && (part.text === "OR" || part.text === "AND");

/** Whether a piece is a ticket's number, such as #12. */
const isNumber = (text: string): boolean => /^#\d{1,15}$/.test(text);
