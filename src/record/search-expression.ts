import type { Term, Words } from "../domain/search/index.ts";
import { words as indexed } from "./words.ts";

/** The longest beginnings that the index has lists for: its `prefix` in model.sql. */
const LISTED = 4;

/** What an FTS5 expression finds, or, with `without`, everything else: FTS5 cannot exclude from everything. */
export interface Expression {
  readonly text: string;
  readonly without: boolean;
}

/**
 * Words as an FTS5 expression in which all terms are literal.
 * @param wordsLike the words in the index that begin like one; null if there are very many
 */
export function matchExpression(
  words: Words,
  wordsLike: (start: string) => readonly string[] | null,
): Expression {
  if (words.is === "term") return { text: termExpression(words.term, wordsLike), without: false };
  if (words.is === "not") {
    const { text, without } = matchExpression(words.of, wordsLike);
    return { text, without: !without };
  }
  const parts = words.of.map((one) => matchExpression(one, wordsLike));
  const found = parts.flatMap(({ text, without }) => (without ? [] : [text]));
  const others = parts.flatMap(({ text, without }) => (without ? [text] : []));
  if (words.is === "all")
    return found.length === 0
      ? { text: either(others), without: true }
      : { text: except(both(found), others), without: false };
  return others.length === 0
    ? { text: either(found), without: false }
    : { text: except(both(others), found), without: true };
}

const both = (texts: readonly string[]): string => `(${texts.join(" AND ")})`;
const either = (texts: readonly string[]): string => `(${texts.join(" OR ")})`;
const except = (text: string, others: readonly string[]): string =>
  others.length === 0 ? text : `(${text} NOT ${either(others)})`;

function termExpression(term: Term, wordsLike: (start: string) => readonly string[] | null): string {
  if (!startsAWord(term)) return quoted(term);
  const start = longStart(term.text);
  const like = start === null ? null : wordsLike(start);
  if (like === null) return `${quoted(term)} *`;
  if (like.length === 0) return quoted(term);
  return `{${columns[term.within]}} : (${like.map((word) => `"${word}"`).join(" OR ")})`;
}

/** A single word as the index has it, if it is longer than what the index has lists for, and of plain letters and digits. */
function longStart(text: string): string | null {
  const word = indexed(text);
  if (!/^[A-Za-z0-9\u00c0-\u012f\u0131-\u017f]+$/.test(word)) return null;
  const plain = word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.length > LISTED && /^[a-z0-9]+$/.test(plain) ? plain : null;
}

/** Each word may be only the beginning of one; a phrase is of whole words. */
const startsAWord = (term: Term): boolean =>
  !term.phrase && term.within !== "marks" && term.text.length >= 2 && /[\p{L}\p{N}]$/u.test(term.text);

/** The columns in which a term is searched. */
const columns = {
  anywhere: ["subject", "sender", "people", "body", "files", "attached"].join(" "),
  subject: "subject",
  from: "sender",
  to: "people",
  files: "files",
  marks: "marks",
} satisfies Record<Term["within"], string>;

const quoted = (term: Term): string =>
  `{${columns[term.within]}} : "${indexed(term.text).replaceAll('"', " ").replaceAll("\0", " ").trim()}"`;
