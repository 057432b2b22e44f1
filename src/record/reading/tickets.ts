/** Tickets and their history. */

import type { MessageKey, TicketNumber, UserName } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import {
  closing,
  holding,
  isFinal,
  type Lifecycle,
  movesFrom,
  reopening,
  type State,
} from "../../domain/lifecycle/index.ts";
import { type Address, addressesOf } from "../../domain/mail/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { type Clock, clocksOf, type Moments, type Target, targetOf } from "../../domain/target/index.ts";
import type { TicketChange } from "../../domain/ticket/index.ts";
import {
  followMerges,
  isNewHere,
  type ListOrder,
  type ReplyRecipients,
  replyRecipients,
  shownParticipants,
  type Ticket,
  type TicketEvent,
  type TicketFilter,
} from "../../domain/ticket/index.ts";
import type { Draft } from "../drafts.ts";
import type { JournalPage } from "../journal.ts";
import { moverOf } from "../mover.ts";
import type { History } from "../past/index.ts";
import type { Page } from "../queries/page.ts";
import type { CountedBy, Counts, UnfinishedBy } from "../queries/tickets.ts";
import type { RecordStore } from "../record.ts";
import type { Visibility } from "./scope.ts";

export interface TicketReading {
  find(number: TicketNumber): Ticket | null;
  /**
   * Tickets that match the filter, last changed first or in another order. An unreadable cursor gives the first page. Where few tickets match
   * several filters, a page may have fewer than `limit` of them, even none, and still have a next one.
   */
  list(
    filter: TicketFilter,
    options: { now: number; limit: number; cursor?: string | undefined; order?: ListOrder | undefined },
  ): Page<Ticket>;
  /** The number of tickets in each state, in total or for one mailbox or assignee ("" for unassigned). */
  counts(of: CountedBy, now: number): Counts;
  /** The number of those that are not closed; of groups, for all assignees and counted up to 1,000. */
  unfinished(of: UnfinishedBy): number;
  /** The categories in use in a mailbox, in code point order, at most that many; none if it is not visible. */
  categories(mailbox: string, limit: number): readonly string[];
  /** The ticket with the message that has this Message-ID. */
  ofMessageId(messageId: string): TicketNumber | null;
  /**
   * A ticket's history: its newest `limit` events, without messages that were moved to another ticket, and with those
   * moved here. Large events make it shorter: it reads no more than 16 MB, but at least one event.
   * @param options.before only events before that position
   */
  history(number: TicketNumber, options: Paging): Promise<History>;
  /** Entries of its conversation, in the same way. */
  conversation(number: TicketNumber, options: Paging): Promise<History>;
  /** The number of entries of its conversation before a position. */
  entriesBefore(number: TicketNumber, position: number): number;
  /** What happened to it after a version, oldest first; the events themselves are not read. */
  changesSince(number: TicketNumber, version: number, limit: number): Promise<readonly TicketChange[]>;
  /** One of these events. */
  event(number: TicketNumber, change: TicketChange): Promise<Recorded | null>;
  /** The same, but limited to a number of payload bytes; the first event is returned whatever its size. */
  journal(number: TicketNumber, version: number, limit: number, bytes: number): Promise<JournalPage>;
  /** What people are writing in it and have not sent, the newest first. */
  drafts(number: TicketNumber): readonly Draft[];
  /** What the caller is writing for a ticket that is still to be opened; null if that is nothing. */
  newDraft(): Draft | null;
  /** The default recipients of a reply, and those that "reply all" adds. */
  replyRecipients(ticket: Ticket): ReplyRecipients;
  /** Who takes part in it: its requester and other people, without machines and our own addresses. */
  participants(ticket: Ticket): readonly Address[];
  /** Whether the author of a message in it is a person who is new there and can be made a participant. */
  isNewHere(ticket: People): (message: ReceivedMessage) => boolean;
  /**
   * The tickets that it is linked to, where they are now, also those that the caller does not see: that another team has the
   * mail is for everyone to know.
   */
  linked(ticket: Ticket): readonly LinkedTicket[];
  /** The ticket that it continues (L-21), and those that continue it, where they are now. */
  continued(ticket: Ticket): Continued;
  /** The lifecycle of tickets. Open to everyone. */
  lifecycle(): Lifecycle;
  /** The targets that are declared. Open to everyone. */
  targets(): readonly Target[];
  /** When a ticket is due, and due soon. */
  moments(ticket: Ticket): Moments;
  /** Its clocks, and its target as it is declared. */
  clocks(ticket: Ticket): TicketClocks;
  /** Where the caller may move it. */
  moves(ticket: Ticket): Moves;
  /** Whether the caller sees a ticket that there is. */
  sees(number: TicketNumber): boolean;
  /**
   * Calls back after each commit that changed tickets which the caller sees, with these.
   * @returns a function that stops listening
   */
  onChanged(listener: (changes: readonly TicketTouched[]) => void): () => void;
  /** The ticket that a message is in now. */
  ofMessage(key: MessageKey): TicketNumber | null;
}

