/** Reads the targets that a ruleset declares. */
import type { ClockName, Length } from "../target/index.ts";
import type { Cursor } from "./cursor.ts";
import { LONGEST_NAME, named } from "./read-action.ts";
import { readLength } from "./read-length.ts";
import type { Span, Token } from "./tokens.ts";

/** A target as it is declared. */
export interface DeclaredTarget {
  readonly name: string;
  readonly limits: Readonly<Record<ClockName, Length | null>>;
  readonly warn: Length | null;
  /** The name of its calendar, where it stands; null for all time. */
  readonly calendar: (Span & { readonly name: string }) | null;
}

const clauses: ReadonlyMap<string, ClockName | "warn"> = new Map([
  ["first answer within", "first"],
  ["next answer within", "next"],
  ["resolved within", "resolved"],
  ["warn", "warn"],
]);

/** Words by which a line of a test is told from the declaration of a target. */
export const targetWords: ReadonlySet<string> = new Set(["first", "next", "resolved", "warn", "in"]);

/** Reads a line from its first word on. */
export function readTarget(cursor: Cursor): DeclaredTarget {
  cursor.takes("target");
  const name = named(cursor, LONGEST_NAME);
  const said: Record<ClockName | "warn", Length | null> = {
    first: null,
    next: null,
    resolved: null,
    warn: null,
  };
  do {
    const at = cursor.peek();
    const what = cursor.oneOf(clauses);
    if (said[what] !== null) cursor.stuck("said-twice", {}, at);
    said[what] = readLength(cursor);
    if (what === "warn") cursor.oneOf(new Map([["before", true]]));
  } while (cursor.takesMark(","));
  const after = cursor.peek();
  if (after && cursor.choose(clauses) !== null) cursor.stuck("comma", { found: shownWord(after) }, after);
  const { warn, ...limits } = said;
  if (Object.values(limits).every((one) => one === null)) cursor.stuck("no-limit");
  return { name, limits, warn, calendar: cursor.takes("in") ? readPlaced(cursor) : null };
}

const shownWord = (token: Token): string => (token.kind === "word" ? token.written : "");

function readPlaced(cursor: Cursor): Span & { readonly name: string } {
  const { from, to } = cursor.peek() ?? { from: 0, to: 0 };
  return { name: cursor.filledText(), from, to };
}
