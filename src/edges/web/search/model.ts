/** Results of a search: tickets by words and filters, with the text around the words. */
import type { Fault } from "../../../base/fault.ts";
import { ok, type Result } from "../../../base/result.ts";
import type { Recorded } from "../../../domain/events.ts";
import type { Address } from "../../../domain/mail/index.ts";
import { lineWithout, queryParts, type Term } from "../../../domain/search/index.ts";
import { writtenAt } from "../../../domain/ticket/index.ts";
import type { Hit, Read, SearchOptions } from "../../../record/reading/index.ts";
import { short } from "../bounds.ts";
import { erasedMark, personFinder } from "../tickets/list-model.ts";
import type { Person } from "../view.ts";
import { mark, type Snippet, snippetOf } from "./snippet.ts";
import type { Piece, SearchHit, SearchView } from "./view.ts";

const PAGE = 25;
const COUNTED = 1000;
/** The most bytes of an event that is read to show the text around the words. */
const MOST_READ = 256 * 1024;
/** The most names of files that are shown for one result. */
const MOST_FILES = 5;
/** The characters that are searched for the words on a page, shared by its results. */
const MOST_SEARCHED = 400_000;

/** The most parts of a search that are tried without, if it finds nothing. */
const MOST_TRIED = 8;

export type SearchResult = Result<Pick<SearchView, "hits" | "count" | "next" | "instead">, Fault>;

/**
 * The tickets found, by the newest message with the words.
 * @param cursor `next` of the page before
 */
export async function search(
  read: Read,
  words: string,
  options: {
    readonly me: string;
    readonly now: number;
    readonly zone: string;
    readonly cursor: string | undefined;
  },
): Promise<SearchResult> {
  if (words === "") return ok({ hits: [], count: null, next: null });
  const found = read.search.find(words, { ...options, limit: PAGE });
  if (!found.ok) return found;
  const person = personFinder(read);
  const { hits, terms, next } = found.value;
  const most = MOST_SEARCHED / Math.max(1, hits.length);
  const messages = terms.length > 0 ? read.search.count(words, COUNTED) : null;
  return ok({
    hits: await Promise.all(
      hits.map(async (hit) => hitOf(hit, await read.search.message(hit, MOST_READ), { terms, person, most })),
    ),
    // On later pages, how many tickets there are is not known.
    count:
      options.cursor !== undefined
        ? null
        : {
            tickets: { n: hits.length, more: next !== null },
            messages: messages === null ? null : { n: messages, more: messages >= COUNTED },
          },
    next,
    ...(hits.length === 0 && next === null && options.cursor === undefined
      ? { instead: insteadOf(read, words, options) }
      : {}),
  });
}

/** The lines that find something, each without one part of a line that finds nothing. */
function insteadOf(read: Read, line: string, options: Omit<SearchOptions, "limit">): readonly string[] {
  const parts = queryParts(line);
  const tried = parts.filter(({ is }) => is !== "sign");
  if (tried.length < 2 || tried.length > MOST_TRIED) return [];
  const lines = new Set(tried.map((part) => lineWithout(parts, part)));
  return [...lines].filter((one) => {
    const found = read.search.find(one, { ...options, limit: 1 });
    return found.ok && found.value.hits.length > 0;
  });
}

interface Shown {
  readonly terms: readonly Term[];
  readonly person: (user: string) => Person;
  /** The characters of a text that are searched. */
  readonly most: number;
}

function hitOf({ ticket, position }: Hit, found: Recorded | null, { terms, person, most }: Shown): SearchHit {
  const preview = short(ticket.preview, 300);
  const subject = mark(short(ticket.subject, 300), within(terms, "subject"));
  return {
    number: ticket.number,
    subject,
    ...erasedMark(ticket),
    ...(position === null
      ? { snippet: [{ text: preview, hit: false }] }
      : found === null
        ? // The message is very large or erased: what is shown of another has to have the words.
          { snippet: shownIf(snippetOf(preview, within(terms, "text"))) }
        : best(found, terms, subject, most)),
    state: ticket.state,
    requester: ticket.requester,
    assignee: ticket.assignee === null ? null : person(ticket.assignee),
    updatedAt: ticket.updatedAt,
  };
}

const shownIf = ({ pieces, shows }: Snippet): readonly Piece[] => (shows > 0 ? pieces : []);

/**
 * The part of the found message that shows the most of the words: of its text, else of what else is searched in it; when it
 * was written; and, if it shows none of them, the files that may have them.
 */
function best(
  { event, time }: Recorded,
  terms: readonly Term[],
  subject: readonly Piece[],
  most: number,
): Pick<SearchHit, "snippet" | "found"> {
  const text = textOf(event);
  let chosen = snippetOf(text, within(terms, "text"), most);
  const at = event.type === "MessageReceived" ? writtenAt(time, event) : time;
  if (event.type !== "MessageReceived" && event.type !== "ReplyWritten")
    return { snippet: chosen.pieces, found: { at, files: [] } };
  const { from, to, cc, attachments } = event;
  const people = (of: readonly Address[]) =>
    of.map(({ name, address }) => (name === "" ? address : `${name} <${address}>`)).join(", ");
  const others = [
    snippetOf(attachments.map(({ name }) => name).join(", "), within(terms, "files")),
    snippetOf(people([from]), within(terms, "from")),
    snippetOf(people([...to, ...cc]), within(terms, "to")),
    // The ticket's own subject, which stands above, may be another.
    ...(subject.some(({ hit }) => hit) ? [] : [snippetOf(event.subject, within(terms, "subject"))]),
  ];
  for (const other of others) if (other.shows > chosen.shows) chosen = other;
  const inText = terms.filter((term) => term.within === "anywhere");
  const hidden = inText.length > 0 && chosen.shows === 0 && !subject.some(({ hit }) => hit);
  const files = hidden ? attachments.filter(({ inline }) => !inline).map(({ name }) => short(name, 100)) : [];
  return { snippet: chosen.pieces, found: { at, files: files.slice(0, MOST_FILES) } };
}

/** The terms that may be found in a part of a message. */
const within = (
  terms: readonly Term[],
  part: "text" | "subject" | "from" | "to" | "files",
): readonly Term[] => terms.filter((term) => term.within === "anywhere" || term.within === part);

function textOf(event: Recorded["event"]): string {
  switch (event.type) {
    case "MessageReceived":
      return event.reply ?? event.text;
    case "ReplyWritten":
    case "NoteAdded":
      return event.text;
    default:
      return "";
  }
}
