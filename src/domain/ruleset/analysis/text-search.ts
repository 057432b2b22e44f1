/**
 * Finds a text for which some tests hold and others do not, or shows that there is none. Tests are added one by one as
 * texts are found that violate them, so that most never take part.
 */
import { never } from "../../../base/result.ts";
import { domainOf } from "../facts.ts";
import { alphabetOf, type Letter } from "./alphabet.ts";
import { type Track, trackOf, type ValueTest, valueTest } from "./value-test.ts";

/** A test of the whole text, or of what follows its last "@", and whether it is to hold. */
export interface Wanted {
  readonly test: ValueTest;
  readonly part: "whole" | "domain";
  readonly holds: boolean;
}

/** What texts there are: a name of a file may be anything, an address is in lower case and not blank. */
export interface TextKind {
  readonly lowerCase: boolean;
  readonly filled: boolean;
  /** Texts that it is not. */
  readonly except: ReadonlySet<string>;
}

export type FoundText<W extends Wanted = Wanted> =
  | { readonly is: "text"; readonly text: string }
  /** These exclude one another. */
  | { readonly is: "none"; readonly core: readonly W[] }
  | { readonly is: "undecided" };

/** Work that may still be done, in steps of a track. */
export interface Budget {
  left: number;
}

/** The most steps of one search. */
const MOST_STEPS = 1_000_000;

export function findText<W extends Wanted>(
  wanted: readonly W[],
  kind: TextKind,
  budget: Budget,
): FoundText<W> {
  const isWanted = (text: string) =>
    occurs(text, kind) && !kind.except.has(text) && wanted.every((one) => isMet(one, text));
  const guess = guesses(wanted, kind).find(isWanted);
  if (guess !== undefined) return { is: "text", text: guess };
  const whole = only(wanted, kind);
  if (whole) return whole;

  for (const one of wanted) {
    const against = one.holds ? wanted.find((other) => excludes(one, other)) : null;
    if (against) return { is: "none", core: [one, against] };
  }

  const active: Wanted[] = [];
  for (;;) {
    const found = search(active, kind, budget);
    if (found.is === "none") return { is: "none", core: wanted.filter((one) => found.core.includes(one)) };
    if (found.is === "undecided") return found;
    const next =
      wanted.find((one) => !one.holds && !isMet(one, found.text)) ??
      wanted.find((one) => !isMet(one, found.text)) ??
      (kind.except.has(found.text) ? unlike(found.text) : null);
    if (next === null) return found;
    if (active.some((one) => one.part === next.part && one.test.key === next.test.key))
      return { is: "undecided" };
    active.push(next);
  }
}

/** Whether no text passes a test together with another: only where that is plain from what they want. */
function excludes(
  { test: { by, exactly, wanted }, part }: Wanted,
  { test, holds, part: of }: Wanted,
): boolean {
  if (part !== of || exactly !== test.exactly || by === "matches" || by === "expression") return false;
  const isPrefix = by === "is" || by === "starts";
  const isSuffix = by === "is" || by === "ends";
  switch (test.by) {
    case "contains":
      return !holds && wanted.includes(test.wanted);
    case "starts":
      return isPrefix && (holds ? !oneStarts(wanted, test.wanted) : wanted.startsWith(test.wanted));
    case "ends":
      return isSuffix && (holds ? !oneEnds(wanted, test.wanted) : wanted.endsWith(test.wanted));
    case "is":
      return by === "is" && (wanted === test.wanted) !== holds;
    case "matches":
    case "expression":
      return false;
    default:
      return never(test.by);
  }
}

const oneStarts = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
const oneEnds = (a: string, b: string): boolean => a.endsWith(b) || b.endsWith(a);

const unlike = (text: string): Wanted => ({ test: valueTest("is", true, text), part: "whole", holds: false });

const isMet = ({ test, part, holds }: Wanted, text: string): boolean =>
  test.holds(part === "domain" ? domainOf(text) : text) === holds;

const occurs = (text: string, { lowerCase, filled }: TextKind): boolean =>
  !((lowerCase && text.toLowerCase() !== text) || (filled && text.trim() === ""));

/** Texts that a reader would think of first. */
function guesses(wanted: readonly Wanted[], { lowerCase }: TextKind): readonly string[] {
  const whole = [...piecesOf(wanted.filter(({ part }) => part === "whole")), "x", ""];
  const domain = piecesOf(wanted.filter(({ part }) => part === "domain"));
  const texts = whole.flatMap((text) => [
    ...domain.flatMap((one) => [text, `${text}@${one}`, `${text}${one}`, `x@${one}`]),
    ...(lowerCase ? addressesOf(text) : []),
    text,
  ]);
  return variants(texts);
}

/** Addresses with a given text in them. */
function addressesOf(text: string): readonly string[] {
  if (text === "") return [];
  if (text.startsWith("@")) return [`x${text}`];
  return text.includes("@") ? [] : [`${text}@x.example`, `x@${text}`];
}

const variants = (texts: readonly string[]): readonly string[] => [
  ...new Set([...texts, ...texts.map((one) => one.toUpperCase()), ...texts.map((one) => one.toLowerCase())]),
];

