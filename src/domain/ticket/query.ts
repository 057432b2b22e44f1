import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Priority, priorities, type State, states } from "./types.ts";

/** Which tickets to find: all given fields must match. */
export interface TicketFilter {
  readonly state?: State;
  readonly overdue?: boolean;
  /** Not closed. */
  readonly unfinished?: boolean;
  /** "" means unassigned. */
  readonly assignee?: string;
  readonly group?: string;
  readonly mailbox?: string;
  readonly priority?: Priority;
  readonly category?: string;
  readonly tag?: string;
  readonly requester?: string;
  readonly number?: number;
}

export interface Term {
  readonly text: string;
  readonly phrase: boolean;
  readonly without: boolean;
}

export interface TicketQuery {
  readonly filter: TicketFilter;
  readonly terms: readonly Term[];
  /** Whether something was typed to be found, but nothing with a letter or a digit, which no message can be found by. */
  readonly hopeless: boolean;
}

/** Scripts without spaces between words: each of their characters is searched as a word. */
export const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const eachWord = new RegExp(`${unspaced.source}|[\\p{L}\\p{N}]+`, "gu");

/**
 * Text with letters whose capitals are several written as those: "Stra\u00dfe" as "StraSSe", so that it is found by STRASSE; the
 * ligatures of printed text likewise (Unicode, SpecialCasing).
 */
export const spelledOut = (text: string): string =>
  text.replace(/[\u00df\u1e9e\ufb00-\ufb06]/gu, (letter) =>
    letter === "\u1e9e" ? "SS" : letter.toUpperCase(),
  );

/** The most words in a search: each is looked up in the index, and those of a phrase next to each other. */
const MOST_WORDS = 50;

const pieces = /(-)?(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu;

/**
 * Parses the search language of the search box: words and "phrases", -word to exclude, #12 for a number, and
 * state: assignee: group: mailbox: priority: category: tag: requester: is:overdue is:unassigned. What only looks like
 * a filter ("re:invoice") is searched as words.
 * @param me whom assignee:me means
 */
export function parseQuery(text: string, me: string | null): Result<TicketQuery, Fault> {
  const terms: Term[] = [];
  let filter: TicketFilter = {};
  let signs = false;
  for (const [whole, minus, key, quoted, bare] of text.slice(0, 1000).matchAll(pieces)) {
    const value = quoted ?? bare ?? "";
    const numbered = /^#(\d{1,15})$/.exec(whole);
    if (numbered?.[1]) {
      filter = { ...filter, number: Number(numbered[1]) };
      continue;
    }
    const filtered = key ? filterOf(key.toLowerCase(), value, me) : null;
    if (filtered === null) {
      const term = key ? `${key} ${value}` : value;
      if (/[\p{L}\p{N}]/u.test(term))
        terms.push({ text: term, phrase: quoted !== undefined, without: minus !== undefined });
      else signs = true;
    } else if (filtered.ok) {
      filter = { ...filter, ...filtered.value };
    } else {
      return filtered;
    }
  }
  const words = terms.reduce((sum, term) => sum + (term.text.match(eachWord)?.length ?? 0), 0);
  if (words > MOST_WORDS) {
    return refuse(fault("search.most-words", { field: "q", params: { most: MOST_WORDS } }));
  }
  return ok({ filter, terms, hopeless: signs && terms.length === 0 });
}

function filterOf(key: string, value: string, me: string | null): Result<TicketFilter, Fault> | null {
  switch (key) {
    case "state":
      if (value.toLowerCase() === "overdue") return ok({ overdue: true });
      return oneOf("state", states, value, (state) => ({ state }));
    case "priority":
      return oneOf("priority", priorities, value, (priority) => ({ priority }));
    case "assignee":
      return ok({
        assignee: value === "me" && me !== null ? me : value === "none" ? "" : value.toLowerCase(),
      });
    case "group":
      return ok({ group: value });
    case "mailbox":
      return ok({ mailbox: value.toLowerCase() });
    case "category":
      return ok({ category: value });
    case "tag":
      return ok({ tag: value });
    case "requester":
      return ok({ requester: value.toLowerCase() });
    case "is":
      return oneOf("is", ["overdue", "unassigned"] as const, value, (is) =>
        is === "overdue" ? { overdue: true } : { assignee: "" },
      );
    default:
      return null;
  }
}

function oneOf<T extends string>(
  key: string,
  allowed: readonly T[],
  value: string,
  filter: (value: T) => TicketFilter,
): Result<TicketFilter, Fault> {
  const found = allowed.find((one) => one === value.toLowerCase());
  if (found !== undefined) return ok(filter(found));
  return refuse(fault("search.values", { field: "q", params: { key, values: allowed.join(", ") } }));
}
