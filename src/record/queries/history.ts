import { type MessageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import { entryTypes } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { Journal } from "../journal.ts";
import { storedTypes } from "../upcast/index.ts";
import { type Sized, within } from "./sized.ts";

/** The most payload bytes read for one page of a history. */
const MOST_BYTES = 16 * 1024 * 1024;
/** The most events after a reply in which its attempts and bounces are looked for, and how many of these are returned. */
const LOOKED_AT = 5_000;
const MOST_ATTEMPTS = 50;
/** As a JSON array, the stored types of conversation entries: these may be in another ticket now. */
const ENTRIES = JSON.stringify(storedTypes(entryTypes));

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
  /** The delivery of a reply: the first attempts and bounces, oldest first. */
  answerWay(message: MessageKey): readonly Recorded[];
}

export function historyQueries({ sqlite }: Database, journal: Journal): HistoryQueries {
  const own = sqlite.prepare<[{ ticket: number; before: number; limit: number; entries: string }], Sized>(
    `SELECT position, octet_length(payload) AS bytes FROM event
     WHERE ticket = @ticket AND position < @before
       AND (type NOT IN (SELECT value FROM json_each(@entries))
         OR EXISTS (SELECT 1 FROM message WHERE message.position = event.position AND message.ticket = @ticket))
     ORDER BY ticket_version DESC LIMIT @limit + 0`,
  );
  const taken = sqlite.prepare<[{ ticket: number; before: number; limit: number }], Sized>(
    `SELECT position, octet_length(event.payload) AS bytes FROM message JOIN event USING (position)
     WHERE message.ticket = @ticket AND event.ticket <> @ticket AND position < @before
     ORDER BY position DESC LIMIT @limit + 0`,
  );
  const entries = sqlite.prepare<[{ ticket: number; before: number; limit: number }], Sized>(
    `SELECT position, octet_length(event.payload) AS bytes FROM message JOIN event USING (position)
     WHERE message.ticket = @ticket AND position < @before ORDER BY position DESC LIMIT @limit + 0`,
  );
  const entriesBefore = sqlite
    .prepare<[number, number], number>("SELECT count(*) FROM message WHERE ticket = ? AND position < ?")
    .pluck();
  const sizeOf = sqlite
    .prepare<[number], number | null>("SELECT octet_length(payload) FROM event WHERE position = ?")
    .pluck();
  const ticketOf = sqlite.prepare<[string], number>("SELECT ticket FROM message WHERE key = ?").pluck();
  const placeOf = sqlite.prepare<[string], { ticket: number; version: number }>(
    `SELECT event.ticket, event.ticket_version AS version FROM message JOIN event USING (position)
     WHERE message.key = ? AND event.ticket IS NOT NULL`,
  );
  const way = sqlite
    .prepare<[{ ticket: number; version: number; last: number; message: string; limit: number }], number>(
      `SELECT position FROM event WHERE ticket = @ticket AND ticket_version BETWEEN @version AND @last
         AND type IN ('DeliveryAttempted', 'DeliveryBounced') AND payload ->> '$.message' = @message
       ORDER BY ticket_version LIMIT @limit + 0`,
    )
    .pluck();

  const read = (sizes: Sized[], limit: number): History => {
    const shown = within(sizes.slice(0, limit), MOST_BYTES);
    const older = sizes.length > shown.length ? (shown.at(-1)?.position ?? null) : null;
    return { events: shown.reverse().flatMap(({ position }) => journal.at(position) ?? []), older };
  };

  return {
    history(ticket, { before = Number.MAX_SAFE_INTEGER, limit }) {
      const asked = { ticket, before, limit: limit + 1 };
      const all = [...own.all({ ...asked, entries: ENTRIES }), ...taken.all(asked)];
      return read(
        all.sort((a, b) => b.position - a.position),
        limit,
      );
    },
    entries: (ticket, { before = Number.MAX_SAFE_INTEGER, limit }) =>
      read(entries.all({ ticket, before, limit: limit + 1 }), limit),
    eventWithin: (position, bytes) =>
      (sizeOf.get(position) ?? Number.POSITIVE_INFINITY) <= bytes ? journal.at(position) : null,
    ticketOf(message) {
      const ticket = ticketOf.get(message);
      return ticket === undefined ? null : ticketNumber(ticket);
    },
    entriesBefore: (ticket, position) => entriesBefore.get(ticket, position) ?? 0,
    answerWay(message) {
      const place = placeOf.get(message);
      if (!place) return [];
      const asked = { ...place, last: place.version + LOOKED_AT, message, limit: MOST_ATTEMPTS };
      return way.all(asked).flatMap((position) => journal.at(position) ?? []);
    },
  };
}