/** The texts that are to be contained, one after the other. */
function piecesOf(wanted: readonly Wanted[]): readonly string[] {
  const of = (...by: readonly ValueTest["by"][]) =>
    wanted
      .filter(({ test, holds }) => holds && by.includes(test.by))
      .map(({ test }) => test.wanted)
      .sort((a, b) => b.length - a.length);
  const [start = ""] = of("starts");
  const [end = ""] = of("ends");
  const middle = of("contains").filter(
    (one, n, all) => !all.slice(0, n).some((other) => other.includes(one)),
  );
  const patterns = of("matches").map((one) => one.replaceAll("*", "").replaceAll("?", "x"));
  const between = [...middle, ...patterns].filter((one) => !start.includes(one) && !end.includes(one));
  const parts = [start, ...between, end].filter((one) => one !== "");
  return [...new Set([...of("is"), parts.join(" "), parts.join("")])].filter((one) => one !== "");
}

/** If the text is given as a whole, whether it is the one. Null if the tests do not settle that. */
function only<W extends Wanted>(wanted: readonly W[], kind: TextKind): FoundText<W> | null {
  for (const one of wanted) {
    const { test, part, holds } = one;
    if (!holds || test.by !== "is" || part !== "whole") continue;
    if (!occurs(test.wanted, kind)) {
      // Another text may fold to it, but none that is blank or in lower case if it is not.
      if (test.exactly || test.wanted.trim() === "") return { is: "none", core: [one] };
      continue;
    }
    // In ASCII, no other text is composed to the same.
    if (test.exactly && kind.except.has(test.wanted) && isAscii(test.wanted))
      return { is: "none", core: [one] };
    const against = wanted.find(
      (other) =>
        (test.exactly || (!other.test.exactly && other.part === "whole")) && !isMet(other, test.wanted),
    );
    if (against) return { is: "none", core: [one, against] };
  }
  return null;
}

interface Node {
  readonly states: readonly number[];
  readonly filled: boolean;
  readonly before: Node | null;
  readonly letter: Letter | null;
}

/** Searches breadth first, so that what is found is short. */
function search(wanted: readonly Wanted[], kind: TextKind, budget: Budget): FoundText {
  const tracks = wanted.map(({ test }) => trackOf(test));
  const letters = alphabetOf({
    exact: tracks.filter((_, n) => wanted[n]?.test.exactly),
    folded: tracks.filter((_, n) => !wanted[n]?.test.exactly),
    lowerCase: kind.lowerCase,
  });
  const blamed = new Set<Wanted>();
  const blame = (against: readonly Wanted[]): void => {
    const [first] = against;
    if (first && !against.some((one) => blamed.has(one))) blamed.add(first);
  };
  const start: Node = {
    ...{ states: tracks.map((track) => track.first), filled: !kind.filled, before: null, letter: null },
  };
  const met = new Set([keyOf(start)]);
  const waiting = [start];
  let passedOver = false;
  let left = Math.min(MOST_STEPS, budget.left);

  for (const node of waiting) {
    const against = wanted.filter(({ holds }, n) => tracks[n]?.holdsAtEnd(node.states[n] ?? 0) !== holds);
    if (against.length > 0) blame(against);
    else if (node.filled) {
      const text = textOf(node);
      const good = variants([text]).find((one) => occurs(one, kind) && wanted.every((w) => isMet(w, one)));
      if (good !== undefined) return { is: "text", text: good };
      passedOver = true;
    }
    for (const letter of letters) {
      const cost = 1 + tracks.length;
      left -= cost;
      budget.left -= cost;
      if (left < 0) return { is: "undecided" };
      const next = step(node, letter);
      const key = keyOf(next);
      if (met.has(key)) continue;
      met.add(key);
      const hopeless = wanted.filter(({ holds, part }, n) => {
        const fate = part === "domain" ? "open" : tracks[n]?.fate(next.states[n] ?? 0);
        return fate !== "open" && (fate === "holds") !== holds;
      });
      if (hopeless.length > 0) blame(hopeless);
      else waiting.push(next);
    }
  }
  return passedOver || !isCertain(wanted) ? { is: "undecided" } : { is: "none", core: [...blamed] };

  function step(node: Node, letter: Letter): Node {
    const states = wanted.map(({ test, part }, n) => {
      const track = tracks[n];
      if (!track) return 0;
      if (part === "domain" && letter.raw === "@") return track.first;
      return followed(track, node.states[n] ?? 0, test.exactly ? [letter.exact] : letter.folded);
    });
    return { states, filled: node.filled || !letter.blank, before: node, letter };
  }
}

const followed = (track: Track, from: number, codes: readonly number[]): number =>
  codes.length === 1 ? track.after(from, codes[0] ?? 0) : codes.reduce(track.after, from);

const keyOf = ({ states, filled }: Node): string => `${states.join()} ${filled}`;

function textOf(node: Node): string {
  const letters: string[] = [];
  for (let at: Node | null = node; at !== null; at = at.before) letters.push(at.letter?.raw ?? "");
  return letters.reverse().join("");
}

/**
 * Whether "none" can be relied on. Where a text is compared folded as well as exactly, letters may join when they are
 * folded that did not when they were composed; those of ASCII do not.
 */
function isCertain(wanted: readonly Wanted[]): boolean {
  const mixed = wanted.some(({ test }) => test.exactly) && wanted.some(({ test }) => !test.exactly);
  if (!mixed) return true;
  return wanted.every(
    ({ test: { by, wanted: text } }) => by !== "matches" && by !== "expression" && isAscii(text),
  );
}

const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);
