/** Results of a search: tickets by words and filters, with the text around the words. */
import type { Fault } from "../../../base/fault.ts";
import { ok, type Result } from "../../../base/result.ts";
import type { Recorded } from "../../../domain/events.ts";
import type { Ticket } from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { short } from "../bounds.ts";
import { erasedMark, personFinder } from "../tickets/list-model.ts";
import type { Person } from "../view.ts";
import { mark, snippetOf } from "./snippet.ts";
import type { SearchHit, SearchView } from "./view.ts";

const PAGE = 25;
const COUNTED = 1000;
/** The most bytes of an event that is read to show the text around the words. */
const MOST_READ = 256 * 1024;

export type SearchResult = Result<Pick<SearchView, "hits" | "count" | "next">, Fault>;

/**
 * The tickets found, by the newest message with the words.
 * @param cursor `next` of the page before
 */
export async function search(
  read: Read,
  words: string,
  options: { readonly me: string; readonly now: number; readonly cursor: string | undefined },
): Promise<SearchResult> {
  if (words === "") return ok({ hits: [], count: null, next: null });
  const found = read.search.find(words, { ...options, limit: PAGE });
  if (!found.ok) return found;
  const person = personFinder(read);
  const { hits, words: wanted, next } = found.value;
  const counted =
    options.cursor === undefined && wanted.length > 0 ? read.search.count(words, COUNTED) : null;
  return ok({
    hits: await Promise.all(
      hits.map(async (hit) => hitOf(hit.ticket, await read.search.message(hit, MOST_READ), wanted, person)),
    ),
    count: counted === null ? null : { n: counted, more: counted >= COUNTED },
    next,
  });
}

function hitOf(
  ticket: Ticket,
  found: Recorded | null,
  words: readonly string[],
  person: (user: string) => Person,
): SearchHit {
  const text = found && textOf(found);
  return {
    number: ticket.number,
    subject: mark(short(ticket.subject, 300), words),
    ...erasedMark(ticket),
    snippet: text ? snippetOf(text, words) : [{ text: short(ticket.preview, 300), hit: false }],
    state: ticket.state,
    requester: ticket.requester,
    assignee: ticket.assignee === null ? null : person(ticket.assignee),
    updatedAt: ticket.updatedAt,
  };
}

function textOf({ event }: Recorded): string | null {
  switch (event.type) {
    case "MessageReceived":
      return event.reply ?? event.text;
    case "ReplyWritten":
    case "NoteAdded":
      return event.text;
    default:
      return null;
  }
}
