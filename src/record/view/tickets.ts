/** What decisions ask of tickets and their conversations, within their transaction. */
import { type MessageKey, messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { RecentTicket } from "../../domain/intake/index.ts";
import type { Ticket } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { Journal } from "../journal.ts";
import { ticketLoader } from "../model/ticket-row.ts";
import { reader } from "../prepared.ts";
import { type Sized, within } from "../queries/sized.ts";
import { handover } from "../schema.ts";

/** The most payload bytes read of a conversation. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface TicketView {
  ticket(number: TicketNumber): Ticket | null;
  /** The mailbox that a ticket belongs to. */
  mailboxOf(number: TicketNumber): string | null;
  /** The ticket that an entry of a conversation is in now, or that a notification is about. */
  aboutTicket(key: MessageKey): TicketNumber | null;
  /** The number of the ticket's events; null if it does not exist. */
  ticketVersion(number: TicketNumber): number | null;
  nextTicketNumber(): TicketNumber;
  ticketsByMessageId(messageId: string): readonly TicketNumber[];
  ticketsAwaiting(messageId: string): readonly TicketNumber[];
  /** The event that added this entry to its conversation, or queued this notification. */
  message(key: MessageKey): Recorded | null;
  /** The keys of all entries of a conversation, oldest first. */
  messagesIn(number: TicketNumber): readonly MessageKey[];
  /** Messages moved by the latest merge of a ticket that are still where they were moved to. */
  mergedMessages(number: TicketNumber, into: TicketNumber): readonly MessageKey[];
  /**
   * The entries of a conversation, oldest first: the newest `limit` of them, and at most 16 MB, but always the
   * newest one.
   */
  conversation(number: TicketNumber, limit: number): readonly Recorded[];
  /** Tickets of the requester with exactly that address that changed since then, limited to the newest ones. */
  recentTickets(address: string, since: number, limit: number): readonly RecentTicket[];
}

export function createTicketView(db: Database, journal: Journal): TicketView {
  const { drizzle, sqlite } = db;
  const ticket = ticketLoader(db);
  const last = sqlite.prepare<[], number | null>("SELECT max(number) FROM ticket").pluck();
  const versionOf = sqlite.prepare<[number], number>("SELECT version FROM ticket WHERE number = ?").pluck();
  const mailboxOf = sqlite.prepare<[number], string>("SELECT mailbox FROM ticket WHERE number = ?").pluck();
  const aboutTicket = sqlite
    .prepare<[string, string], number>(
      "SELECT ticket FROM message WHERE key = ? UNION ALL SELECT ticket FROM notification WHERE message = ?",
    )
    .pluck();
  const byMessageId = sqlite
    .prepare<[string], number>(
      "SELECT ticket FROM message_id WHERE message_id = (SELECT ?) ORDER BY seen DESC, ticket LIMIT 20",
    )
    .pluck();
  const awaiting = sqlite
    .prepare<[string], number>(
      "SELECT ticket FROM message_id WHERE message_id = (SELECT ?) AND seen = 0 ORDER BY ticket LIMIT 20",
    )
    .pluck();
  const positionOf = sqlite
    .prepare<[string, string, string], number>(
      `SELECT position FROM message WHERE key = ?
       UNION ALL SELECT position FROM notification WHERE message = ? AND position IS NOT NULL
       UNION ALL SELECT position FROM delivery WHERE message = ? AND kind = 'warning' GROUP BY message`,
    )
    .pluck();
  const positions = sqlite.prepare<[number, number], Sized>(
    "SELECT position, bytes FROM message WHERE ticket = ? ORDER BY position DESC LIMIT ? + 0",
  );
  const keysIn = sqlite
    .prepare<[number], string>("SELECT key FROM message WHERE ticket = ? ORDER BY position")
    .pluck();
  const lastGiven = reader<typeof handover, [number]>(drizzle, handover, "WHERE ticket = ?");
  const recentTickets = sqlite.prepare<
    [string, number, number],
    { number: number; subject: string; createdAt: number }
  >(
    `SELECT number, subject, created_at AS createdAt FROM ticket
     WHERE requester_address = (SELECT ?) AND updated_at > ? + 0 ORDER BY updated_at DESC, number DESC LIMIT ? + 0`,
  );

  return {
    ticket,
    ticketVersion: (number) => versionOf.get(number) ?? null,
    mailboxOf: (number) => mailboxOf.get(number) ?? null,
    aboutTicket(key) {
      const number = aboutTicket.get(key, key);
      return number === undefined ? null : ticketNumber(number);
    },
    nextTicketNumber: () => ticketNumber((last.get() ?? 0) + 1),
    ticketsByMessageId: (id) => byMessageId.all(id).map(ticketNumber),
    ticketsAwaiting: (id) => awaiting.all(id).map(ticketNumber),
    message(key) {
      const position = positionOf.get(key, key, key);
      return position === undefined ? null : journal.at(position);
    },
    messagesIn: (number) => keysIn.all(number).map(messageKey),
    mergedMessages(number, into) {
      const given = lastGiven.get(number);
      if (!given?.merge) return [];
      const there = new Set<string>(keysIn.all(into));
      return given.messages.filter((key) => there.has(key));
    },
    conversation: (number, limit) =>
      within(positions.iterate(number, limit), MOST_BYTES)
        .reverse()
        .flatMap(({ position }) => journal.at(position) ?? []),
    recentTickets: (address, since, limit) =>
      recentTickets
        .all(address, since, limit)
        .map(({ number, ...rest }) => ({ ...rest, number: ticketNumber(number) })),
  };
}
