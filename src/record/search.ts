import type { TicketNumber } from "../base/ids.ts";
import { ticketNumber } from "../base/ids.ts";
import type { Term } from "../domain/ticket/index.ts";
import type { Database } from "./database.ts";
import type { Journal } from "./journal.ts";
import { searchText } from "./model/search.ts";
import { words } from "./words.ts";

export interface Found {
  readonly ticket: TicketNumber;
  /** Position of its newest message that has the words. */
  readonly position: number;
}

export interface Search {
  /**
   * Tickets with a message that has all the terms, the newest such message first, each ticket once.
   * @param before only messages before this position: where the last page ended
   * @param accept which tickets count; asked newest first, for at most `SCANNED` messages
   */
  find(
    terms: readonly Term[],
    options: { limit: number; before?: number; accept?: (ticket: TicketNumber) => boolean },
  ): readonly Found[];
  /** How many messages have the terms, counted up to `most`. */
  count(terms: readonly Term[], most: number): number;
  /** Moves up to so many messages from the index that is cheap to write to the one that is fast to ask. */
  settle(limit: number): number;
}

/** So many messages with the words are looked at for one page at most. */
const SCANNED = 20_000;

export function createSearch({ sqlite }: Database, journal: Journal): Search {
  const matching = (table: string) =>
    sqlite.prepare<[string, number, number], { position: number; ticket: number }>(
      `SELECT ${table}.rowid AS position, message.ticket AS ticket FROM ${table}
       CROSS JOIN message ON message.position = ${table}.rowid
       WHERE ${table} MATCH ? AND ${table}.rowid < ? ORDER BY ${table}.rowid DESC LIMIT ?`,
    );
  const counting = (table: string) =>
    sqlite
      .prepare<[string, number], number>(
        `SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid DESC LIMIT ?)`,
      )
      .pluck();
  // Newest first: what is not settled yet is newer than all that is.
  const tables = [matching("search_new"), matching("search")];
  const counts = [counting("search_new"), counting("search")];
  const unsettled = sqlite
    .prepare<[number], number>("SELECT position FROM search_unsettled ORDER BY position LIMIT ?")
    .pluck();
  const insert = sqlite.prepare<[number, string, string, string]>(
    "INSERT INTO search (rowid, subject, people, body) VALUES (?, ?, ?, ?)",
  );
  const remove = sqlite.prepare<[number]>("DELETE FROM search_new WHERE rowid = ?");
  const settled = sqlite.prepare<[number]>("DELETE FROM search_unsettled WHERE position = ?");
  const move = sqlite.transaction((positions: readonly number[]) => {
    for (const position of positions) {
      const recorded = journal.at(position);
      const text = recorded && searchText(recorded);
      if (text) insert.run(position, text.subject, text.people, text.body);
      remove.run(position);
      settled.run(position);
    }
  });

  return {
    find(terms, { limit, before = Number.MAX_SAFE_INTEGER, accept }) {
      const expression = matchExpression(terms);
      if (expression === null) return [];
      const found = new Map<number, number>();
      let scanned = 0;
      for (const table of tables) {
        for (const { position, ticket } of table.iterate(expression, before, SCANNED - scanned)) {
          scanned += 1;
          if (found.has(ticket) || (accept && !accept(ticketNumber(ticket)))) continue;
          found.set(ticket, position);
          if (found.size >= limit) break;
        }
        if (found.size >= limit || scanned >= SCANNED) break;
      }
      return [...found].map(([ticket, position]) => ({ ticket: ticketNumber(ticket), position }));
    },
    count(terms, most) {
      const expression = matchExpression(terms);
      if (expression === null) return 0;
      let counted = 0;
      for (const table of counts) counted += table.get(expression, most - counted) ?? 0;
      return Math.min(counted, most);
    },
    settle(limit) {
      const positions = unsettled.all(limit);
      if (positions.length > 0) move.immediate(positions);
      return positions.length;
    },
  };
}

/** An FTS5 expression in which nothing of the terms has a meaning of its own; null when no word is asked for. */
function matchExpression(terms: readonly Term[]): string | null {
  const wanted = terms.filter((term) => !term.without);
  if (wanted.length === 0) return null;
  const last = wanted.at(-1);
  const all = wanted.map((term) => quoted(term) + (term === last && startsAWord(term) ? " *" : ""));
  const without = terms.filter((term) => term.without).map((term) => ` NOT ${quoted(term)}`);
  return `(${all.join(" AND ")})${without.join("")}`;
}

/** The word that is being typed may go on; a phrase is finished by its quote. */
const startsAWord = (term: Term): boolean =>
  !term.phrase && term.text.length >= 2 && /[\p{L}\p{N}]$/u.test(term.text);

const quoted = (term: Term): string =>
  `"${words(term.text).replaceAll('"', " ").replaceAll("\0", " ").trim()}"`;
