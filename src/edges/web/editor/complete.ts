/** What can stand at a place of a ruleset's text: what the language's own reader expects there, or a name that is known. */
import { parseRuleset } from "../../../domain/ruleset/index.ts";

/** Names of this desk. */
export interface KnownNames {
  readonly groups: readonly string[];
  readonly people: readonly string[];
  readonly categories: readonly string[];
  readonly mailboxes: readonly string[];
  readonly states: readonly string[];
  readonly targets: readonly string[];
  readonly templates: readonly string[];
  readonly webhooks: readonly string[];
  /** Those that can be included. */
  readonly rulesets: readonly string[];
}

export interface Completions {
  /** Where what is already typed of it begins, in UTF-16 units. */
  readonly from: number;
  readonly options: readonly string[];
}

/** A word that is nowhere expected, and not close to any that is. */
const NOWHERE = "qqqqqqqqqqqq";
/** What a line can start with anywhere, besides what the reader expects there. */
const starts = ["rule", "test", "include"];

/**
 * @param at a place in the text, in UTF-16 units
 * @returns null if nothing is known to fit there
 */
export function completionsAt(text: string, at: number, known: KnownNames): Completions | null {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const before = text.slice(lineStart, at);
  const quote = openQuote(before);
  if (quote === "comment") return null;
  if (quote !== null) {
    const options = namesAfter(before.slice(0, quote), known);
    const isDone = options.includes(before.slice(quote + 1));
    return options.length === 0 || isDone ? null : { from: lineStart + quote + 1, options };
  }
  // bounded: at most 50 characters, since longer words are in no phrase
  const typed = /[\p{L}\p{N}_-]*$/u.exec(before.slice(-LONGEST_WORD))?.[0] ?? "";
  const from = at - typed.length;
  const isFirst = before.trim() === typed;
  const states = namesAfter(before.slice(0, before.length - typed.length), known, "states");
  const options = new Set([...states, ...expectedAt(text, from), ...(isFirst ? starts : [])]);
  // What is complete needs no completion: Enter ends the line.
  return options.size === 0 || options.has(typed) ? null : { from, options: [...options] };
}

/** Characters of a line before the place that are looked at for a word. */
const LONGEST_WORD = 50;

/** Where a text begins that is not closed on a line; "comment" within one; null in neither. */
function openQuote(line: string): number | "comment" | null {
  let open: number | null = null;
  for (let n = 0; n < line.length; n += 1) {
    const char = line[n] ?? "";
    if (open === null && char === "#") return "comment";
    if (open === null && opening.has(char)) open = n;
    else if (open !== null && char === "\\") n += 1;
    else if (open !== null && closing.has(char)) open = null;
  }
  return open;
}

const opening: ReadonlySet<string> = new Set(['"', "“", "„"]);
const closing: ReadonlySet<string> = new Set(['"', "”", "“"]);

/** Of what a text is a name, by the last word before it and before the texts that it stands in a list with. */
const namesBy: { readonly [word: string]: keyof KnownNames } = {
  group: "groups",
  person: "people",
  assignee: "people",
  chosen: "people",
  category: "categories",
  mailbox: "mailboxes",
  state: "states",
  target: "targets",
  template: "templates",
  call: "webhooks",
  include: "rulesets",
};
/** Words between what is compared and the name. */
const between: ReadonlySet<string> = new Set(["is", "not", "to", "or", "one", "of", "exactly"]);

/** @param only the names that stand without quotes */
function namesAfter(line: string, known: KnownNames, only?: keyof KnownNames): readonly string[] {
  const words = line
    .replace(/"[^"]*"/g, " ")
    .toLowerCase()
    .split(/[\s,()]+/)
    .filter((word) => word !== "" && !between.has(word));
  const of = namesBy[words.at(-1) ?? ""];
  if (of === undefined || (only !== undefined && of !== only)) return [];
  return only === undefined ? known[of] : known[of].map((name) => (/\s/.test(name) ? `"${name}"` : name));
}

/** What the reader says that it expects at a place. */
function expectedAt(text: string, at: number): readonly string[] {
  const part = partBefore(text, at);
  const { problems } = parseRuleset(`ruleset "x"\n${part}${NOWHERE}`);
  const place = 'ruleset "x"\n'.length + part.length;
  const here = problems.find((one) => one.from <= place && one.to >= place && "found" in one.params);
  if (here?.code === "left-over") return ["and", "or"];
  if (here?.code !== "expected") return [];
  const all = String(here.params.what)
    .split(", ")
    .filter((one) => /^[a-z-]/.test(one) && one !== "text" && one !== "number");
  // The reader takes both; people write one of them.
  const unusual = /(?:recipients|names|types|tags)\s+$/i.test(part) ? singular : plural;
  return all.some((one) => !unusual.test(one)) ? all.filter((one) => !unusual.test(one)) : all;
}

const singular = /^(?:is|contains|starts|ends|matches|includes|does)\b/;
const plural = /^(?:are|contain|start|end|match|include|do)\b/;

const head = /^[ \t]*(?:rule|test|lifecycle|calendar|include)\b/i;

/** The part of the ruleset that a place is in, up to there: reading all of it would take longer with each rule. */
function partBefore(text: string, at: number): string {
  let start = at;
  for (;;) {
    start = text.lastIndexOf("\n", start - 1) + 1;
    if (head.test(text.slice(start, start + LONGEST_WORD)) || start === 0) break;
    start -= 1;
  }
  return text.slice(start, at);
}
