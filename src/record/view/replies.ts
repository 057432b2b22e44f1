import { type MessageKey, messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Automatic } from "../../domain/mail/types.ts";
import type { TicketChange } from "../../domain/ticket/index.ts";
import {
  type Composition,
  isByNewcomer,
  isToReplyTo,
  type Ticket,
  type TicketEvent,
} from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { Journal } from "../journal.ts";
import { ticketLoader } from "../model/ticket-row.ts";
import { reader } from "../prepared.ts";
import { type Sized, within } from "../queries/sized.ts";
import { reply, warning } from "../schema.ts";

/** Queries of decisions about replies, within their transaction. */

export type ReplyRow = typeof reply.$inferSelect;
export type WarningRow = typeof warning.$inferSelect;

/** A reply as a mail, and when it was composed, in milliseconds since 1970. */
export interface Composed extends Composition {
  readonly time: number;
}

export interface ReplyView {
  /** The state of a reply; null if there is none with that key. */
  reply(key: MessageKey): ReplyRow | null;
  /** Null until it is composed. */
  composed(key: MessageKey): Composed | null;
  /** The reply that was written in this form. */
  replyOfForm(ticket: TicketNumber, nonce: string): MessageKey | null;
  /** The reply written in this ticket, wherever it is now, whose key ends with this; null if there is none. */
  replyEnding(ticket: TicketNumber, end: string): MessageKey | null;
  /** Replies whose time has come, in the order in which they may leave. */
  repliesDue(now: number, limit: number): readonly ReplyRow[];
  /** When the next reply may leave, in milliseconds since 1970; null if none is waiting. */
  nextReply(): number | null;
  /**
   * The newest message in a conversation for a reply to refer to, and to quote: a person's who takes part, never a newcomer's
   * (I-95). Null if nobody has written.
   */
  messageToReplyTo(ticket: TicketNumber): Recorded<Received> | null;
  /** The ticket that a message is in now. */
  ticketOf(key: MessageKey): TicketNumber | null;
  /** Whether there is any received mail or reply. */
  hasMessages(ticket: TicketNumber): boolean;
  /** What both sides have seen of a conversation, oldest first: received mail and sent replies. */
  exchanged(
    ticket: TicketNumber,
    limit: number,
  ): { readonly events: readonly Recorded[]; readonly complete: boolean };
  /** Events in the conversation of a reply after it was written. */
  sinceWritten(reply: ReplyRow): { readonly wrote: boolean; readonly replied: boolean };
  /** What happened to a ticket after a version, oldest first; the events themselves are not read. */
  changesSince(ticket: TicketNumber, version: number, limit: number): readonly TicketChange[];
  /** The event at a position. */
  event(position: number): Recorded | null;
  /** Warnings to be composed, the longest due first. */
  warningsDue(limit: number): readonly WarningRow[];
}

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

/** The most messages searched for one written by a person. */
const LOOKED_AT = 50;
/** The most bytes of events read at once: all this is on the main thread, and anyone can send large mail. */
const MOST_BYTES = 4 * 1024 * 1024;