type People = Pick<Ticket, "mailbox" | "participants" | "newcomers">;
type ReceivedMessage = Extract<TicketEvent, { type: "MessageReceived" }>;

/** A ticket in another mailbox that has the same mail. */
export interface LinkedTicket {
  readonly number: TicketNumber;
  readonly mailbox: string;
  /** Whether the caller sees it. */
  readonly visible: boolean;
}

export interface Continued {
  readonly before: LinkedTicket | null;
  readonly after: readonly LinkedTicket[];
}

export interface TicketClocks {
  /** Null if it has none, or one that is not declared. */
  readonly target: Target | null;
  readonly clocks: readonly Clock[];
}

/** Where someone may move a ticket. */
export interface Moves {
  /** In order, without the state that it is in. */
  readonly to: readonly State[];
  /** The state in which they close it; null if they may not, or it is closed. */
  readonly close: State | null;
  /** The state in which they reopen it; null if they may not, or it is open. */
  readonly reopen: State | null;
  /** The state in which they put it on hold, or leave it so; null if they may not. */
  readonly hold: State | null;
}

/** A ticket that something happened to, and the person who did it; null for a part of the program or someone outside. */
export interface TicketTouched {
  readonly number: TicketNumber;
  readonly by: UserName | null;
  /** What the person whose ticket it is wants to know: a message came, a note was added, it was given to them. */
  readonly news: News | null;
}

export type News = "wrote" | "noted" | "assigned";

interface Paging {
  readonly before?: number | undefined;
  readonly limit: number;
}

const nothing: History = { events: [], older: null };

