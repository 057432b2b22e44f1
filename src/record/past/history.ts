/** Histories of tickets. */
import type { TicketNumber } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { TicketChange } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { JournalReader } from "../journal-reader.ts";
import { type Sized, within } from "../queries/sized.ts";

/** The most payload bytes read for one page of a history. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface History {
  /** Oldest first. */
  readonly events: readonly Recorded[];
  /** The value of `before` for the page before; null if there is none. */
  readonly older: number | null;
}

interface Paging {
  /** Only events before that position. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface PastHistory {
  /**
   * A ticket's history: its newest `limit` events, without messages that were moved to another ticket, and with
   * those moved here. Large events make it shorter: it reads no more than 16 MB, but at least one event.
   */
  history(ticket: TicketNumber, options: Paging): Promise<History>;
  /** Entries of a conversation, in the same way. */
  entries(ticket: TicketNumber, options: Paging): Promise<History>;
  /** What happened to a ticket after a version, oldest first; the events themselves are not read. */
  changesSince(ticket: TicketNumber, version: number, limit: number): Promise<readonly TicketChange[]>;
}

export function pastHistory({ sqlite }: Database, journal: JournalReader): PastHistory {
  const ticketAt = sqlite.prepare<[number], number>("SELECT ticket FROM message WHERE position = ?").pluck();
  const taken = sqlite.prepare<[{ ticket: number; before: number; limit: number }], Sized>(
    `SELECT position, bytes FROM message WHERE ticket = (SELECT @ticket) AND origin <> @ticket AND position < @before
     ORDER BY position DESC LIMIT @limit + 0`,
  );
  const entries = sqlite.prepare<[{ ticket: number; before: number; limit: number }], Sized>(
    `SELECT position, bytes FROM message WHERE ticket = (SELECT @ticket) AND position < @before
     ORDER BY position DESC LIMIT @limit + 0`,
  );
  const isAutomatic = sqlite
    .prepare<[number], number>(
      "SELECT reply.automatic FROM message JOIN reply ON reply.message = message.key WHERE message.position = ?",
    )
    .pluck();

  /** A ticket's own events, newest first, without entries that are in another ticket now. */
  async function own(ticket: TicketNumber, before: number, limit: number): Promise<Sized[]> {
    const found: Sized[] = [];
    for (let next = before; found.length < limit; ) {
      const headers = await journal.headersBefore(ticket, next, limit);
      for (const header of headers) {
        const there = ticketAt.get(header.position);
        if (there === undefined || there === ticket) found.push(header);
      }
      const last = headers.at(-1);
      if (!last || headers.length < limit) break;
      next = last.position;
    }
    return found.slice(0, limit);
  }

  const read = async (sizes: readonly Sized[], limit: number): Promise<History> => {
    const shown = within(sizes.slice(0, limit), MOST_BYTES);
    const older = sizes.length > shown.length ? (shown.at(-1)?.position ?? null) : null;
    return { events: await journal.events(shown.map(({ position }) => position).reverse()), older };
  };

  return {
    async history(ticket, { before = Number.MAX_SAFE_INTEGER, limit }) {
      const all = [
        ...(await own(ticket, before, limit + 1)),
        ...taken.all({ ticket, before, limit: limit + 1 }),
      ];
      return read(
        all.sort((a, b) => b.position - a.position),
        limit,
      );
    },
    entries: (ticket, { before = Number.MAX_SAFE_INTEGER, limit }) =>
      read(entries.all({ ticket, before, limit: limit + 1 }), limit),
    async changesSince(ticket, version, limit) {
      const headers = await journal.headersAfter(ticket, version, limit);
      return headers.map(({ position, type, actor }) => ({
        ...{ position, type, actor },
        automatic: type === "ReplyWritten" && isAutomatic.get(position) === 1,
      }));
    },
  };
}
