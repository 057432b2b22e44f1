/** Messages that words select, newest first. */
import type { Database } from "./database.ts";
import type { Expression } from "./search-expression.ts";

/** A message; `ticket` is null for one that was looked at and is not wanted. */
export interface Row {
  readonly position: number;
  readonly ticket: number | null;
}

export interface MessageStreams {
  /**
   * The messages before a position that an expression finds, newest first, up to `SCANNED` and a few.
   * @param expression null for all messages
   */
  of(expression: Expression | null, before: number): Generator<Row, void>;
}

/** The most messages that are scanned for one page. */
export const SCANNED = 20_000;

/** How many rows are read at first; then more and more, because each reading costs a look-up of the words. */
const FIRST = 64;
const MORE = 4;
const MOST = 16_384;

type Chunk = (before: number, limit: number) => readonly Row[];

export function messageStreams({ sqlite }: Database): MessageStreams {
  // Newest first: rows that are not settled yet are newer than all others. FTS5 begins at a rowid only if it is an integer,
  // and numbers are bound as reals.
  const tables = ["search_new", "search"].map((table) =>
    sqlite.prepare<[string, number, number], { position: number; ticket: number }>(
      `SELECT ${table}.rowid AS position, message.ticket AS ticket FROM ${table}
       CROSS JOIN message ON message.position = ${table}.rowid
       WHERE ${table} MATCH ? AND ${table}.rowid < CAST(? AS INTEGER) ORDER BY ${table}.rowid DESC LIMIT ? + 0`,
    ),
  );
  const messages = sqlite.prepare<[number, number], { position: number; ticket: number }>(
    "SELECT position, ticket FROM message WHERE position < ? ORDER BY position DESC LIMIT ? + 0",
  );

  function* found(text: string, before: number): Generator<Row, void> {
    for (const table of tables) yield* inChunks((from, limit) => table.all(text, from, limit), before);
  }
  const all = (before: number) => inChunks((from, limit) => messages.all(from, limit), before);

  return {
    of(expression, before) {
      if (expression === null) return all(before);
      const { text, without } = expression;
      return without ? except(all(before), found(text, before)) : found(text, before);
    },
  };
}

function* inChunks(read: Chunk, before: number): Generator<Row, void> {
  let from = before;
  for (let limit = FIRST; ; limit = Math.min(limit * MORE, MOST)) {
    const rows = read(from, limit);
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < limit || last === undefined) return;
    from = last.position;
  }
}

/** Both newest first. */
function* except(all: Iterable<Row>, others: Generator<Row, void>): Generator<Row, void> {
  let other = others.next();
  for (const row of all) {
    while (!other.done && other.value.position > row.position) other = others.next();
    const isOther = !other.done && other.value.position === row.position;
    yield isOther ? { position: row.position, ticket: null } : row;
  }
}
