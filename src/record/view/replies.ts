import { type MessageKey, messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Automatic } from "../../domain/mail/index.ts";
import { isToReplyTo, type Judgement } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { reply, warning } from "../schema.ts";

/** Queries of decisions about replies, within their transaction. */

export type ReplyRow = typeof reply.$inferSelect;
export type WarningRow = typeof warning.$inferSelect;

export interface ReplyView {
  /** The state of a reply; null if there is none with that key. */
  reply(key: MessageKey): ReplyRow | null;
  /** The reply that was written in this form. */
  replyOfForm(ticket: TicketNumber, nonce: string): MessageKey | null;
  /** The reply written in this ticket, wherever it is now, whose key ends with this; null if there is none. */
  replyEnding(ticket: TicketNumber, end: string): MessageKey | null;
  /** Replies whose time has come, in the order in which they may leave. */
  repliesDue(now: number, limit: number): readonly ReplyRow[];
  /** When the next reply may leave, in milliseconds since 1970; null if none is waiting. */
  nextReply(): number | null;
  /** The ticket that a message is in now. */
  ticketOf(key: MessageKey): TicketNumber | null;
  /** What an agent said about a received message; null for nothing. */
  judged(key: MessageKey): Judgement | null;
  /** Whether there is any received mail or reply. */
  hasMessages(ticket: TicketNumber): boolean;
  /** Events in the conversation of a reply after it was written. */
  sinceWritten(reply: ReplyRow): { readonly wrote: boolean; readonly replied: boolean };
  /** Warnings to be composed, the longest due first. */
  warningsDue(limit: number): readonly WarningRow[];
}

/** The most messages searched for one written by a person. */
const LOOKED_AT = 50;

export function createReplyView({ drizzle, sqlite }: Database): ReplyView {
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
  const incoming = sqlite.prepare<[number, number], { readonly automatic: Exclude<Automatic, false> | null }>(
    `SELECT automatic FROM message WHERE ticket = ? AND direction = 'in' AND position > ?
     ORDER BY position DESC LIMIT ${LOOKED_AT}`,
  );
  const any = sqlite
    .prepare<[number], number>(
      "SELECT 1 FROM message WHERE ticket = ? AND direction IN ('in', 'out') LIMIT 1",
    )
    .pluck();
  const ticketNow = sqlite.prepare<[string], number>("SELECT ticket FROM message WHERE key = ?").pluck();
  const judged = sqlite
    .prepare<[string], Judgement | null>("SELECT judged FROM message WHERE key = ?")
    .pluck();
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

  return {
    reply: (key) => byKey.get(key) ?? null,
    replyOfForm: (ticket, nonce) => keyOrNull(ofForm.get(ticket, nonce)),
    replyEnding: (ticket, end) => keyOrNull(ending.get(ticket, end)),
    repliesDue: (now, limit) => due.all(now, limit),
    nextReply: () => next.get() ?? null,
    ticketOf(key) {
      const number = ticketNow.get(key);
      return number === undefined ? null : ticketNumber(number);
    },
    judged: (key) => judged.get(key) ?? null,
    hasMessages: (ticket) => any.get(ticket) !== undefined,
    sinceWritten({ message, written: position }) {
      const ticket = ticketNow.get(message) ?? 0;
      const wrote = incoming.all(ticket, position).some(({ automatic }) => isToReplyTo(automatic ?? false));
      return { wrote, replied: replied.get({ ticket, message, written: position }) !== undefined };
    },
    warningsDue: (limit) => warnings.all(limit),
  };
}

const keyOrNull = (key: string | undefined): MessageKey | null =>
  key === undefined ? null : messageKey(key);
