import type { TicketNumber } from "../base/ids.ts";
import type { EventType, Recorded } from "../domain/events.ts";
import type {
  ChainedEvent,
  EventHeader,
  Journal,
  JournalPage,
  PlacedEvent,
  Verification,
  WantedEvents,
} from "./journal.ts";

export type { PlacedEvent } from "./journal.ts";

/** The journal as the rest of the program reads it; the functions are those of `Journal`. */
export interface JournalReader {
  /** The newest position, 0 if there is none. */
  head(): Promise<number>;
  /** Events after a position, in order; for those whose payload was erased by law, what is left. */
  read(after: number, limit: number): Promise<readonly Recorded[]>;
  readChained(after: number, limit: number): Promise<readonly ChainedEvent[]>;
  /** Events of some types, in order; see `Journal`. */
  ofTypes(wanted: WantedEvents): Promise<readonly PlacedEvent[]>;
  /** The same of one ticket, between two of its versions, both excluded. */
  ofTicketTypes(
    number: TicketNumber,
    types: readonly EventType[],
    after: number,
    before: number,
  ): Promise<readonly PlacedEvent[]>;
  ofTicket(number: TicketNumber, after: number, limit: number): Promise<readonly Recorded[]>;
  /** Like `read`, but limited to a number of payload bytes; the first event is returned whatever its size. */
  page(after: number, limit: number, bytes: number): Promise<JournalPage>;
  /** A ticket's events after a version of it, in the same way. */
  pageOfTicket(number: TicketNumber, after: number, limit: number, bytes: number): Promise<JournalPage>;
  at(position: number): Promise<Recorded | null>;
  /** The events at these positions, in their order; those that do not exist are left out. */
  events(positions: readonly number[]): Promise<readonly Recorded[]>;
  /** The event at a position if its payload has at most this many bytes; null if it has more, or was erased. */
  eventWithin(position: number, bytes: number): Promise<Recorded | null>;
  /** A ticket's events after a version of it, in order, without their payloads. */
  headersAfter(number: TicketNumber, version: number, limit: number): Promise<readonly EventHeader[]>;
  /** A ticket's events before a position, newest first, without their payloads. */
  headersBefore(number: TicketNumber, position: number, limit: number): Promise<readonly EventHeader[]>;
  /** Checks the chain; see `Journal`. */
  verify(progress?: (done: number, of: number) => void, after?: number): Promise<Verification>;
}

/** Reading is asynchronous, since the journal may be on another machine than the read model. */
export const journalReader = (journal: Journal): JournalReader => ({
  head: async () => journal.head(),
  read: async (after, limit) => journal.read(after, limit),
  readChained: async (after, limit) => journal.readChained(after, limit),
  ofTypes: async (wanted) => journal.ofTypes(wanted),
  ofTicketTypes: async (number, types, after, before) => journal.ofTicketTypes(number, types, after, before),
  ofTicket: async (number, after, limit) => journal.ofTicket(number, after, limit),
  page: async (after, limit, bytes) => journal.page(after, limit, bytes),
  pageOfTicket: async (number, after, limit, bytes) => journal.pageOfTicket(number, after, limit, bytes),
  at: async (position) => journal.at(position),
  events: async (positions) => positions.flatMap((position) => journal.at(position) ?? []),
  eventWithin: async (position, bytes) =>
    (journal.sizeAt(position) ?? Number.POSITIVE_INFINITY) <= bytes ? journal.at(position) : null,
  headersAfter: async (number, version, limit) => journal.headersAfter(number, version, limit),
  headersBefore: async (number, position, limit) => journal.headersBefore(number, position, limit),
  verify: async (progress, after) => journal.verify(progress, after),
});
