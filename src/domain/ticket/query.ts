import { distance } from "../../base/distance.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { normalAddress } from "../mail/index.ts";
import { type Priority, priorities, type State, type WaitingFor, waitingFor } from "./types.ts";

/** Which tickets to find: all given fields must match. */
export interface TicketFilter {
  readonly state?: State;
  readonly overdue?: boolean;
  /** Not closed. */
  readonly unfinished?: boolean;
  /** Neither closed nor waiting for something: what there is to do. */
  readonly toDo?: boolean;
  readonly waitingFor?: WaitingFor;
  /** "" means unassigned. */
  readonly assignee?: string;
  readonly group?: string;
  /** One of these groups. */
  readonly groups?: readonly string[];
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
  /** Where it has to be: `marks` are what the program knows about a message, such as that it has an attachment. */
  readonly within: "anywhere" | "subject" | "from" | "to" | "marks";
}

/** The filters of the search language, in the order in which people are told of them. */
export const searchKeys = [
  ...["state", "waiting", "is", "assignee", "requester", "from", "to", "subject", "has"],
  ...["mailbox", "group", "priority", "category", "tag"],
] as const;

export type SearchKey = (typeof searchKeys)[number];

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

/** Letters that are not a plain letter with an accent, and yet are typed as plain letters where a keyboard lacks them. */
const plainLetters: Readonly<Record<string, string>> = {
  "\u1e9e": "SS",
  ...{
    \u00e6: "ae",
    \u00c6: "AE",
    \u0153: "oe",
    \u0152: "OE",
    \u00f8: "o",
    \u00d8: "O",
    \u0142: "l",
    \u0141: "L",
  },
  ...{
    \u0111: "d",
    \u0110: "D",
    \u00f0: "d",
    \u00d0: "D",
    \u00fe: "th",
    \u00de: "TH",
    \u0127: "h",
    \u0126: "H",
    \u0131: "i",
  },
};
const spelledLetters =
  /[\u00df\u1e9e\ufb00-\ufb06\u00e6\u00c6\u0153\u0152\u00f8\u00d8\u0142\u0141\u0111\u0110\u00f0\u00d0\u00fe\u00de\u0127\u0126\u0131]/gu;

/**
 * Text with letters whose capitals are several written as those: "Stra\u00dfe" as "StraSSe", so that it is found by STRASSE; the
 * ligatures of printed text likewise (Unicode, SpecialCasing); and letters such as \u0142 and \u00f8 as plain ones. Accents are
 * removed by the index itself.
 */
export const spelledOut = (text: string): string =>
  text.replace(spelledLetters, (letter) => plainLetters[letter] ?? letter.toUpperCase());

/** The most words in a search: each is looked up in the index, and those of a phrase next to each other. */
const MOST_WORDS = 50;

