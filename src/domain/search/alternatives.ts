import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Also, TicketFilter } from "../ticket/index.ts";
import type { Alternative, Wanted, Words } from "./query.ts";

/** The most alternatives of a search: each is read in an index of its own. */
const MOST_ALTERNATIVES = 32;

/** What an alternative is made of: something about the ticket, or about a message. */
type Literal = { readonly ticket: Also } | { readonly words: Words };

/**
 * A tree as alternatives: filters are taken apart, so that each alternative can be read where its filters have an index;
 * words stay together, because the index of words knows and, or and not itself.
 * @returns search.alternatives if there are too many
 */
export function alternativesOf(wanted: Wanted): Result<readonly Alternative[], Fault> {
  const found = split(wanted, false);
  if (found === null)
    return refuse(fault("search.alternatives", { field: "q", params: { most: MOST_ALTERNATIVES } }));
  const byFilter = new Map<string, Alternative>();
  for (const alternative of found.map(combined)) {
    const key = JSON.stringify(alternative.filter);
    const other = byFilter.get(key);
    byFilter.set(key, other ? either(other, alternative) : alternative);
  }
  return ok([...byFilter.values()]);
}

/** The same tickets, and the words of one or the other. */
const either = ({ filter, words }: Alternative, { words: others }: Alternative): Alternative => ({
  filter,
  words: words === null || others === null ? null : { is: "any", of: [words, others] },
});

/** The alternatives of a tree, or of its opposite; null if there are too many. */
function split(wanted: Wanted, without: boolean): readonly (readonly Literal[])[] | null {
  const words = wordsOnly(wanted);
  if (words) return [[{ words: without ? { is: "not", of: words } : words }]];
  if (wanted.is === "not") return split(wanted.of, !without);
  if (wanted.is === "ticket") return [[{ ticket: { condition: wanted.condition, without } }]];
  if (wanted.is === "term") return [];
  const parts = wanted.of.map((one) => split(one, without));
  const isAny = (wanted.is === "any") !== without;
  let found: readonly (readonly Literal[])[] = isAny ? [] : [[]];
  for (const part of parts) {
    if (part === null) return null;
    found = isAny ? [...found, ...part] : found.flatMap((one) => part.map((other) => [...one, ...other]));
    if (found.length > MOST_ALTERNATIVES) return null;
  }
  return found;
}

/** A tree without filters; null for one that has some. */
function wordsOnly(wanted: Wanted): Words | null {
  if (wanted.is === "term") return wanted;
  if (wanted.is === "ticket") return null;
  if (wanted.is === "not") {
    const of = wordsOnly(wanted.of);
    return of && { is: "not", of };
  }
  const of: Words[] = [];
  for (const one of wanted.of) {
    const words = wordsOnly(one);
    if (words === null) return null;
    of.push(words);
  }
  return { is: wanted.is, of };
}

/** Filters that say different things about the same field all have to match. */
function combined(literals: readonly Literal[]): Alternative {
  let filter: TicketFilter = {};
  const words: Words[] = [];
  for (const literal of literals) {
    if ("words" in literal) words.push(literal.words);
    else filter = narrowed(filter, literal.ticket);
  }
  const [first, ...rest] = words;
  return {
    filter,
    words: first === undefined ? null : rest.length === 0 ? first : { is: "all", of: words },
  };
}

function narrowed(filter: TicketFilter, { condition, without }: Also): TicketFilter {
  const taken = Object.keys(condition).some((key) => key in filter);
  if (!without && !taken) return { ...filter, ...condition };
  const same = (one: object) => JSON.stringify(one) === JSON.stringify({ condition, without });
  const also = filter.also ?? [];
  return also.some(same) ? filter : { ...filter, also: [...also, { condition, without }] };
}
