/** Entries of conversations, replies as mails, and the attempts to deliver them. */
import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Address, Automatic } from "../../domain/mail/index.ts";
import {
  type Composition,
  isByNewcomer,
  isKeptFromReplies,
  isToReplyTo,
  type Judgement,
  mayBeQuotedTo,
  type Ticket,
  type TicketEvent,
} from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { JournalReader } from "../journal-reader.ts";
import { ticketLoader } from "../model/ticket-row.ts";
import { type Sized, within } from "../queries/sized.ts";

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

/** A reply as a mail, and when it was composed, in milliseconds since 1970. */
export interface Composed extends Composition {
  readonly time: number;
}

export interface PastMessages {
  /** The event that added this entry to its conversation, or queued this notification or warning; null if there is none. */
  message(key: MessageKey): Promise<Recorded | null>;
  /** A reply as a mail; null until it is composed. */
  composed(key: MessageKey): Promise<Composed | null>;
  /**
   * The entries of a conversation, oldest first: the newest `limit` of them, and at most 16 MB, but always the
   * newest one.
   */
  conversation(ticket: TicketNumber, limit: number): Promise<readonly Recorded[]>;
  /**
   * What both sides have seen of a conversation, oldest first: received mail and sent replies; the newest `limit` of them, and at
   * most 4 MB.
   */
  exchanged(
    ticket: TicketNumber,
    limit: number,
  ): Promise<{ readonly events: readonly Recorded[]; readonly complete: boolean }>;
  /**
   * The newest message in a conversation for a reply to refer to, and to quote: a person's who takes part, never a newcomer's
   * (I-95), nor what another participant did not write to its recipients (I-122). Null if nobody has written.
   * @param recipients of the reply; any by default
   */
  messageToReplyTo(ticket: TicketNumber, recipients?: readonly Address[]): Promise<Recorded<Received> | null>;
  /** The delivery of a reply, notification or warning: the first 50 attempts and bounces, oldest first. */
  deliveryAttempts(message: MessageKey): Promise<readonly Recorded[]>;
}

/** The most messages searched for one written by a person. */
const LOOKED_AT = 50;
/** The most bytes of events read at once: anyone can send large mail. */
const MOST_BYTES = { conversation: 16 * 1024 * 1024, exchanged: 4 * 1024 * 1024 } as const;

export function pastMessages(db: Database, journal: JournalReader): PastMessages {
  const { sqlite } = db;
  const ticketOf = ticketLoader(db);
  const positionOf = sqlite
    .prepare<[string, string, string], number>(
      `SELECT position FROM message WHERE key = ?
       UNION ALL SELECT position FROM notification WHERE message = ? AND position IS NOT NULL
       UNION ALL SELECT position FROM delivery WHERE message = ? AND kind = 'warning' GROUP BY message`,
    )
    .pluck();
  const composedAt = sqlite
    .prepare<[string], number | null>("SELECT composed FROM reply WHERE message = ?")
    .pluck();
  const entries = sqlite.prepare<[number, number], Sized>(
    "SELECT position, bytes FROM message WHERE ticket = ? ORDER BY position DESC LIMIT ? + 0",
  );
  const exchanged = sqlite.prepare<[number, number], Sized>(
    `SELECT position, bytes FROM message LEFT JOIN reply ON reply.message = message.key
     WHERE message.ticket = ? AND direction IN ('in', 'out') AND (reply.message IS NULL OR reply.composed IS NOT NULL)
     ORDER BY position DESC LIMIT ? + 0`,
  );
  const incoming = sqlite.prepare<[number], Incoming>(
    `SELECT position, automatic, coalesce(author, '') AS author, newcomer, judged FROM message
     WHERE ticket = ? AND direction = 'in' ORDER BY position DESC LIMIT ${LOOKED_AT}`,
  );
  const attempts = sqlite
    .prepare<[string], number>(
      "SELECT position FROM delivery_way WHERE message = ? ORDER BY position LIMIT 50",
    )
    .pluck();

  const at = async (position: number | null | undefined) => {
    const [found = null] = position ? await journal.events([position]) : [];
    return found;
  };
  const oldestFirst = (newestFirst: readonly Sized[]) =>
    journal.events(newestFirst.map(({ position }) => position).reverse());

  return {
    message: (key) => at(positionOf.get(key, key, key)),
    async composed(key) {
      const found = await at(composedAt.get(key));
      if (found?.event.type === "ReplyComposed") return { ...found.event, time: found.time };
      if (found?.event.type !== "ReplyWritten" || !found.event.composed) return null;
      return { ...found.event.composed, time: found.time };
    },
    conversation: (ticket, limit) =>
      oldestFirst(within(entries.iterate(ticket, limit), MOST_BYTES.conversation)),
    async exchanged(ticket, limit) {
      const all = exchanged.all(ticket, limit);
      const read = within(all, MOST_BYTES.exchanged);
      return {
        events: await oldestFirst(read),
        complete: all.length < limit && read.length === all.length,
      };
    },
    async messageToReplyTo(number, recipients) {
      const ticket = ticketOf(number);
      if (ticket === null) return null;
      for (const one of incoming.all(number)) {
        if (!isToReplyTo(one.automatic ?? false) || isNew(ticket, one)) continue;
        const found = await at(one.position);
        if (found?.event.type !== "MessageReceived" || isKeptFromReplies(ticket, found.event, one.judged))
          continue;
        if (recipients && !mayBeQuotedTo(recipients, ticket, found.event)) continue;
        return { ...found, event: found.event };
      }
      return null;
    },
    deliveryAttempts: (message) => journal.events(attempts.all(message)),
  };
}

interface Incoming {
  readonly position: number;
  readonly automatic: Exclude<Automatic, false> | null;
  readonly author: string;
  readonly newcomer: number;
  readonly judged: Judgement | null;
}

function isNew(ticket: Ticket, { author, newcomer }: Incoming): boolean {
  const from = { name: "", address: author };
  return isByNewcomer(ticket, { from, automatic: false, ...(newcomer === 1 ? { newcomer: true } : {}) });
}
