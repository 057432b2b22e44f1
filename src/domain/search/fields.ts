import { distance } from "../../base/distance.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { normalAddress } from "../mail/index.ts";
import { priorities, type State, type TicketCondition, waitingFor } from "../ticket/index.ts";
import { momentOf } from "./dates.ts";
import { isFindable } from "./letters.ts";
import { type SearchKey, searchKeys, type Term, type Wanted } from "./query.ts";
import { isKey, type Token } from "./tokens.ts";

/** What some values mean. */
export interface Known {
  /** Whom `assignee:me` means; null for nobody. */
  readonly me: string | null;
  /** The states that a ticket can be in. */
  readonly states: readonly State[];
  /** The groups that `group:mine` means. */
  readonly groups: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The IANA zone that days begin in. */
  readonly zone: string;
}

type Piece = Extract<Token, { is: "piece" }>;

/** What a piece of a line finds; null for one without a letter or a digit. */
export function pieceOf({ text, key, value, quoted }: Piece, known: Known): Result<Wanted | null, Fault> {
  const number = /^#(\d{1,15})$/.exec(text)?.[1];
  if (number !== undefined) return ok({ is: "ticket", condition: { number: Number(number) } });
  if (key === null) return ok(term(value, quoted, "anywhere"));
  if (!isKey(key)) {
    const problem = isProse(key, value) ? null : unknownKey(key);
    return problem ? refuse(problem) : ok(term(`${key} ${value}`, quoted, "anywhere"));
  }
  if (value === "" && !quoted) return refuse(fault("search.no-value", { field: "q", params: { key } }));
  const found = filterOf(key, value, known);
  if (!found.ok) return found;
  return ok(
    "within" in found.value
      ? term(found.value.text, quoted, found.value.within)
      : { is: "ticket", condition: found.value },
  );
}

const term = (text: string, phrase: boolean, within: Term["within"]): Wanted | null =>
  isFindable(text) ? { is: "term", term: { text, phrase, within } } : null;

/** What mail programs put before a subject, and names of addresses that are no pages. */
const proseKeys: ReadonlySet<string> = new Set([
  ...["re", "fw", "fwd", "aw", "wg", "sv", "vs", "antw", "tr", "rv", "odp", "ynt"],
  ...["mailto", "tel", "urn"],
]);

/** Whether a colon is one of text: "re:invoice", "https://desk.example", "c:\\temp", and one with nothing right after it. */
const isProse = (key: string, value: string): boolean =>
  proseKeys.has(key) || key.length === 1 || value === "" || value.startsWith("//");

/** The fault of a filter that does not exist here, with what it may have been meant as first. */
function unknownKey(key: string): Fault {
  const near = (one: string) => (distance(one, key) <= 2 && key.length >= 4 ? 0 : 1);
  const known = searchKeys
    .toSorted((a, b) => near(a) - near(b))
    .map((one) => `${one}:`)
    .join(", ");
  return fault("search.unknown-key", { field: "q", params: { key, known } });
}

/** The values of `is:`. */
const flags = {
  overdue: { overdue: true },
  unassigned: { assignee: "" },
  todo: { toDo: true },
  unfinished: { unfinished: true },
} as const satisfies { readonly [value: string]: TicketCondition };

type Filtered = TicketCondition | Pick<Term, "within" | "text">;

function filterOf(key: SearchKey, value: string, known: Known): Result<Filtered, Fault> {
  const { me, states, groups } = known;
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
    case "file":
      return ok({ within: "files", text: value });
    case "has":
      return oneOf("has", ["attachment"] as const, value.replace(/s$/i, ""), (text) => ({
        within: "marks",
        text,
      }));
    case "is":
      return oneOf("is", Object.keys(flags) as (keyof typeof flags)[], value, (is) => flags[is]);
    case "before":
      return dated(key, value, known, (openedBefore) => ({ openedBefore }));
    case "after":
      return dated(key, value, known, (changedSince) => ({ changedSince }));
    case "number":
      return numbered(value);
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

function dated(
  key: string,
  value: string,
  { now, zone }: Known,
  filter: (at: number) => TicketCondition,
): Result<TicketCondition, Fault> {
  const at = momentOf(value, now, zone);
  return at === null ? refuse(fault("search.date", { field: "q", params: { key } })) : ok(filter(at));
}

function numbered(value: string): Result<TicketCondition, Fault> {
  const number = /^#?(\d{1,15})$/.exec(value)?.[1];
  return number === undefined
    ? refuse(fault("search.number", { field: "q" }))
    : ok({ number: Number(number) });
}
