import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { alternativesOf } from "./alternatives.ts";
import { type Known, pieceOf } from "./fields.ts";
import { wordsIn } from "./letters.ts";
import type { Term, TicketQuery, Wanted } from "./query.ts";
import { type Token, tokensOf } from "./tokens.ts";

export type { Known } from "./fields.ts";

/** The most words in a search: each is looked up in the index, and those of a phrase next to each other. */
const MOST_WORDS = 50;

/**
 * Parses the search language of the search box: words and "phrases", #12 for a number, the filters of `searchKeys`; - or NOT
 * to exclude what follows, OR between alternatives, and parentheses. Signs without letters or digits are ignored next to
 * something else; so is a joining word with nothing to join.
 * @param known what some values mean
 * @returns a fault that lists the filters for one that does not exist here, for a value that a filter does not take, and
 *   for a search with too many words or alternatives
 */
export function parseQuery(text: string, known: Known): Result<TicketQuery, Fault> {
  const tokens = tokensOf(text);
  const { wanted, problem, signs } = treeOf(tokens, known);
  if (problem) return refuse(problem);
  if (wanted === null)
    return ok({ alternatives: tokens.length === 0 ? [{ filter: {}, words: null }] : [], terms: [] });
  const terms = termsOf(wanted);
  if (signs && terms.length === 0) return ok({ alternatives: [], terms: [] });
  const count = terms.reduce((sum, { term }) => sum + wordsIn(term.text), 0);
  if (count > MOST_WORDS)
    return refuse(fault("search.most-words", { field: "q", params: { most: MOST_WORDS } }));
  const alternatives = alternativesOf(wanted);
  if (!alternatives.ok) return alternatives;
  const shown = terms.flatMap(({ term, without }) => (without || term.within === "marks" ? [] : [term]));
  return ok({ alternatives: alternatives.value, terms: shown });
}

/** The line as a tree, null for one with nothing to find in it; and whether some of it has no letter or digit. */
function treeOf(
  tokens: readonly Token[],
  known: Known,
): { readonly wanted: Wanted | null; readonly problem: Fault | null; readonly signs: boolean } {
  let at = 0;
  let signs = false;
  let problem: Fault | null = null;
  const any = (): Wanted | null => {
    const alternatives: (Wanted | null)[] = [all()];
    while (tokens[at]?.is === "or") {
      at += 1;
      alternatives.push(all());
    }
    return joined("any", alternatives);
  };
  const all = (): Wanted | null => {
    const found: (Wanted | null)[] = [];
    for (let next = tokens[at]; next && next.is !== "or" && next.is !== "close"; next = tokens[at])
      found.push(one(next));
    return joined("all", found);
  };
  const one = (token: Token): Wanted | null => {
    at += 1;
    if (token.is === "open") {
      const inside = any();
      at += 1;
      return inside;
    }
    if (token.is === "not") {
      const next = tokens[at];
      const of = next && next.is !== "or" && next.is !== "close" ? one(next) : null;
      return of && { is: "not", of };
    }
    if (token.is !== "piece") return null;
    const read = pieceOf(token, known);
    if (read.ok) {
      if (read.value === null) signs = true;
      return read.value;
    }
    problem ??= read.error;
    return null;
  };
  const wanted = any();
  return { wanted, problem, signs };
}

function joined(is: "all" | "any", of: readonly (Wanted | null)[]): Wanted | null {
  const [first, ...rest] = of.flatMap((one) => (one === null ? [] : [one]));
  if (first === undefined) return null;
  return rest.length === 0 ? first : { is, of: [first, ...rest] };
}

interface Found {
  readonly term: Term;
  readonly without: boolean;
}

function termsOf(wanted: Wanted, without = false): readonly Found[] {
  if (wanted.is === "term") return [{ term: wanted.term, without }];
  if (wanted.is === "not") return termsOf(wanted.of, !without);
  return wanted.is === "ticket" ? [] : wanted.of.flatMap((one) => termsOf(one, without));
}
