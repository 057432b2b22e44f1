import type { TicketNumber } from "../base/ids.ts";
import { ticketNumber } from "../base/ids.ts";
import type { Term } from "../domain/ticket/index.ts";
import type { Database } from "./database.ts";
import type { JournalReader } from "./journal-reader.ts";
import { type SearchText, searchText } from "./model/search.ts";
import { words } from "./words.ts";

export interface Found {
  readonly ticket: TicketNumber;
  /** Position of its newest message with the words. */
  readonly position: number;
}

export interface SearchOptions {
  readonly limit: number;
  /** Only messages before this position: where the previous page ended. */
  readonly before?: number;
  /** Which tickets count; called newest first, for at most `SCANNED` messages. */
  readonly accept?: (ticket: TicketNumber) => boolean;
}

export interface Search {
  /**
   * Tickets with a message that has all the terms, newest message first, each ticket once: on the page of its
   * newest message and on no later one.
   */
  find(terms: readonly Term[], options: SearchOptions): readonly Found[];
  /**
   * The same, with `next`: the value of `before` for the next page, null if there is none. A page that has reached its
   * limit of scanned messages may have fewer than `limit` results, even none, and still have a next one.
   */
  page(
    terms: readonly Term[],
    options: SearchOptions,
  ): { readonly found: readonly Found[]; readonly next: number | null };
  /** The number of messages with the terms, counted up to `most`. */
  count(terms: readonly Term[], most: number): number;
  /** Moves up to this many messages from the index that is cheap to write to the one that is fast to query. */
  settle(limit: number): Promise<number>;
}

/** The most messages with the words that are scanned for one page. */
const SCANNED = 20_000;
/**
 * The most words that the beginning of one is looked up as; with more, FTS5 merges the lists of all of them for each query,
 * however few results are wanted.
 */
const MOST_WORDS = 128;
/** The longest beginnings that the index has lists for: its `prefix` in model.sql. */
const LISTED = 4;

/** The most newer messages of a ticket that are checked to know whether an earlier page has shown it. */
const LATER = 1000;

