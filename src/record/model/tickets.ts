import { type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Erased } from "../../domain/events.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import {
  erasedMessage,
  evolve,
  isErased,
  isTicketEvent,
  type Ticket,
  type TicketEvent,
} from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { StoredEvent } from "../journal.ts";
import { inserter, updater, upserter } from "../prepared.ts";
import { handover, message, messageId, ticket as ticketTable } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";
import { type TicketRow, ticketLoader, ticketRow } from "./ticket-row.ts";

type OfTicket = StoredEvent<TicketEvent> | StoredEvent<Erased>;

const isOfTicket = (recorded: StoredEvent): recorded is OfTicket =>
  isTicketEvent(recorded) || isErased(recorded);

/** Tables ticket, ticket_tag, tally, message, message_id and handover. */
export const tickets: Projection = {
  name: "tickets",
  version: 13,
  usableFrom: 11,
  tables: ["ticket", "ticket_tag", "tally", "message", "message_id", "handover"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectTickets,
};

function projectTickets(db: Database): Project {
  const load = ticketLoader(db);
  const insert = inserter(db.drizzle, ticketTable);
  const update = updater(db.drizzle, ticketTable, ticketTable.number);
  const insertMessage = inserter(db.drizzle, message);
  const refer = inserter(db.drizzle, messageId, true);
  const see = db.sqlite.prepare<[string, number]>(
    `INSERT INTO message_id (message_id, ticket, seen) VALUES (?, ?, 1)
     ON CONFLICT (message_id, ticket) DO UPDATE SET seen = 1`,
  );
  const move = db.sqlite.prepare<[number, string]>("UPDATE message SET ticket = ? WHERE key = ?");
  const idOf = db.sqlite
    .prepare<[string], string | null>("SELECT message_id FROM message WHERE key = ?")
    .pluck();
  const give = upserter(db.drizzle, handover, handover.ticket);
  const forgetGiven = db.sqlite.prepare<[number]>("DELETE FROM handover WHERE ticket = ?");
  const unsee = db.sqlite.prepare<[string, number]>(
    "DELETE FROM message_id WHERE message_id = ? AND ticket = ?",
  );
  const count = db.sqlite.prepare<[string, string, string, number]>(
    `INSERT INTO tally (mailbox, assignee, state, tickets) VALUES (?, ?, ?, ?)
     ON CONFLICT (mailbox, assignee, state) DO UPDATE SET tickets = tickets + excluded.tickets`,
  );
  const uncount = db.sqlite.prepare<[string, string, string]>(
    "DELETE FROM tally WHERE mailbox = ? AND assignee = ? AND state = ? AND tickets = 0",
  );

  const tag = db.sqlite.prepare<[string, number, number]>(
    "INSERT OR IGNORE INTO ticket_tag (tag, updated_at, number) VALUES (?, ?, ?)",
  );
  const untag = db.sqlite.prepare<[string, number, number]>(
    "DELETE FROM ticket_tag WHERE tag = ? AND updated_at = ? AND number = ?",
  );

  const judgeMessage = db.sqlite.prepare<[string, string]>("UPDATE message SET judged = ? WHERE key = ?");
  const replaced = db.sqlite.prepare<[string, number]>(
    "DELETE FROM message WHERE key = ? AND ticket = ? AND direction = 'elsewhere'",
  );

  return (events) => {
    const touched = new Map<TicketNumber, { before: Ticket | null; after: Ticket }>();
    for (const recorded of events) {
      if (recorded.ticket === null || !isOfTicket(recorded)) continue;
      const number = ticketNumber(recorded.ticket);
      const known = touched.get(number);
      const { event } = recorded;
      const opens = (event.type === "Erased" ? event.was : event.type) === "TicketOpened";
      const before = known ? known.before : opens ? null : load(number);
      touched.set(number, { before, after: evolve(known ? known.after : before, recorded) });
      addMessage(recorded, number);
    }
    for (const { before, after } of touched.values()) save(before, after);
  };

  function addMessage(recorded: OfTicket, ticket: TicketNumber): void {
    const { position, event, bytes } = recorded;
    const entry = {
      ...{ position, bytes, ticket, origin: ticket },
      ...{ messageId: null, automatic: null, author: null, newcomer: false, judged: null },
    };
    if (isErased(recorded)) {
      const message = erasedMessage(recorded);
      if (message) insertMessage({ ...entry, ...message });
      else if (recorded.event.was === "MessagesGiven") forgetGiven.run(ticket);
    } else if (event.type === "MessagesTaken") {
      for (const key of event.messages) {
        move.run(ticket, key);
        const id = idOf.get(key);
        if (!id) continue;
        // From now on, replies to this message are added here.
        unsee.run(id, event.from);
        see.run(id, ticket);
      }
    } else if (event.type === "MessagesGiven") {
      give({ ticket, messages: event.messages, merge: event.merge, was: event.was ?? null });
    } else if (event.type === "MessageJudged") {
      judgeMessage.run(event.verdict, event.message);
    } else if (event.type === "NoteAdded") {
      insertMessage({ ...entry, key: event.message, direction: "note" });
    } else if (event.type === "RepliedElsewhere") {
      insertMessage({ ...entry, key: event.message, direction: "elsewhere" });
    } else if (event.type === "MessageReceived") {
      const { message: key, messageId } = event;
      if (event.insteadOf !== undefined) replaced.run(event.insteadOf, ticket);
      const direction = event.sent ? "out" : "in";
      const author = normalAddress(event.from.address);
      const newcomer = event.newcomer ?? false;
      const automatic = event.automatic || null;
      insertMessage({ ...entry, key, direction, messageId, automatic, author, newcomer });
      if (event.messageId !== null) see.run(event.messageId, ticket);
      referTo(event, ticket);
    } else if (event.type === "ReplyWritten") {
      const { message: key, messageId } = event;
      insertMessage({ ...entry, key, direction: "out", messageId });
      see.run(event.messageId, ticket);
      if (event.composed) referTo(event.composed, ticket);
    } else if (event.type === "ReplyComposed") referTo(event, ticket);
  }

  function referTo({ references, inReplyTo }: Referring, ticket: TicketNumber): void {
    for (const id of references) refer({ messageId: id, ticket, seen: false });
    if (inReplyTo !== null) refer({ messageId: inReplyTo, ticket, seen: false });
  }

  function save(before: Ticket | null, after: Ticket): void {
    const row: TicketRow = ticketRow(after);
    if (before === null) insert(row);
    else update(row);
    for (const one of before?.tags ?? []) untag.run(one, before?.updatedAt ?? 0, after.number);
    for (const one of after.tags) tag.run(one, after.updatedAt, after.number);
    const [from, to] = [before && place(before), place(after)];
    if (from?.join("\n") === to.join("\n")) return;
    count.run(...to, 1);
    if (from) {
      count.run(...from, -1);
      uncount.run(...from);
    }
  }
}

type Referring = { readonly references: readonly string[]; readonly inReplyTo: string | null };

const place = (ticket: Ticket): [string, string, string] => [
  ticket.mailbox,
  ticket.assignee ?? "",
  ticket.state,
];
