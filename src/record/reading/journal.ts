/** Everything that happened, in order. */
import type { Recorded } from "../../domain/events.ts";
import type { JournalPage } from "../journal.ts";
import type { Record } from "../record.ts";
import type { View } from "../view.ts";
import type { Seen } from "./scope.ts";

export interface JournalReading {
  /** The newest position, 0 when there is none. */
  head(): Promise<number>;
  /**
   * Events after a position, in order, and no further than some bytes of facts. Where a caller does not see all of
   * them, a page has fewer, even none, and goes on after `last` all the same.
   */
  page(after: number, limit: number, bytes: number): Promise<JournalPage>;
  /** Called after each commit. Returns the way to stop listening. */
  onCommitted(listener: () => void): () => void;
}

export function journalReading({ journal, view, onCommitted }: Record, seen: Seen): JournalReading {
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

/** An event is seen with the ticket or the mail that it is about; one about neither by those who see everything. */
function isSeen({ ticket, event }: Recorded, view: View, seen: Seen): boolean {
  if (ticket !== null) return seen.ticket(ticket);
  if ("mail" in event && event.mail) {
    const row = view.mail(event.mail);
    return row !== null && seen.mailbox(row.mailbox);
  }
  if ("about" in event) return seen.ticket(event.about);
  return "message" in event && event.message ? seen.message(event.message) : false;
}
