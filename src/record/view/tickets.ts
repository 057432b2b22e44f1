/** What decisions ask of tickets and their conversations, within their transaction. */
import {
  type MessageKey,
  messageKey,
  type Position,
  position,
  type TicketNumber,
  ticketNumber,
} from "../../base/ids.ts";
import type { RecentTicket } from "../../domain/intake/index.ts";
import type { State, Ticket } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { ticketLoader } from "../model/ticket-row.ts";
import { reader } from "../prepared.ts";
import { handover } from "../schema.ts";

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
  /** The Message-ID of a reply or warning of ours, and the ticket that the reply was written in; null for any other key. */
  sentMail(key: MessageKey): SentMail | null;
  /** Where the event is that added this entry to its conversation; null if there is none. */
  positionOf(key: MessageKey): Position | null;
  /** The keys of all entries of a conversation, oldest first. */
  messagesIn(number: TicketNumber): readonly MessageKey[];
  /** Messages moved by the latest merge of a ticket that are still where they were moved to. */
  mergedMessages(number: TicketNumber, into: TicketNumber): readonly MessageKey[];
  /** The state of a ticket before its latest merge; null if that is not known. */
  stateBeforeMerge(number: TicketNumber): State | null;
  /**
   * Tickets that have been in a state since then or before, were not merged, and are not held until some time, those first that
   * came into it first.
   */
  ticketsInState(state: State, until: number, limit: number): readonly TicketNumber[];
  /** When the first of these tickets came into the state; null if there is none. */
  firstInState(state: State): number | null;
  /** Tickets that are held until then or before, those first whose time is over first. */
  ticketsHeldUntil(time: number, limit: number): readonly TicketNumber[];
  /** When the time of the first ticket that is held until some time is over; null if there is none. */
  firstHeldUntil(): number | null;
  /** The tickets that continue one (L-21), at most 20. */
  continuing(number: TicketNumber): readonly TicketNumber[];
  /** Tickets of the requester with exactly that address that changed since then, limited to the newest ones. */
  recentTickets(address: string, since: number, limit: number): readonly RecentTicket[];
}

export interface SentMail {
  readonly messageId: string;
  /** Null for a warning. */
  readonly ticket: TicketNumber | null;
}

export function createTicketView(db: Database): TicketView {
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
  const sentMail = sqlite.prepare<[string, string], { messageId: string; ticket: number | null }>(
    `SELECT message.message_id AS messageId, reply.ticket AS ticket
     FROM reply JOIN message ON message.key = reply.message
     WHERE reply.message = ? AND message.message_id IS NOT NULL
     UNION ALL SELECT message_id, NULL FROM warning WHERE message = ? AND message_id IS NOT NULL`,
  );
  const positionOf = sqlite.prepare<[string], number>("SELECT position FROM message WHERE key = ?").pluck();
  const keysIn = sqlite
    .prepare<[number], string>("SELECT key FROM message WHERE ticket = ? ORDER BY position")
    .pluck();
  const inState = sqlite
    .prepare<[string, number, number], number>(
      `SELECT number FROM ticket WHERE state = (SELECT ?) AND merged_into IS NULL AND held_until IS NULL
       AND state_since <= ? + 0 ORDER BY state_since, number LIMIT ? + 0`,
    )
    .pluck();
  const firstInState = sqlite
    .prepare<[string], number | null>(
      "SELECT min(state_since) FROM ticket WHERE state = (SELECT ?) AND merged_into IS NULL AND held_until IS NULL",
    )
    .pluck();
  const heldUntil = sqlite
    .prepare<[number, number], number>(
      `SELECT number FROM ticket WHERE held_until IS NOT NULL AND held_until <= ? + 0
       ORDER BY held_until LIMIT ? + 0`,
    )
    .pluck();
  const firstHeld = sqlite
    .prepare<[], number | null>("SELECT min(held_until) FROM ticket WHERE held_until IS NOT NULL")
    .pluck();
  const continuing = sqlite
    .prepare<[number], number>("SELECT number FROM ticket WHERE continues = ? + 0 ORDER BY number LIMIT 20")
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
    sentMail(key) {
      const found = sentMail.get(key, key);
      if (found === undefined) return null;
      return { ...found, ticket: found.ticket === null ? null : ticketNumber(found.ticket) };
    },
    positionOf(key) {
      const found = positionOf.get(key);
      return found === undefined ? null : position(found);
    },
    messagesIn: (number) => keysIn.all(number).map(messageKey),
    mergedMessages(number, into) {
      const given = lastGiven.get(number);
      if (!given?.merge) return [];
      const there = new Set<string>(keysIn.all(into));
      return given.messages.filter((key) => there.has(key));
    },
    stateBeforeMerge: (number) => lastGiven.get(number)?.was ?? null,
    ticketsInState: (state, until, limit) => inState.all(state, until, limit).map(ticketNumber),
    firstInState: (state) => firstInState.get(state) ?? null,
    ticketsHeldUntil: (time, limit) => heldUntil.all(time, limit).map(ticketNumber),
    firstHeldUntil: () => firstHeld.get() ?? null,
    continuing: (number) => continuing.all(number).map(ticketNumber),
    recentTickets: (address, since, limit) =>
      recentTickets
        .all(address, since, limit)
        .map(({ number, ...rest }) => ({ ...rest, number: ticketNumber(number) })),
  };
}
