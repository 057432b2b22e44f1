import { type MessageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import { type Actor, actorOf } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
import type { Journal } from "../journal.ts";
import { type Sized, within } from "./sized.ts";

/** Bytes of facts that one page of a history reads. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Events after an answer among which its attempts and bounces are looked for, and how many of them are told of. */
const LOOKED_AT = 5_000;
const MOST_ATTEMPTS = 50;

export interface History {
  /** Oldest first. */
  readonly events: readonly Recorded[];
  /** What to ask for as `before` for those before them; null where there are none. */
  readonly older: number | null;
}

export interface HistoryQueries {
  /**
   * What is to be told of a ticket: its newest `limit` events, without messages that went to another ticket, and with
   * those that came from one. What is large makes it fewer: it reads no more than 16 MB, and one event at least.
   * @param before only what is before that position
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
  /** An event of at most so many bytes; null where it has more, or is erased. */
  eventWithin(position: number, bytes: number): Recorded | null;
  /** The ticket whose conversation an entry is in now. */
  ticketOf(message: MessageKey): TicketNumber | null;
  /** How many entries of a conversation are before a position. */
  entriesBefore(ticket: TicketNumber, position: number): number;
  /** What is known of an answer's way: attempts and bounces, the first of them, the oldest first. */
  answerWay(message: MessageKey): readonly Recorded[];
  /** Who did what to a ticket after a version, without reading what: the newest of each type that passes. */
  changesSince(
    ticket: TicketNumber,
    version: number,
    passes: (change: { readonly type: string; readonly actor: Actor }) => boolean,
  ): readonly Recorded[];
}

export function historyQueries({ sqlite }: Database, journal: Journal): HistoryQueries {
  const own = sqlite.prepare<[{ ticket: number; before: number; limit: number }], Sized>(
    `SELECT position, octet_length(payload) AS bytes FROM event
     WHERE ticket = @ticket AND position < @before
       AND (type NOT IN ('MessageReceived', 'ReplyQueued', 'NoteAdded')
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
  const since = sqlite.prepare<[number, number, number], { position: number; type: string; actor: string }>(
    `SELECT position, type, actor FROM event WHERE ticket = ? AND ticket_version > ?
     ORDER BY ticket_version DESC LIMIT ? + 0`,
  );

  const read = (sizes: Sized[], limit: number): History => {
    const shown = within(sizes.slice(0, limit), MOST_BYTES);
    const older = sizes.length > shown.length ? (shown.at(-1)?.position ?? null) : null;
    return { events: shown.reverse().flatMap(({ position }) => journal.at(position) ?? []), older };
  };

  return {
    history(ticket, { before = Number.MAX_SAFE_INTEGER, limit }) {
      const asked = { ticket, before, limit: limit + 1 };
      const all = [...own.all(asked), ...taken.all(asked)];
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
    changesSince(ticket, version, passes) {
      const newest = new Map<string, number>();
      for (const { position, type, actor } of since.iterate(ticket, version, LOOKED_AT)) {
        if (!newest.has(type) && passes({ type, actor: actorOf(actor) })) newest.set(type, position);
      }
      return [...newest.values()].flatMap((position) => journal.at(position) ?? []);
    },
  };
}
