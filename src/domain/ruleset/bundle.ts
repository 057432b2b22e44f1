/**
 * A ruleset and those that it includes as one text, so that wherever a ruleset goes, a thread or a process of its own, the others
 * go with it. The ruleset itself comes first: places in its own text are the same in the bundle.
 */

import { isWord, quoted, tokenise } from "./tokens.ts";

/** A ruleset by its name. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** A ruleset in a bundle. */
export interface BundlePart extends NamedText {
  /** Where its text begins in the bundle, in UTF-16 units. */
  readonly from: number;
}

export interface Bundle {
  /** The text of the ruleset itself. */
  readonly text: string;
  /** By what name others include it; null for the one that its text says. */
  readonly is: string | null;
  readonly others: readonly BundlePart[];
}

/** The name of the ruleset that all mailboxes without one of their own follow. */
export const DEFAULT = "Default";

/** Rulesets in one (R-193). */
export const MOST_RULESETS = 50;

/** Starts each of the others: within a ruleset, it is a blank. */
const MARK = "\f";

/** @param is by what name others include it */
export function bundled(text: string, is: string | null, others: readonly NamedText[]): string {
  if (others.length === 0) return plain(text);
  const named = others.map((one) => `${MARK}${JSON.stringify(one.name)}\n${plain(one.text)}`);
  return `${plain(text)}${named.join("")}${is === null ? "" : `${MARK}${JSON.stringify({ is })}\n`}`;
}

const plain = (text: string): string => (text.includes(MARK) ? text.replaceAll(MARK, " ") : text);

export function unbundled(bundle: string): Bundle {
  const first = bundle.indexOf(MARK);
  if (first === -1) return { text: bundle, is: null, others: [] };
  const others: BundlePart[] = [];
  let is: string | null = null;
  for (let at = first; at !== -1; ) {
    const next = bundle.indexOf(MARK, at + 1);
    const from = bundle.indexOf("\n", at) + 1;
    const name: unknown = JSON.parse(bundle.slice(at + 1, from));
    if (typeof name === "string")
      others.push({ name, text: bundle.slice(from, next === -1 ? undefined : next), from });
    else if (typeof name === "object" && name !== null && "is" in name) is = String(name.is);
    at = next;
  }
  return { text: bundle.slice(0, first), is, others };
}

/** A place in one of the rulesets of a bundle. */
export interface BundlePlace {
  /** The ruleset's name; null for the one itself. */
  readonly ruleset: string | null;
  readonly text: string;
  /** Where its text begins in the bundle. */
  readonly from: number;
}

/** Finds the ruleset of a bundle that a place is in. */
export function placeInBundle(bundle: string): (offset: number) => BundlePlace {
  const { text, others } = unbundled(bundle);
  return (offset) => {
    const part = others.findLast(({ from }) => from <= offset);
    return part ? { ruleset: part.name, text: part.text, from: part.from } : { ruleset: null, text, from: 0 };
  };
}

/** The names that the lines of a text include, found without reading all of it: some may not be what they seem. */
export const includedIn = (text: string): readonly string[] => [
  ...new Set(
    text.split("\n").flatMap((line) => {
      if (!mayInclude(line)) return [];
      return tokenise(line).lines.flatMap(({ tokens }) =>
        isWord(tokens[0], "include")
          ? tokens.flatMap((token) => (token.kind === "text" ? [token.value] : []))
          : [],
      );
    }),
  ),
];

/** Whether a line may start with the word: an article can come before it. */
const mayInclude = (line: string): boolean => line.trimStart().slice(0, 20).toLowerCase().includes("include");

/**
 * A ruleset with those that it needs: what it includes, what these do, and the default one, which declares for all.
 * @param textOf by name; null if there is none
 */
export function gathered(
  { name, text }: NamedText,
  textOf: (name: string) => string | null,
): readonly NamedText[] {
  const found = new Map<string, string>();
  const wanted = [...(name === DEFAULT ? [] : [DEFAULT]), ...includedIn(text)];
  for (const one of wanted) {
    if (one === name || found.has(one) || found.size > MOST_RULESETS) continue;
    const other = textOf(one);
    if (other === null) continue;
    found.set(one, other);
    wanted.push(...includedIn(other));
  }
  return [...found].map(([of, its]) => ({ name: of, text: its }));
}

/** The text of a new ruleset. @param names of mailboxes, and of rulesets that it includes */
export function newRulesetText(
  name: string,
  { mailboxes, includes }: { readonly mailboxes: readonly string[]; readonly includes: readonly string[] },
): string {
  const head = mailboxes.length === 0 ? "" : ` for mailbox ${mailboxes.map(quoted).join(", ")}`;
  const lines = includes.map((one) => `include ${quoted(one)}\n`);
  return `ruleset ${quoted(name)}${head}\n${lines.length === 0 ? "" : `\n${lines.join("")}`}`;
}