export function createReplyView(db: Database, journal: Journal): ReplyView {
  const { drizzle, sqlite } = db;
  const byKey = reader<typeof reply, [string]>(drizzle, reply, "WHERE message = ?");
  const ofForm = sqlite
    .prepare<[number, string], string>(
      "SELECT message FROM reply WHERE ticket = ? AND nonce = ? ORDER BY written LIMIT 1",
    )
    .pluck();
  const ending = sqlite
    .prepare<[number, string], string>(
      "SELECT message FROM reply WHERE ticket = ? AND substr(message, -10) = ?",
    )
    .pluck();
  const due = reader<typeof reply, [number, number]>(
    drizzle,
    reply,
    "WHERE state = 'due' AND leave_at <= ? ORDER BY leave_at, written LIMIT ? + 0",
  );
  const next = sqlite
    .prepare<[], number | null>("SELECT min(leave_at) FROM reply WHERE state = 'due'")
    .pluck();
  const incoming = sqlite.prepare<
    [number, number],
    { readonly position: number; readonly automatic: Exclude<Automatic, false> | null } & ByAuthor
  >(
    `SELECT position, automatic, coalesce(author, '') AS author, newcomer FROM message WHERE ticket = ? AND direction = 'in' AND position > ?
     ORDER BY position DESC LIMIT ${LOOKED_AT}`,
  );
  const isAutomatic = sqlite
    .prepare<[number], number>(
      "SELECT reply.automatic FROM message JOIN reply ON reply.message = message.key WHERE message.position = ?",
    )
    .pluck();
  const any = sqlite
    .prepare<[number], number>(
      "SELECT 1 FROM message WHERE ticket = ? AND direction IN ('in', 'out') LIMIT 1",
    )
    .pluck();
  const exchanged = sqlite.prepare<[number, number], Sized>(
    `SELECT position, bytes FROM message LEFT JOIN reply ON reply.message = message.key
     WHERE message.ticket = ? AND direction IN ('in', 'out') AND (reply.message IS NULL OR reply.composed IS NOT NULL)
     ORDER BY position DESC LIMIT ? + 0`,
  );
  const ticketNow = sqlite.prepare<[string], number>("SELECT ticket FROM message WHERE key = ?").pluck();
  const replied = sqlite
    .prepare<[{ ticket: number; message: string; written: number }], number>(
      `SELECT 1 FROM message JOIN reply ON reply.message = message.key
       WHERE message.ticket = @ticket AND reply.message <> @message AND reply.composed > @written
         AND reply.automatic = 0
       UNION ALL SELECT 1 FROM message JOIN mail ON mail.id = message.key
       WHERE message.ticket = @ticket AND direction = 'out' AND message.position > @written
       UNION ALL SELECT 1 FROM message
       JOIN reply ON reply.message BETWEEN substr(message.key, 1, 20) AND substr(message.key, 1, 20) || '~'
       WHERE message.ticket = @ticket AND direction = 'elsewhere' AND reply.composed > @written LIMIT 1`,
    )
    .pluck();
  const warnings = reader<typeof warning, [number]>(
    drizzle,
    warning,
    "WHERE position IS NULL ORDER BY due LIMIT ? + 0",
  );

  const load = ticketLoader(db);

  return {
    reply: (key) => byKey.get(key) ?? null,
    composed(key) {
      const position = byKey.get(key)?.composed;
      const recorded = position ? journal.at(position) : null;
      if (recorded?.event.type === "ReplyComposed") return { ...recorded.event, time: recorded.time };
      if (recorded?.event.type !== "ReplyWritten" || !recorded.event.composed) return null;
      return { ...recorded.event.composed, time: recorded.time };
    },
    replyOfForm: (ticket, nonce) => keyOrNull(ofForm.get(ticket, nonce)),
    replyEnding: (ticket, end) => keyOrNull(ending.get(ticket, end)),
    repliesDue: (now, limit) => due.all(now, limit),
    nextReply: () => next.get() ?? null,
    messageToReplyTo(number) {
      const ticket = load(number);
      const found = incoming
        .all(number, 0)
        .find((one) => isToReplyTo(one.automatic ?? false) && ticket !== null && !isNew(ticket, one));
      const recorded = journal.at(found?.position ?? 0);
      return recorded?.event.type === "MessageReceived" ? { ...recorded, event: recorded.event } : null;
    },
    ticketOf(key) {
      const number = ticketNow.get(key);
      return number === undefined ? null : ticketNumber(number);
    },
    hasMessages: (ticket) => any.get(ticket) !== undefined,
    exchanged(ticket, limit) {
      const all = exchanged.all(ticket, limit);
      const read = within(all, MOST_BYTES);
      const events = read.reverse().flatMap(({ position }) => journal.at(position) ?? []);
      return { events, complete: all.length < limit && read.length === all.length };
    },
    sinceWritten({ message, written: position }) {
      const ticket = ticketNow.get(message) ?? 0;
      const wrote = incoming.all(ticket, position).some(({ automatic }) => isToReplyTo(automatic ?? false));
      return { wrote, replied: replied.get({ ticket, message, written: position }) !== undefined };
    },
    changesSince: (ticket, version, limit) =>
      journal.headersAfter(ticket, version, limit).map(({ position, type, actor }) => ({
        ...{ position, type, actor },
        automatic: type === "ReplyWritten" && isAutomatic.get(position) === 1,
      })),
    event: (position) => journal.at(position),
    warningsDue: (limit) => warnings.all(limit),
  };
}

interface ByAuthor {
  readonly author: string;
  readonly newcomer: number;
}

function isNew(ticket: Ticket, { author, newcomer }: ByAuthor): boolean {
  const from = { name: "", address: author };
  return isByNewcomer(ticket, { from, automatic: false, ...(newcomer === 1 ? { newcomer: true } : {}) });
}

const keyOrNull = (key: string | undefined): MessageKey | null =>
  key === undefined ? null : messageKey(key);