export function ticketReading(
  { view, queries, past, journal, onCommitted, operations: { drafts } }: RecordStore,
  seen: Visibility,
  caller: Caller,
): TicketReading {
  const { within } = seen;
  const ourAddresses = ourAddressesIn(view);
  return {
    find(number) {
      const ticket = view.ticket(number);
      return ticket && seen.mailbox(ticket.mailbox) ? ticket : null;
    },
    list: (filter, options) => queries.tickets(filter, { ...options, within }),
    counts: (of, now) => queries.counts(of, now, within),
    unfinished: (of) => queries.unfinished(of, within),
    categories: (mailbox, limit) => (seen.mailbox(mailbox) ? queries.categories(mailbox, limit) : []),
    ofMessageId: (messageId) => view.ticketsByMessageId(messageId).find(seen.ticket) ?? null,
    history: async (number, options) => (seen.ticket(number) ? past.history(number, options) : nothing),
    conversation: async (number, options) => (seen.ticket(number) ? past.entries(number, options) : nothing),
    entriesBefore: (number, position) => (seen.ticket(number) ? queries.entriesBefore(number, position) : 0),
    changesSince: async (number, version, limit) =>
      seen.ticket(number) ? past.changesSince(number, version, limit) : [],
    event: async (number, { position }) => {
      const found = seen.ticket(number) ? await journal.at(position) : null;
      return found?.ticket === number ? found : null;
    },
    journal: async (number, version, limit, bytes) =>
      seen.ticket(number)
        ? journal.pageOfTicket(number, version, limit, bytes)
        : { events: [], last: version },
    // All of our addresses, not only those visible to the caller: no reply goes to any of them.
    replyRecipients: (ticket) =>
      seen.mailbox(ticket.mailbox) ? replyRecipients(ticket, ourAddresses()) : { to: [], others: [] },
    participants: (ticket) => (seen.mailbox(ticket.mailbox) ? shownParticipants(ticket, ourAddresses()) : []),
    isNewHere(ticket) {
      const isNew = seen.mailbox(ticket.mailbox) ? isNewHere(ourAddresses()) : () => false;
      return (message) => isNew(ticket, message);
    },
    drafts: (number) => (seen.ticket(number) ? drafts.of(number) : []),
    newDraft: () =>
      seen.user && seen.may("tickets.read") ? drafts.one(seen.user, { ticket: null, kind: "new" }) : null,
    linked: (ticket) => (seen.mailbox(ticket.mailbox) ? placesOf(ticket, ticket.linked) : []),
    continued(ticket) {
      if (!seen.mailbox(ticket.mailbox)) return { before: null, after: [] };
      const [before = null] = placesOf(ticket, ticket.continues === null ? [] : [ticket.continues]);
      return { before, after: placesOf(ticket, view.continuing(ticket.number)) };
    },
    lifecycle: view.lifecycle,
    targets: () => view.declared().targets,
    moments(ticket) {
      const times = seen.mailbox(ticket.mailbox) ? view.ticketTimes(ticket.number) : null;
      return { dueAt: times?.dueAt ?? null, soonAt: times?.soonAt ?? null };
    },
    clocks(ticket) {
      const times = seen.mailbox(ticket.mailbox) ? view.ticketTimes(ticket.number) : null;
      if (times === null) return { target: null, clocks: [] };
      const declared = view.declared();
      return {
        target: targetOf(declared, times.history.target),
        clocks: clocksOf(times.history, declared),
      };
    },
    moves(ticket) {
      if (!seen.mailbox(ticket.mailbox) || !seen.may("tickets.write"))
        return { to: [], close: null, reopen: null, hold: null };
      const { lifecycle, by } = moverOf(view, caller);
      const close = isFinal(lifecycle, ticket.state) ? null : closing(lifecycle, ticket.state, by);
      return {
        to: movesFrom(lifecycle, ticket.state, by),
        close,
        reopen: reopening(lifecycle, ticket.state, by),
        hold: holding(lifecycle, ticket.state, by),
      };
    },
    sees: (number) => seen.may("tickets.read") && seen.ticket(number),
    onChanged: (listener) =>
      seen.may("tickets.read")
        ? onCommitted((events) => {
            const changes = events.flatMap(({ ticket, actor, event }) => {
              if (ticket === null || !seen.ticket(ticket)) return [];
              return [{ number: ticket, by: actor.kind === "user" ? actor.name : null, news: newsIn(event) }];
            });
            if (changes.length > 0) listener(changes);
          })
        : () => {},
    ofMessage(key) {
      const number = view.ticketOf(key);
      return seen.ticket(number) ? number : null;
    },
  };

  /** Where tickets are now that another one names, each once, without that one. */
  function placesOf(ticket: Ticket, numbers: readonly TicketNumber[]): readonly LinkedTicket[] {
    const found = new Map<TicketNumber, LinkedTicket>();
    for (const number of numbers) {
      const named = view.ticket(number);
      const linked = named && followMerges(named, view.ticket);
      if (!linked || linked.number === ticket.number) continue;
      const { mailbox } = linked;
      found.set(linked.number, { number: linked.number, mailbox, visible: seen.mailbox(mailbox) });
    }
    return [...found.values()];
  }
}

/** The addresses of all mailboxes, read again when a setting has changed. */
function ourAddressesIn(view: RecordStore["view"]): () => readonly string[] {
  let known: { readonly at: number; readonly addresses: readonly string[] } | null = null;
  return () => {
    const at = view.settingsChanged();
    if (known?.at !== at) known = { at, addresses: addressesOf(view.mailboxes()) };
    return known.addresses;
  };
}

function newsIn(event: Recorded["event"]): News | null {
  if (event.type === "MessageReceived") return event.sent ? null : "wrote";
  if (event.type === "NoteAdded") return "noted";
  return event.type === "Changed" && typeof event.changes.assignee === "string" ? "assigned" : null;
}
