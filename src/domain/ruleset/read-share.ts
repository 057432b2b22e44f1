/** Reads how a ticket of a group is given to one of its members. */
import type { Share } from "../ticket/index.ts";
import type { Cursor } from "./cursor.ts";

const ways: ReadonlyMap<string, Share["by"]> = new Map([
  ["round robin", "round-robin"],
  ["least busy", "least-busy"],
]);

const all: ReadonlyMap<string, Share["by"] | "owner"> = new Map<string, Share["by"] | "owner">([
  ["last owner", "owner"],
  ...ways,
]);

/** The words that a share starts with. */
const starts: ReadonlySet<string> = new Set(
  ["sticky", ...all.keys()].map((phrase) => phrase.split(" ")[0] ?? ""),
);

/** The most open tickets that can be named. */
const MOST_OPEN = 10_000;

/** Reads a share, after the comma. */
export function readShare(cursor: Cursor): Share {
  // The other word for it is printed as the usual one.
  const first = cursor.takes("sticky") ? "owner" : cursor.oneOf(all);
  const owner = first === "owner";
  const by = !owner ? first : cursor.takes("or") ? cursor.oneOf(ways) : null;
  return { owner, by, most: isNext(cursor, (word) => word === "at") ? most(cursor) : null };
}

/** Reads a share if one follows: what else comes after a comma belongs to the list around it. */
export const readShareIfAny = (cursor: Cursor): Share | null =>
  isNext(cursor, (word) => starts.has(word)) && cursor.takesMark(",") ? readShare(cursor) : null;

function isNext(cursor: Cursor, is: (word: string) => boolean): boolean {
  const [mark, word] = [cursor.peek(), cursor.peek(1)];
  return mark?.kind === "mark" && mark.value === "," && word?.kind === "word" && is(word.value);
}

const atMost: ReadonlyMap<string, true> = new Map([["at most", true]]);
const openTickets: ReadonlyMap<string, true> = new Map([
  ["open tickets", true],
  ["open ticket", true],
]);

function most(cursor: Cursor): number {
  cursor.takesMark(",");
  cursor.oneOf(atMost);
  const at = cursor.peek();
  const n = cursor.number();
  if (!Number.isInteger(n) || n < 1 || n > MOST_OPEN) cursor.stuck("open-tickets", { most: MOST_OPEN }, at);
  cursor.oneOf(openTickets);
  return n;
}
