/** Scripts that put no spaces between words: each of their characters counts as one. */
const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
// linear: one character, or a run of those that the other part does not match
const word = new RegExp(`[${unspaced}]|[[\\p{L}\\p{M}\\p{N}]--[${unspaced}]]+`, "gv");
const noWidth = /(?:\u034f|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff])+/g;

/** A text in the form whose words are compared: lower case, one form of each letter, nothing without width. */
export const comparable = (text: string): string => text.replace(noWidth, "").normalize("NFKC").toLowerCase();

/** The words of a `comparable` text, in order, with the position at which each begins. */
function* wordsIn(text: string): Generator<{ readonly word: string; readonly at: number }> {
  for (const match of text.matchAll(word)) yield { word: match[0], at: match.index };
}

/** The same without the positions, which is many times faster. */
export const wordList = (text: string): readonly string[] => text.match(word) ?? [];

/**
 * Whether a text says others in their order, in pieces of three words and more: a quick check that most mail passes. What
 * fails it may still be said, elsewhere or with more between.
 */
export function saysInOrder(text: readonly string[], others: readonly string[]): boolean {
  let at = 0;
  let done = 0;
  while (done < others.length) {
    const start = pieceAt(text, at, others, done);
    if (start === -1) return false;
    let length = 3;
    while (done + length < others.length && text[start + length] === others[done + length]) length += 1;
    at = start + length;
    done += length;
  }
  return true;
}

/** How many words of a text are skipped at most to find the next piece. */
const AHEAD = 60;

/** Where three words of others stand in a text, a few words further on at most; -1 if they do not. */
function pieceAt(text: readonly string[], from: number, others: readonly string[], which: number): number {
  if (which + 3 > others.length) return -1;
  for (let at = from; at < from + AHEAD && at + 3 <= text.length; at += 1) {
    if (
      text[at] === others[which] &&
      text[at + 1] === others[which + 1] &&
      text[at + 2] === others[which + 2]
    )
      return at;
  }
  return -1;
}

/** The most words of a text that are compared. */
export const MOST_WORDS = 50_000;

/** The words of a text, and which of them follow each other: whether it says what another one says. */
export class Wording {
  /** Whether there was more than is compared. */
  readonly cut: boolean;
  readonly #ids = new Map<string, number>();
  /** Where each word was at first, by its number, and below each two in a row. */
  readonly #places = new Map<number, number>();
  readonly #pairs = new Map<number, number>();
  /** Three words in a row, and where in the text the last of them was at first. */
  readonly #triples = new Map<number, number>();

  /** @param text as `comparable` returns it */
  constructor(text: string) {
    let [before, last] = [-1, -1];
    let count = 0;
    for (const { word: one, at } of wordsIn(text)) {
      count += 1;
      if (count > MOST_WORDS) break;
      let id = this.#ids.get(one);
      if (id === undefined) {
        id = this.#ids.size;
        this.#ids.set(one, id);
        this.#places.set(id, at);
      }
      if (last >= 0) {
        const pair = last * MOST_WORDS + id;
        if (!this.#pairs.has(pair)) this.#pairs.set(pair, at);
        const triple = before * MOST_WORDS ** 2 + pair;
        if (before >= 0 && !this.#triples.has(triple)) this.#triples.set(triple, at);
      }
      [before, last] = [last, id];
    }
    this.cut = count > MOST_WORDS;
  }

  /** Whether it has a word, wherever. */
  has(one: string): boolean {
    return this.#ids.has(one);
  }

  /**
   * Which of another text's words it says: those that stand in three (or as many as there are) that it says in a row.
   * @param others at most `MOST_WORDS`
   */
  compare(others: readonly string[]): Compared {
    const ids = others.map((one) => this.#ids.get(one) ?? -1);
    if (ids.length < 3) {
      const [a = -1, b] = ids;
      const pair = a < 0 || b === undefined || b < 0 ? undefined : this.#pairs.get(a * MOST_WORDS + b);
      const end = (b === undefined ? this.#places.get(a) : pair) ?? null;
      const missing = end === null ? ids.length : 0;
      return { missing, longest: missing, end, known: new Uint8Array(ids.length).fill(missing > 0 ? 0 : 1) };
    }
    const known = new Uint8Array(ids.length);
    let end: number | null = null;
    for (let i = 2; i < ids.length; i += 1) {
      const [a = -1, b = -1, c = -1] = [ids[i - 2], ids[i - 1], ids[i]];
      const at =
        a < 0 || b < 0 || c < 0 ? undefined : this.#triples.get((a * MOST_WORDS + b) * MOST_WORDS + c);
      if (at === undefined) continue;
      known.fill(1, i - 2, i + 1);
      end = at;
    }
    let [missing, longest, run] = [0, 0, 0];
    for (const one of known) {
      run = one === 1 ? 0 : run + 1;
      missing += run > 0 ? 1 : 0;
      longest = Math.max(longest, run);
    }
    return { missing, longest, end, known };
  }
}

/** How a text compares to a wording. */
export interface Compared {
  /** How many of its words the wording does not say. */
  readonly missing: number;
  /** How many of these stand in a row, at most. */
  readonly longest: number;
  /** For each of the words whether the wording says it: 1 or 0. */
  readonly known: Uint8Array;
  /** Where in the wording the last of these words stands; null if it says none. */
  readonly end: number | null;
}