export function createSearch({ sqlite }: Database, journal: Pick<JournalReader, "at">): Search {
  const matching = (table: string) =>
    sqlite.prepare<[string, number, number], { position: number; ticket: number }>(
      `SELECT ${table}.rowid AS position, message.ticket AS ticket FROM ${table}
       CROSS JOIN message ON message.position = ${table}.rowid
       WHERE ${table} MATCH ? AND ${table}.rowid < ? ORDER BY ${table}.rowid DESC LIMIT ? + 0`,
    );
  const counting = (table: string) =>
    sqlite
      .prepare<[string, number], number>(
        `SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid DESC LIMIT ? + 0)`,
      )
      .pluck();
  // Newest first: rows that are not settled yet are newer than all others.
  const tables = [matching("search_new"), matching("search")];
  const counts = [counting("search_new"), counting("search")];
  const laterOf = sqlite
    .prepare<[number, number, number], number>(
      "SELECT position FROM message WHERE ticket = ? AND position >= ? ORDER BY position LIMIT ? + 0",
    )
    .pluck();
  const isMatch = ["search_new", "search"].map((table) =>
    sqlite.prepare<[string, number], number>(`SELECT 1 FROM ${table} WHERE ${table} MATCH ? AND rowid = ?`),
  );
  const nextWords = ["search_new", "search"].map((table) => {
    sqlite.exec(
      `CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table}_lexicon USING fts5vocab(main, ${table}, instance)`,
    );
    return sqlite
      .prepare<[string, string], string>(
        `SELECT term FROM temp.${table}_lexicon AS lexicon WHERE term >= ? AND term < ? LIMIT 1`,
      )
      .pluck();
  });
  const unsettled = sqlite
    .prepare<[number], number>("SELECT position FROM search_unsettled ORDER BY position LIMIT ? + 0")
    .pluck();
  const insert = sqlite.prepare<[number, string, string, string, string, string]>(
    "INSERT INTO search (rowid, subject, sender, people, body, marks) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const remove = sqlite.prepare<[number]>("DELETE FROM search_new WHERE rowid = ?");
  const settled = sqlite.prepare<[number]>("DELETE FROM search_unsettled WHERE position = ?");
  const move = sqlite.transaction((texts: ReadonlyMap<number, SearchText | null>) => {
    for (const [position, text] of texts) {
      // The index may have been replaced while the text was read.
      if (settled.run(position).changes === 0) continue;
      if (text) insert.run(position, text.subject, text.sender, text.people, text.body, text.marks);
      remove.run(position);
    }
  });

  /** The words in the index that begin like this, found one after another; null if there are very many. */
  function wordsLike(start: string): readonly string[] | null {
    const found = new Set<string>();
    for (const next of nextWords) {
      let word = next.get(start, `${start}\u{10FFFF}`);
      while (word !== undefined) {
        found.add(word);
        if (found.size > MOST_WORDS) return null;
        word = next.get(`${word}\0`, `${start}\u{10FFFF}`);
      }
    }
    return [...found];
  }

  function page(terms: readonly Term[], { limit, before, accept }: SearchOptions) {
    const expression = matchExpression(terms, wordsLike);
    if (expression === null) return { found: [], next: null };
    const found = new Map<number, number>();
    let last = 0;
    let scanned = 0;
    // Messages scanned for this count as well.
    const shownBefore = (ticket: number, position: number) =>
      laterOf.all(ticket, position, LATER).some((later) => {
        scanned += 1;
        return isMatch.some((matches) => matches.get(expression, later));
      });
    for (const table of tables) {
      for (const row of table.iterate(
        expression,
        before ?? Number.MAX_SAFE_INTEGER,
        Math.max(0, SCANNED - scanned),
      )) {
        const { position, ticket } = row;
        if (scanned >= SCANNED) return { found: listed(found), next: last };
        const full = found.size >= limit;
        scanned += 1;
        if (!full) last = position;
        if (found.has(ticket) || (accept && !accept(ticketNumber(ticket)))) continue;
        if (before !== undefined && shownBefore(ticket, before)) continue;
        if (full) return { found: listed(found), next: last };
        found.set(ticket, position);
      }
      if (scanned >= SCANNED) return { found: listed(found), next: last };
    }
    return { found: listed(found), next: null };
  }

  return {
    page,
    find: (terms, options) => page(terms, options).found,
    count(terms, most) {
      const expression = matchExpression(terms, wordsLike);
      if (expression === null) return 0;
      let counted = 0;
      for (const table of counts) counted += table.get(expression, most - counted) ?? 0;
      return Math.min(counted, most);
    },
    async settle(limit) {
      const texts = new Map<number, SearchText | null>();
      for (const position of unsettled.all(limit)) {
        const recorded = await journal.at(position);
        texts.set(position, recorded && searchText(recorded));
      }
      if (texts.size > 0) move.immediate(texts);
      return texts.size;
    },
  };
}

const listed = (found: ReadonlyMap<number, number>): readonly Found[] =>
  [...found].map(([ticket, position]) => ({ ticket: ticketNumber(ticket), position }));

/** An FTS5 expression in which all terms are literal; null if there is no word. */
function matchExpression(
  terms: readonly Term[],
  wordsLike: (start: string) => readonly string[] | null,
): string | null {
  const wanted = terms.filter((term) => !term.without);
  if (wanted.length === 0) return null;
  const all = wanted.map((term) => {
    if (!startsAWord(term)) return quoted(term);
    const start = longStart(term.text);
    const like = start === null ? null : wordsLike(start);
    if (like === null) return `${quoted(term)} *`;
    if (like.length === 0) return quoted(term);
    return `{${columns[term.within]}} : (${like.map((word) => `"${word}"`).join(" OR ")})`;
  });
  const without = terms.filter((term) => term.without).map((term) => ` NOT ${quoted(term)}`);
  return `(${all.join(" AND ")})${without.join("")}`;
}

/** A single word as the index has it, if it is longer than what the index has lists for, and of plain letters and digits. */
function longStart(text: string): string | null {
  const word = words(text);
  if (!/^[A-Za-z0-9\u00c0-\u012f\u0131-\u017f]+$/.test(word)) return null;
  const plain = word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.length > LISTED && /^[a-z0-9]+$/.test(plain) ? plain : null;
}

/** Each word may be only the beginning of one; a phrase is of whole words. */
const startsAWord = (term: Term): boolean =>
  !term.phrase && term.within !== "marks" && term.text.length >= 2 && /[\p{L}\p{N}]$/u.test(term.text);

/** The columns in which a term is searched. */
const columns = {
  anywhere: "subject sender people body",
  subject: "subject",
  from: "sender",
  to: "people",
  marks: "marks",
} as const satisfies Record<Term["within"], string>;

const quoted = (term: Term): string =>
  `{${columns[term.within]}} : "${words(term.text).replaceAll('"', " ").replaceAll("\0", " ").trim()}"`;
