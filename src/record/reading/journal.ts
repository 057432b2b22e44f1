/** The journal's events, in order. */
import type { Recorded } from "../../domain/events.ts";
import { withEmptySecrets } from "../../domain/secrets.ts";
import type { JournalPage } from "../journal.ts";
import type { RecordStore } from "../record.ts";
import type { View } from "../view.ts";
import type { Visibility } from "./scope.ts";

export interface JournalReading {
  /** The newest position, 0 if there is none or the caller sees no tickets. */
  head(): Promise<number>;
  /**
   * Events after a position, in order, limited to a number of payload bytes. If the caller may not see all of them, a
   * page has fewer, even none; the next page starts after `last` in any case. Secrets in them are empty.
   */
  page(after: number, limit: number, bytes: number): Promise<JournalPage>;
  /** Calls back after each commit, if the caller may read the journal. Returns a function that stops listening. */
  onCommitted(listener: () => void): () => void;
}

export function journalReading(
  { journal, view, onCommitted }: RecordStore,
  seen: Visibility,
): JournalReading {
  const reads = seen.may("journal.read");
  return {
    head: async () => (seen.may("tickets.read") ? journal.head() : 0),
    async page(after, limit, bytes) {
      if (!reads) return { events: [], last: after };
      const { events, last } = await journal.page(after, limit, bytes);
      const visible = seen.everything ? events : events.filter((one) => isSeen(one, view, seen));
      return { events: visible.map((one) => ({ ...one, event: withEmptySecrets(one.event) })), last };
    },
    onCommitted: (listener) => (reads ? onCommitted(() => listener()) : () => {}),
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
