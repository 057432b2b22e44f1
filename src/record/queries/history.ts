import { type MessageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
import type { Journal } from "../journal.ts";
import { type Sized, within } from "./sized.ts";

/** The most payload bytes read for one page of a history. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface History {
  /** Oldest first. */
  readonly events: readonly Recorded[];
  /** The value of `before` for the page before; null if there is none. */
  readonly older: number | null;
}

export interface HistoryQueries {
  /**
   * A ticket's history: its newest `limit` events, without messages that were moved to another ticket, and with
   * those moved here. Large events make it shorter: it reads no more than 16 MB, but at least one event.
   * @param before only events before that position
   */
  history(
    ticket: TicketNumber,
    options: { readonly before?: number | undefined; readonly limit: number },
  ): History;
  /** Entries of a conversation, in the same way. */
  entries(
    ticket: TicketNumber,
    options: { readonly before?: number | undefined; readonly limit: number },
  ): History;
  /** An event of at most this many bytes; null if it is larger, or erased. */
  eventWithin(position: number, bytes: number): Recorded | null;
  /** The ticket that an entry is in now. */
  ticketOf(message: MessageKey): TicketNumber | null;
  /** The number of entries of a conversation before a position. */
  entriesBefore(ticket: TicketNumber, position: number): number;
}

export function historyQueries({ sqlite }: Database, journal: Journal): HistoryQueries {
  const ticketAt = sqlite.prepare<[number], number>("SELECT ticket FROM message WHERE position = ?").pluck();
  const taken = sqlite.prepare<[{ ticket: number; before: number; limit: number }], Sized>(
    `SELECT position, bytes FROM message WHERE ticket = (SELECT @ticket) AND origin <> @ticket AND position < @before
     ORDER BY position DESC LIMIT @limit + 0`,
  );
  const entries = sqlite.prepare<[{ ticket: number; before: number; limit: number }], Sized>(
    `SELECT position, bytes FROM message WHERE ticket = (SELECT @ticket) AND position < @before
     ORDER BY position DESC LIMIT @limit + 0`,
  );
  const entriesBefore = sqlite
    .prepare<[number, number], number>("SELECT count(*) FROM message WHERE ticket = ? AND position < ?")
    .pluck();
  const ticketOf = sqlite.prepare<[string], number>("SELECT ticket FROM message WHERE key = ?").pluck();

  /** A ticket's own events, newest first, without entries that are in another ticket now. */
  function* own(ticket: TicketNumber, before: number): Generator<Sized> {
    for (const header of journal.headersBefore(ticket, before)) {
      const there = ticketAt.get(header.position);
      if (there === undefined || there === ticket) yield header;
    }
  }

  const read = (sizes: readonly Sized[], limit: number): History => {
    const shown = within(sizes.slice(0, limit), MOST_BYTES);
    const older = sizes.length > shown.length ? (shown.at(-1)?.position ?? null) : null;
    return { events: shown.reverse().flatMap(({ position }) => journal.at(position) ?? []), older };
  };

  return {
    history(ticket, { before = Number.MAX_SAFE_INTEGER, limit }) {
      const all = [
        ...own(ticket, before).take(limit + 1),
        ...taken.all({ ticket, before, limit: limit + 1 }),
      ];
      return read(
        all.sort((a, b) => b.position - a.position),
        limit,
      );
    },
    entries: (ticket, { before = Number.MAX_SAFE_INTEGER, limit }) =>
      read(entries.all({ ticket, before, limit: limit + 1 }), limit),
    eventWithin: (position, bytes) =>
      (journal.sizeAt(position) ?? Number.POSITIVE_INFINITY) <= bytes ? journal.at(position) : null,
    ticketOf(message) {
      const ticket = ticketOf.get(message);
      return ticket === undefined ? null : ticketNumber(ticket);
    },
    entriesBefore: (ticket, position) => entriesBefore.get(ticket, position) ?? 0,
  };
}
