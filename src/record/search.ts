import type { TicketNumber } from "../base/ids.ts";
import { ticketNumber } from "../base/ids.ts";
import type { Recorded } from "../domain/events.ts";
import type { Words } from "../domain/search/index.ts";
import type { Database } from "./database.ts";
import type { JournalReader } from "./journal-reader.ts";
import { INDEXED, type SearchText, searchText } from "./model/search.ts";
import { type Expression, matchExpression } from "./search-expression.ts";
import { messageStreams, type Row, SCANNED } from "./search-streams.ts";
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
}

/** One of the things that are looked for. */
export interface Selection {
  /** Null for any message. */
  readonly words: Words | null;
  /** Which tickets count; called newest first, for at most `SCANNED` messages. */
  readonly accept?: ((ticket: TicketNumber) => boolean) | undefined;
}

/**
 * The text in what is attached to a message, at most that many characters; "" for none. Null if it cannot be read now: the
 * message stays where it is.
 */
export type AttachedText = (message: Recorded, most: number) => Promise<string | null>;

export interface Search {
  /**
   * Tickets with a message that one of the selections wants, newest message first, each ticket once: on the page of its
   * newest message and on no later one. `next` is the value of `before` for the next page, null if there is none. A page that
   * has reached its limit of scanned messages may have fewer than `limit` results, even none, and still have a next one.
   */
  page(
    selections: readonly Selection[],
    options: SearchOptions,
  ): { readonly found: readonly Found[]; readonly next: number | null };
  /** The number of messages with the words, counted up to `most`; null for words that only exclude, which are not counted. */
  count(words: Words, most: number): number | null;
  /**
   * Moves up to this many messages from the index that is cheap to write to the one that is fast to query, with the text in
   * what is attached to them.
   */
  settle(limit: number, attached?: AttachedText): Promise<number>;
}

/**
 * The most words that the beginning of one is looked up as; with more, FTS5 merges the lists of all of them for each query,
 * however few results are wanted.
 */
const MOST_WORDS = 128;
/** The most newer messages of a ticket that are checked to know whether an earlier page has shown it. */
const LATER = 1000;

export function createSearch(db: Database, journal: Pick<JournalReader, "at">): Search {
  const { sqlite } = db;
  const streams = messageStreams(db);
  const counting = (table: string) =>
    sqlite
      .prepare<[string, number], number>(
        `SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid DESC LIMIT ? + 0)`,
      )
      .pluck();
  const counts = [counting("search_new"), counting("search")];
  const laterOf = sqlite
    .prepare<[number, number, number], number>(
      "SELECT position FROM message WHERE ticket = ? AND position >= ? ORDER BY position LIMIT ? + 0",
    )
    .pluck();
  // FTS5 takes a rowid as a bound only if it is an integer, and numbers are bound as reals.
  const isMatch = ["search_new", "search"].map((table) =>
    sqlite.prepare<[string, number], number>(
      `SELECT 1 FROM ${table} WHERE ${table} MATCH ? AND rowid = CAST(? AS INTEGER)`,
    ),
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
  const insert = sqlite.prepare<[number, string, string, string, string, string, string, string]>(
    "INSERT INTO search (rowid, subject, sender, people, body, files, attached, marks) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const remove = sqlite.prepare<[number]>("DELETE FROM search_new WHERE rowid = ?");
  const settled = sqlite.prepare<[number]>("DELETE FROM search_unsettled WHERE position = ?");
  const move = sqlite.transaction((texts: ReadonlyMap<number, Settled | null>) => {
    for (const [position, text] of texts) {
      // The index may have been replaced while the text was read.
      if (settled.run(position).changes === 0) continue;
      if (text)
        insert.run(
          ...([position, text.subject, text.sender, text.people, text.body] as const),
          ...([text.files, text.attached, text.marks] as const),
        );
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

  function page(selections: readonly Selection[], { limit, before }: SearchOptions) {
    const wanted = selections.map(({ words, accept }) => {
      const expression = words && matchExpression(words, wordsLike);
      return { expression, accept, rows: streams.of(expression, before ?? Number.MAX_SAFE_INTEGER) };
    });
    const found = new Map<number, number>();
    let last = 0;
    let scanned = 0;
    // Messages scanned for this count as well.
    const shownBefore = (ticket: number, position: number) =>
      laterOf.all(ticket, position, LATER).some((later) => {
        scanned += 1;
        return wanted.some(
          ({ expression, accept }) =>
            (!accept || accept(ticketNumber(ticket))) && isWanted(expression, later),
        );
      });
    for (const { position, tickets } of merged(wanted)) {
      if (scanned >= SCANNED) return { found: listed(found), next: last };
      const full = found.size >= limit;
      scanned += 1;
      if (!full) last = position;
      for (const ticket of tickets) {
        if (found.has(ticket)) continue;
        if (before !== undefined && shownBefore(ticket, before)) continue;
        if (full) return { found: listed(found), next: last };
        found.set(ticket, position);
      }
    }
    return { found: listed(found), next: null };
  }

  function isWanted(expression: Expression | null, position: number): boolean {
    if (expression === null) return true;
    const matches = isMatch.some((one) => one.get(expression.text, position) !== undefined);
    return matches !== expression.without;
  }

  return {
    page,
    count(words, most) {
      const { text, without } = matchExpression(words, wordsLike);
      if (without) return null;
      let counted = 0;
      for (const table of counts) counted += table.get(text, most - counted) ?? 0;
      return Math.min(counted, most);
    },
    async settle(limit, attachedTo = async () => "") {
      const texts = new Map<number, Settled | null>();
      for (const position of unsettled.all(limit)) {
        const recorded = await journal.at(position);
        const text = recorded && searchText(recorded);
        if (!recorded || !text) {
          texts.set(position, null);
          continue;
        }
        const attached = text.files === "" ? "" : await attachedTo(recorded, INDEXED);
        // Those after it wait as well: what is moved is older than all that is not.
        if (attached === null) break;
        texts.set(position, { ...text, attached: words(attached) });
      }
      if (texts.size > 0) move.immediate(texts);
      return texts.size;
    },
  };
}

type Settled = SearchText & { readonly attached: string };

const listed = (found: ReadonlyMap<number, number>): readonly Found[] =>
  [...found].map(([ticket, position]) => ({ ticket: ticketNumber(ticket), position }));

interface Wanted {
  readonly accept?: ((ticket: TicketNumber) => boolean) | undefined;
  readonly rows: Iterator<Row, void>;
}

/** The messages of several streams, newest first, each once, with its ticket if one of them accepts it. */
function* merged(
  wanted: readonly Wanted[],
): Generator<{ readonly position: number; readonly tickets: readonly number[] }> {
  const heads = wanted.map(({ accept, rows }) => ({ accept, rows, row: rows.next() }));
  for (;;) {
    let position = -1;
    for (const { row } of heads) if (!row.done) position = Math.max(position, row.value.position);
    if (position < 0) return;
    const tickets = new Set<number>();
    for (const head of heads) {
      if (head.row.done || head.row.value.position !== position) continue;
      const { ticket } = head.row.value;
      if (ticket !== null && !tickets.has(ticket) && (!head.accept || head.accept(ticketNumber(ticket))))
        tickets.add(ticket);
      head.row = head.rows.next();
    }
    yield { position, tickets: [...tickets] };
  }
}