const pieces = /(-)?(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu;

/** A filter and, after spaces, its value: people write "from: ann" as well. */
// bounded: at most 1,000 characters, cut by parseQuery
const apart = new RegExp(`(^|[\\s-])(${searchKeys.join("|")}):[ \\t]+(?=\\S)`, "giu");

/** Filters of other programs. Searched as words they would find nothing, and nobody would know why. */
const foreignKeys: ReadonlySet<string> = new Set([
  ...[
    "cc",
    "bcc",
    "body",
    "text",
    "label",
    "labels",
    "in",
    "status",
    "owner",
    "agent",
    "customer",
    "user",
    "author",
  ],
  ...[
    "sender",
    "recipient",
    "title",
    "filename",
    "attachment",
    "attachments",
    "type",
    "team",
    "queue",
    "id",
    "number",
  ],
  ...[
    "ticket",
    "before",
    "after",
    "since",
    "until",
    "date",
    "created",
    "updated",
    "received",
    "older",
    "newer",
  ],
  ...["larger", "smaller", "size", "sort", "order", "not", "due", "opened", "closed"],
]);

/**
 * Parses the search language of the search box: words and "phrases", -word to exclude, #12 for a number, and the filters
 * of `searchKeys`. What only looks like a filter ("re:invoice") is searched as words.
 * @param me whom assignee:me means
 * @param states those that a ticket can be in
 * @param groups those that group:mine means
 * @returns a fault that lists the filters for one that does not exist here, for a value that a filter does not take, and
 *   for a filter that is to be excluded
 */
export function parseQuery(
  text: string,
  me: string | null,
  states: readonly State[],
  groups: readonly string[] = [],
): Result<TicketQuery, Fault> {
  const terms: Term[] = [];
  let filter: TicketFilter = {};
  let signs = false;
  for (const [whole, minus, named, quoted, bare] of text
    .slice(0, 1000)
    .replace(apart, "$1$2:")
    .matchAll(pieces)) {
    const value = quoted ?? bare ?? "";
    const numbered = /^#(\d{1,15})$/.exec(whole);
    if (numbered?.[1]) {
      filter = { ...filter, number: Number(numbered[1]) };
      continue;
    }
    const key = named?.toLowerCase();
    const without = minus !== undefined;
    const phrase = quoted !== undefined;
    const ending = /^([a-z]+):$/i.exec(value)?.[1]?.toLowerCase();
    if (key === undefined && ending !== undefined && isKey(ending))
      return refuse(fault("search.no-value", { field: "q", params: { key: ending } }));
    const filtered = key === undefined ? null : filterOf(key, value, { me, states, groups });
    if (filtered === null) {
      const unknown = key === undefined ? null : unknownKey(key);
      if (unknown) return refuse(unknown);
      const term = named ? `${named} ${value}` : value;
      if (isFindable(term)) terms.push({ text: term, phrase, without, within: "anywhere" });
      else signs = true;
    } else if (!filtered.ok) {
      return filtered;
    } else if ("within" in filtered.value) {
      const { within, text: wanted } = filtered.value;
      if (isFindable(wanted)) terms.push({ text: wanted, phrase, without, within });
      else signs = true;
    } else if (without) {
      return refuse(fault("search.not-excluded", { field: "q", params: { key: key ?? "" } }));
    } else {
      filter = { ...filter, ...filtered.value };
    }
  }
  const words = terms.reduce((sum, term) => sum + (term.text.match(eachWord)?.length ?? 0), 0);
  if (words > MOST_WORDS) {
    return refuse(fault("search.most-words", { field: "q", params: { most: MOST_WORDS } }));
  }
  return ok({ filter, terms, hopeless: signs && terms.length === 0 });
}

/** A part of a search as typed: a filter with its value, or a word or phrase. */
export interface QueryPart {
  readonly text: string;
  readonly filter: boolean;
}

/** The parts of a search, in order. */
export const queryParts = (text: string): readonly QueryPart[] =>
  [...text.slice(0, 1000).replace(apart, "$1$2:").matchAll(pieces)].map(([whole, , named]) => ({
    text: whole,
    filter: (named !== undefined && isKey(named.toLowerCase())) || /^#\d{1,15}$/.test(whole),
  }));

const isFindable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
const isKey = (key: string): boolean => searchKeys.some((one) => one === key);

/** The fault of a filter that does not exist here; null for words with a colon, such as "re:invoice". */
function unknownKey(key: string): Fault | null {
  const misspelt = key.length >= 5 && searchKeys.some((one) => distance(one, key) <= 2);
  if (!misspelt && !foreignKeys.has(key)) return null;
  const known = searchKeys.map((one) => `${one}:`).join(", ");
  return fault("search.unknown-key", { field: "q", params: { key, known } });
}

/** What some values mean. */
interface Known {
  readonly me: string | null;
  readonly states: readonly State[];
  readonly groups: readonly string[];
}

/** The values of `is:`. */
const flags = {
  overdue: { overdue: true },
  unassigned: { assignee: "" },
  todo: { toDo: true },
  unfinished: { unfinished: true },
} as const satisfies { readonly [value: string]: TicketFilter };

function filterOf(
  key: string,
  value: string,
  { me, states, groups }: Known,
): Result<TicketFilter | Pick<Term, "within" | "text">, Fault> | null {
  switch (key) {
    case "state":
      if (value.toLowerCase() === "overdue") return ok({ overdue: true });
      return oneOf("state", states, value, (state) => ({ state }));
    case "waiting":
      return oneOf("waiting", waitingFor, value, (whom) => ({ waitingFor: whom }));
    case "priority":
      return oneOf("priority", priorities, value, (priority) => ({ priority }));
    case "assignee":
      return ok({
        assignee: value === "me" && me !== null ? me : value === "none" ? "" : value.toLowerCase(),
      });
    case "group":
      return ok(value === "mine" ? { groups } : { group: value });
    case "mailbox":
      return ok({ mailbox: normalAddress(value) });
    case "category":
      return ok({ category: value });
    case "tag":
      return ok({ tag: value });
    case "requester":
      return ok({ requester: normalAddress(value) });
    case "from":
    case "to":
    case "subject":
      return ok({ within: key, text: value });
    case "has":
      return oneOf("has", ["attachment"] as const, value.replace(/s$/i, ""), (text) => ({
        within: "marks",
        text,
      }));
    case "is":
      return oneOf("is", Object.keys(flags) as (keyof typeof flags)[], value, (is) => flags[is]);
    default:
      return null;
  }
}

function oneOf<T extends string, F>(
  key: string,
  allowed: readonly T[],
  value: string,
  filter: (value: T) => F,
): Result<F, Fault> {
  const found = allowed.find((one) => one === value.toLowerCase());
  if (found !== undefined) return ok(filter(found));
  return refuse(fault("search.values", { field: "q", params: { key, values: allowed.join(", ") } }));
}
