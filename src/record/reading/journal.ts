/** The journal's events, in order. */
import type { Recorded } from "../../domain/events.ts";
import type { JournalPage } from "../journal.ts";
import type { RecordStore } from "../record.ts";
import type { View } from "../view.ts";
import type { Visibility } from "./scope.ts";

export interface JournalReading {
  /** The newest position, 0 if there is none. */
  head(): Promise<number>;
  /**
   * Events after a position, in order, limited to a number of payload bytes. If the caller may not see all of them, a
   * page has fewer, even none; the next page starts after `last` in any case.
   */
  page(after: number, limit: number, bytes: number): Promise<JournalPage>;
  /** Calls back after each commit. Returns a function that stops listening. */
  onCommitted(listener: () => void): () => void;
}

export function journalReading(
  { journal, view, onCommitted }: RecordStore,
  seen: Visibility,
): JournalReading {
  return {
    head: () => journal.head(),
    async page(after, limit, bytes) {
      const page = await journal.page(after, limit, bytes);
      if (seen.everything) return page;
      return { ...page, events: page.events.filter((one) => isSeen(one, view, seen)) };
    },
    onCommitted: (listener) => onCommitted(() => listener()),
  };
}

/** An event is visible to those who see its ticket or mail; one about neither to those who see everything. */
function isSeen({ ticket, event }: Recorded, view: View, seen: Visibility): boolean {
  if (ticket !== null) return seen.ticket(ticket);
  if ("mail" in event && event.mail) {
    const row = view.mail(event.mail);
    return row !== null && seen.mailbox(row.mailbox);
  }
  if ("about" in event) return seen.ticket(event.about);
  return "message" in event && event.message ? seen.message(event.message) : false;
}
