/** The part of a text with the searched words, with the words highlighted. */
import { spelledOut, type Term } from "../../../domain/search/index.ts";
import type { Piece } from "./view.ts";

/** What is highlighted: the beginnings of words; of a phrase, whole words next to each other. */
export type Wanted = Pick<Term, "text" | "phrase">;

/** The characters that are searched at a time, and the most of a text: as many as are indexed. */
const LOOKED_AT = 20_000;
const MOST = 100_000;
const LENGTH = 220;
const BEFORE = 60;

/** A text split where the searched words are; joined, the pieces are the text. */
export function mark(text: string, wanted: readonly Wanted[]): readonly Piece[] {
  return piecesOf(text, spans(text.slice(0, LOOKED_AT), wanted));
}

export interface Snippet {
  readonly pieces: readonly Piece[];
  /** How many of the searched words it shows. */
  readonly shows: number;
}

/**
 * One line around the place with the most of the words; the beginning of the text if none is found.
 * @param most the characters of the text that are searched
 */
export function snippetOf(text: string, wanted: readonly Wanted[], most = MOST): Snippet {
  let best = lineOf(text, 0, wanted);
  for (let at = LOOKED_AT - LENGTH; at < Math.min(text.length, most) && best.shows < wanted.length; ) {
    const next = lineOf(text, at, wanted);
    if (next.shows > best.shows) best = next;
    at += LOOKED_AT - LENGTH;
  }
  return best;
}

/** The best line of the part of a text that begins at a position. */
function lineOf(text: string, at: number, wanted: readonly Wanted[]): Snippet {
  const line = text
    .slice(at, at + LOOKED_AT)
    .replace(/\s+/g, " ")
    .trim();
  const found = spans(line, wanted);
  const { first, shows } = densest(found);
  const from = first <= BEFORE ? 0 : afterSpace(line, first - BEFORE);
  const to = Math.min(line.length, from + LENGTH);
  const shown = found.flatMap((span) =>
    span.from >= from && span.to <= to ? [{ ...span, from: span.from - from, to: span.to - from }] : [],
  );
  const pieces = piecesOf(whole(line.slice(from, to)), shown);
  const before = at > 0 || from > 0 ? [{ text: "… ", hit: false }] : [];
  const after = to < line.length || at + LOOKED_AT < text.length ? [{ text: " …", hit: false }] : [];
  return { pieces: [...before, ...pieces, ...after], shows };
}

/** Where the line begins that has the most different words, and how many these are. */
function densest(found: readonly Span[]): { readonly first: number; readonly shows: number } {
  const inside = new Map<number, number>();
  let best = { first: 0, shows: 0 };
  let end = 0;
  for (const { from, word } of found) {
    for (let next = found[end]; next && next.to <= from + LENGTH - BEFORE - 10; next = found[end]) {
      inside.set(next.word, (inside.get(next.word) ?? 0) + 1);
      end += 1;
    }
    if (inside.size > best.shows) best = { first: from, shows: inside.size };
    const left = (inside.get(word) ?? 1) - 1;
    if (left > 0) inside.set(word, left);
    else inside.delete(word);
  }
  return best;
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** The index of the searched word. */
  readonly word: number;
}

/** The positions of the words, in order and without overlap; case and accents do not matter, as in the index. */
function spans(text: string, wanted: readonly Wanted[]): readonly Span[] {
  const folded = fold(text);
  const found: Span[] = [];
  for (const [word, { text: searched, phrase }] of wanted.entries()) {
    const tokens = fold(searched)
      .text.split(/[^\p{L}\p{N}]+/u)
      .filter((token) => token !== "");
    const [first] = tokens;
    if (first === undefined) continue;
    const exact = phrase || searched.length < 2;
    let n = 0;
    for (let at = folded.text.indexOf(first); at >= 0 && n < 200; ) {
      let end = startsWord(folded.text, at) ? endOf(folded.text, at, tokens) : -1;
      if (end >= 0 && exact && !endsWord(folded.text, end)) end = -1;
      if (end >= 0) {
        const from = folded.origin[at] ?? 0;
        // A letter that is several there is marked whole.
        while (end < folded.text.length && folded.origin[end] === folded.origin[end - 1]) end += 1;
        found.push({ from, to: folded.origin[end] ?? text.length, word });
        n += 1;
      }
      at = folded.text.indexOf(first, Math.max(at + 1, end));
    }
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  let end = 0;
  return found.filter((span) => {
    const free = span.from >= end && span.to > span.from;
    if (free) end = span.to;
    return free;
  });
}

/** Where words that stand one after the other end; -1 if they do not stand there. */
function endOf(text: string, at: number, tokens: readonly string[]): number {
  let end = at;
  for (const token of tokens) {
    if (end > at) while (end < text.length && !/[\p{L}\p{N}]/u.test(text.charAt(end))) end += 1;
    if (!text.startsWith(token, end)) return -1;
    end += token.length;
  }
  return end;
}

/** Lower case without accents, with the original position of each character. */
function fold(text: string): { readonly text: string; readonly origin: readonly number[] } {
  let out = "";
  const origin: number[] = [];
  let at = 0;
  for (const char of text) {
    // A fast path: most texts are ASCII.
    const plain =
      char < "\x80"
        ? char.toLowerCase()
        : spelledOut(char)
            .normalize("NFD")
            .replace(/\p{M}+/gu, "")
            .toLowerCase();
    for (let i = 0; i < plain.length; i++) origin.push(at);
    out += plain;
    at += char.length;
  }
  origin.push(at);
  return { text: out, origin };
}

/** In scripts without spaces words can begin anywhere. */
const startsWord = (text: string, at: number): boolean =>
  at === 0 ||
  !/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) ||
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(text.charAt(at));

const endsWord = (text: string, at: number): boolean =>
  at >= text.length || !/[\p{L}\p{N}]/u.test(text.charAt(at)) || startsWord(text, at);

function piecesOf(text: string, found: readonly Span[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { from, to } of found) {
    if (from > done) pieces.push({ text: text.slice(done, from), hit: false });
    pieces.push({ text: text.slice(from, to), hit: true });
    done = to;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false });
  return pieces;
}

const afterSpace = (text: string, at: number): number => {
  const space = text.indexOf(" ", at);
  return space < 0 || space - at > 30 ? at : space + 1;
};

/** Without half a character at the end. */
const whole = (text: string): string => (/[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text);
