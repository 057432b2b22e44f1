/** The part of a text with the searched words, with the words highlighted. */
import type { Piece } from "./view.ts";

/** The most characters of a text that are searched. */
const LOOKED_AT = 20_000;
const LENGTH = 220;
const BEFORE = 60;

/** A text split where words begin with the searched ones; joined, the pieces are the text. */
export function mark(text: string, words: readonly string[]): readonly Piece[] {
  return piecesOf(text, spans(text, words));
}

/** One line around the first of the words; the beginning of the text if none is found. */
export function snippetOf(text: string, words: readonly string[]): readonly Piece[] {
  const line = text.slice(0, LOOKED_AT).replace(/\s+/g, " ").trim();
  const found = spans(line, words);
  const first = found[0]?.from ?? 0;
  const from = first <= BEFORE ? 0 : afterSpace(line, first - BEFORE);
  const to = Math.min(line.length, from + LENGTH);
  const shown = found.flatMap((span) =>
    span.from >= from && span.to <= to ? [{ from: span.from - from, to: span.to - from }] : [],
  );
  const pieces = piecesOf(whole(line.slice(from, to)), shown);
  return [
    ...(from > 0 ? [{ text: "… ", hit: false }] : []),
    ...pieces,
    ...(to < line.length ? [{ text: " …", hit: false }] : []),
  ];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The positions of the words, in order and without overlap; case and accents do not matter, as in the index. */
function spans(text: string, words: readonly string[]): readonly Span[] {
  const folded = fold(text.slice(0, LOOKED_AT));
  const found: Span[] = [];
  for (const word of words) {
    const wanted = fold(word).text.trim();
    if (wanted === "") continue;
    for (
      let at = folded.text.indexOf(wanted);
      at >= 0;
      at = folded.text.indexOf(wanted, at + wanted.length)
    ) {
      if (found.length >= 200) break;
      if (!startsWord(folded.text, at)) continue;
      const from = folded.origin[at] ?? 0;
      found.push({ from, to: folded.origin[at + wanted.length] ?? text.length });
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
        : char
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
