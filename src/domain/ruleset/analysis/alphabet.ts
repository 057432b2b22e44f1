/**
 * The characters that matter to some tests: one for each class of characters that none of the tests tells apart. Folding
 * is followed character by character; where that differs from folding the whole, the caller verifies what it found.
 */
import { type CharacterSet, contains, setOf } from "../character-set.ts";
import { composed, fold } from "../fold.ts";
import { codesOf, type Track } from "./value-test.ts";

export interface Letter {
  /** As it is in the mail. */
  readonly raw: string;
  /** As tests that compare exactly see it. */
  readonly exact: number;
  /** As the others see it. */
  readonly folded: readonly number[];
  readonly blank: boolean;
}

export interface Seen {
  /** How tests that compare exactly are followed, and the others. */
  readonly exact: readonly Track[];
  readonly folded: readonly Track[];
  /** Whether only letters in lower case occur, as in addresses. */
  readonly lowerCase: boolean;
}

const LAST = 0x10_ffff;
const AT = 0x40;
const surrogates: CharacterSet = [[0xd800, 0xdfff]];
/** What `trim` removes. */
const blanks = setOf([
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);

/** What a reader would rather see in an example. */
const liked = codesOf(
  "xyzqwjkvabcdefghilmnoprstu0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_.,:;!?+=#&%/()'\"*<>[]{}|~^$\\`@ ",
);

/** At least one letter for each class of characters that can occur in a text. */
export function alphabetOf({ exact, folded, lowerCase }: Seen): readonly Letter[] {
  const tracks = [...exact, ...folded];
  const characters = new Set(tracks.flatMap((track) => track.characters)).add(AT);
  const sets = [...new Set(tracks.flatMap((track) => track.sets)), blanks];
  const classOf = (code: number): string =>
    characters.has(code) ? String(code) : sets.map((set) => (contains(set, code) ? "1" : "0")).join("");
  const occurs = (raw: string): boolean =>
    (exact.length === 0 || composed(raw) === raw) &&
    (folded.length === 0 || fold(raw) === raw) &&
    !(lowerCase && raw.toLowerCase() !== raw);

  const ranges = new Map<string, (readonly [number, number])[]>();
  for (const range of rangesBetween(characters, sets)) {
    const [first] = range;
    if (contains(surrogates, first)) continue;
    const name = classOf(first);
    ranges.set(name, [...(ranges.get(name) ?? []), range]);
  }
  const kind = `${exact.length > 0} ${folded.length > 0} ${lowerCase}`;
  const letters = [...ranges.values()].flatMap((of) => {
    const code = bestOf(of, kind, occurs);
    return code === null ? [] : [letterOf(String.fromCodePoint(code))];
  });
  // Not what separates the domain of an address, but folded to that.
  if (folded.length > 0) letters.push(letterOf("＠"));
  if (exact.length === 0 || folded.length === 0) return letters;

  const met = new Set<string>();
  for (const raw of foldable()) {
    if (lowerCase && raw.toLowerCase() !== raw) continue;
    const letter = letterOf(raw);
    const name = [letter.exact, ...letter.folded].map(classOf).join();
    if (met.has(name)) continue;
    met.add(name);
    letters.push(letter);
  }
  return letters;
}

const letterOf = (raw: string): Letter => ({
  ...{ raw, exact: raw.codePointAt(0) ?? 0, folded: codesOf(fold(raw)) },
  blank: raw.trim() === "",
});

/** Ranges that lie on one side of each set, and of each character that is named. */
function rangesBetween(
  characters: Iterable<number>,
  sets: readonly CharacterSet[],
): readonly (readonly [number, number])[] {
  const cuts = new Set([0]);
  for (const code of characters) cuts.add(code).add(code + 1);
  for (const set of [...sets, surrogates]) for (const [first, last] of set) cuts.add(first).add(last + 1);
  const starts = [...cuts].filter((code) => code <= LAST).sort((a, b) => a - b);
  return starts.map((first, n) => [first, (starts[n + 1] ?? LAST + 1) - 1]);
}

/** The best character of a class that occurs; marks, which may join the character before, only if there is nothing else. */
function bestOf(
  ranges: readonly (readonly [number, number])[],
  kind: string,
  occurs: (raw: string) => boolean,
): number | null {
  const set = setOf(ranges);
  for (const code of liked) if (contains(set, code) && occurs(String.fromCodePoint(code))) return code;
  let mark: number | null = null;
  for (const [first, last] of ranges) {
    const code = firstOf(first, last, kind, occurs);
    if (code === null) continue;
    if (!/\p{M}/u.test(String.fromCodePoint(code))) return code;
    mark ??= code;
  }
  return mark;
}

/** By kind of text and range. */
const firsts = new Map<string, number | null>();

function firstOf(first: number, last: number, kind: string, occurs: (raw: string) => boolean): number | null {
  const name = `${kind} ${first} ${last}`;
  const known = firsts.get(name);
  if (known !== undefined) return known;
  let mark: number | null = null;
  let found: number | null = null;
  for (let code = first; code <= last && found === null; code += 1) {
    const raw = String.fromCodePoint(code);
    if (!occurs(raw)) continue;
    if (/[\p{M}\p{C}]/u.test(raw)) mark ??= code;
    else found = code;
    // Ranges of marks or of what is not assigned are long.
    if (mark !== null && code > first + 1_000) break;
  }
  if (firsts.size > 10_000) firsts.clear();
  firsts.set(name, found ?? mark);
  return found ?? mark;
}

let known: readonly string[] | null = null;

/** All characters that folding changes, as they occur in composed texts. */
function foldable(): readonly string[] {
  if (known) return known;
  const all: string[] = [];
  for (let code = 0; code <= 0x1_ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const raw = String.fromCodePoint(code);
    if (fold(raw) !== raw && composed(raw) === raw) all.push(raw);
  }
  known = all;
  return all;
}
