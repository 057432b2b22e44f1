import { fault, type StoredFault } from "../base/fault.ts";
import { position as asPosition, type Position, type TicketNumber, ticketNumber } from "../base/ids.ts";
import { type Actor, actorOf, actorText } from "../domain/actor.ts";
import {
  type Erased,
  type Event,
  type EventType,
  eventVersions,
  type NewEvent,
  type Recorded,
  type RetiredType,
} from "../domain/events.ts";
import { type ChainEnd, chained as chainedTo, damage, type EventRow, GENESIS } from "./chain.ts";
import type { Database } from "./database.ts";
import { createPayloads } from "./payloads.ts";
import { knownType, lift } from "./upcast/index.ts";

/** An event as the journal has it. */
export interface StoredEvent<E extends Event | Erased = Event | Erased> extends Recorded<E> {
  /** Length of its stored payload; 0 if that was erased by law. */
  readonly bytes: number;
}

/** An event without its payload. */
export interface EventHeader {
  readonly position: Position;
  /** The number of the event in its ticket. */
  readonly ticketVersion: number;
  /** In its current name. */
  readonly type: EventType | "Erased";
  readonly actor: Actor;
  /** Length of its stored payload. */
  readonly bytes: number;
}

/** An event as the journal stores it, with its digest and chain. */
export interface ChainedEvent extends Recorded {
  readonly version: number;
  /** Whether the payload has been erased by law. */
  readonly erased: boolean;
  readonly digest: string;
  readonly chain: string;
}

/** The first damaged position, and what is wrong there. */
export interface Damage {
  readonly position: Position;
  readonly problem: StoredFault;
}

export type Verification =
  | { readonly ok: true; readonly events: number; readonly erased: number; readonly chain: string }
  | ({ readonly ok: false } & Damage);

/** An event with its number in its ticket. */
export interface PlacedEvent extends Recorded {
  /** Null if it is of no ticket. */
  readonly ticketVersion: number | null;
}

/** Which events are wanted: of these types, between two positions, in a period. */
export interface WantedEvents {
  readonly types: readonly EventType[];
  /** Beyond this position, */
  readonly after: number;
  /** up to this one. */
  readonly to: number;
  /** From this time on, in milliseconds since 1970, */
  readonly since: number;
  /** and before this one. */
  readonly until: number;
}

export interface JournalPage {
  readonly events: readonly Recorded[];
  /** The last position, or version of the ticket, that was read; the one asked for if there is none. */
  readonly last: number;
}

export interface Journal {
  /** Reads where the journal ends; to be called at the beginning of a transaction that appends. */
  begin(): void;
  /** Appends within the open transaction; after its commit the events are permanent. */
  append(events: readonly NewEvent[], actor: Actor, time: number): readonly StoredEvent<Event>[];
  /**
   * Writes the next events exactly as another journal has them, within the open transaction.
   * @returns what is wrong with the first one that does not continue this journal; null if all are written
   */
  take(rows: readonly EventRow[]): Damage | null;
  /** The newest position, 0 if there is none. */
  head(): number;
  /** The newest position and the chain up to it. */
  end(): ChainEnd;
  /** A position and the chain up to it; null if there is no event there. */
  endAt(position: number): ChainEnd | null;
  /** Events after a position as they are stored, up to a number of payload bytes, but at least one. */
  rows(after: number, limit: number, bytes: number): readonly EventRow[];
  /** Events after a position, in order; for those whose payload was erased by law, what is left. */
  read(after: number, limit: number): readonly StoredEvent[];
  /** The same for rare events only: without all those that mail causes (see `frequent`). */
  readRare(after: number, limit: number): readonly StoredEvent[];
  readChained(after: number, limit: number): readonly ChainedEvent[];
  /** Events of some types, in order; of all others between these positions, only their headers are read. */
  ofTypes(wanted: WantedEvents): readonly PlacedEvent[];
  /** The same of one ticket, between two of its versions, both excluded. */
  ofTicketTypes(
    number: TicketNumber,
    types: readonly EventType[],
    after: number,
    before: number,
  ): readonly PlacedEvent[];
  ofTicket(number: TicketNumber, after: number, limit: number): readonly Recorded[];
  /** Like `read`, but limited to a number of payload bytes; the first event is returned whatever its size. */
  page(after: number, limit: number, bytes: number): JournalPage;
  /** A ticket's events after a version of it, in the same way. */
  pageOfTicket(number: TicketNumber, after: number, limit: number, bytes: number): JournalPage;
  at(position: number): Recorded | null;
  /** The length of the payload at a position, in bytes; null if it was erased, or there is no such event. */
  sizeAt(position: number): number | null;
  /** A ticket's events after a version of it, in order. */
  headersAfter(number: TicketNumber, version: number, limit: number): readonly EventHeader[];
  /** A ticket's events before a position, newest first. */
  headersBefore(number: TicketNumber, position: number, limit: number): readonly EventHeader[];
  /**
   * Checks the chain and returns the first damaged position.
   * @param after only events after this position are checked; the event at it is assumed to be intact
   */
  verify(progress?: (done: number, of: number) => void, after?: number): Verification;
  /** Packs payloads, for idle time; see `Payloads`. */
  settle(limit: number): Promise<number>;
}

type PlainRow = Omit<EventRow, "digest" | "chain">;

/** A payload that should be there and cannot be read; its event's digest does not fit it. */
const UNREADABLE = "";

/** Types of which there are as many as mails. The index event_rare (migrations/) has the events of all others. */
const frequent: readonly (EventType | RetiredType)[] = [
  ...(["MailReceived", "MailChecked", "MessageReceived", "TicketOpened", "AutoReplyDue"] as const),
  ...(["ReplyWritten", "ReplyComposed", "DeliveryAttempted", "StateChanged", "Changed"] as const),
  ...(["NotificationDue", "NotificationQueued", "MailFiled", "MailHeld", "MailFoundAgain"] as const),
  ...(["NoteAdded", "DeliveryBounced", "ReplyQueued", "AnswerDue"] as const),
];
const isRare = frequent.map((type) => `type <> '${type}'`).join(" AND ");

export function createJournal(db: Database, randomBytes: (length: number) => Uint8Array): Journal {
  const { sqlite } = db;
  const payloads = hasPayloads(db) ? createPayloads(db) : null;
  const payload = payloads
    ? "coalesce(payload, (SELECT body FROM payload_new WHERE payload_new.position = event.position))"
    : "payload";
  const size = payloads ? "coalesce(size, octet_length(payload))" : "octet_length(payload)";
  const plain = `position, time, actor, ticket, ticket_version AS ticketVersion, type, version, salt, ${payload} AS payload`;
  const columns = `${plain}, digest, chain`;
  // The most frequent statement of all, so without the usual layer.
  const insert = payloads
    ? sqlite.prepare<(string | number | null | Buffer)[]>(
        `INSERT INTO event
           (position, time, actor, ticket, ticket_version, type, version, digest, chain, salt, payload, size)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
    : null;
  const last = sqlite.prepare<[], { position: number; chain: Buffer }>(
    "SELECT position, chain FROM event ORDER BY position DESC LIMIT 1",
  );
  const ticketVersion = sqlite
    .prepare<[number], number | null>("SELECT max(ticket_version) FROM event WHERE ticket = ?")
    .pluck();
  const after = sqlite.prepare<[number, number], EventRow>(
    `SELECT ${columns} FROM event WHERE position > ? ORDER BY position LIMIT ? + 0`,
  );
  const plainAfter = sqlite.prepare<[number, number], PlainRow>(
    `SELECT ${plain} FROM event WHERE position > ? ORDER BY position LIMIT ? + 0`,
  );
  const rareAfter = sqlite.prepare<[number, number], PlainRow>(
    `SELECT ${plain} FROM event INDEXED BY event_rare WHERE ${isRare} AND position > ?
     ORDER BY position LIMIT ? + 0`,
  );
  const ofTicket = sqlite.prepare<[number, number, number], PlainRow>(
    `SELECT ${plain} FROM event WHERE ticket = ? AND ticket_version > ? ORDER BY ticket_version LIMIT ? + 0`,
  );
  const at = sqlite.prepare<[number], PlainRow>(`SELECT ${plain} FROM event WHERE position = ?`);
  const chainAt = sqlite.prepare<[number], Buffer>("SELECT chain FROM event WHERE position = ?").pluck();
  const sizeAt = sqlite
    .prepare<[number], number | null>(`SELECT iif(salt IS NULL, NULL, ${size}) FROM event WHERE position = ?`)
    .pluck();
  const header = `position, ticket_version AS ticketVersion, type, version, actor,
    iif(salt IS NULL, NULL, ${size}) AS bytes FROM event`;
  const headersAfter = sqlite.prepare<[number, number, number], HeaderRow>(
    `SELECT ${header} WHERE ticket = ? AND ticket_version > ? ORDER BY ticket_version LIMIT ? + 0`,
  );
  const headersBefore = sqlite.prepare<[number, number, number], HeaderRow>(
    // The "+" keeps SQLite from taking positions as they come and sorting them.
    `SELECT ${header} WHERE ticket = ? AND +position < ? ORDER BY ticket_version DESC LIMIT ? + 0`,
  );

  /** The statements for some types, which are the program's own names: there are few such lists. */
  const typed = remembered((types: readonly EventType[]) => {
    const wanted = `AND type IN (${types.map((type) => `'${type}'`).join(", ")})`;
    return {
      all: sqlite.prepare<[number, number, number, number], PlainRow>(
        `SELECT ${plain} FROM event WHERE position > ? AND position <= ? AND time >= ? AND time < ? ${wanted}
         ORDER BY position`,
      ),
      ofTicket: sqlite.prepare<[number, number, number], PlainRow>(
        `SELECT ${plain} FROM event WHERE ticket = ? AND ticket_version > ? AND ticket_version < ? ${wanted}
         ORDER BY ticket_version`,
      ),
    };
  });

  // Other processes also append: this is valid only within one transaction.
  let end: ChainEnd = GENESIS;

  return {
    begin() {
      end = last.get() ?? GENESIS;
    },
    append(events, actor, time) {
      const versions = new Map<number, number>();
      const by = actorText(actor);
      return events.map(({ event, ticket }) => {
        const ticketVersion = nextVersion(ticket, event, versions);
        const { type, ...facts } = event;
        const row = chainedTo(end, {
          ...{ time, actor: by, ticket, ticketVersion, type, version: eventVersions[type] },
          salt: Buffer.from(randomBytes(16)),
          payload: JSON.stringify(facts),
        });
        write(row);
        const { position, payload } = row;
        return {
          position: asPosition(position),
          time,
          actor,
          ticket,
          event,
          bytes: Buffer.byteLength(payload),
        };
      });
    },
    take(rows) {
      for (const row of rows) {
        const problem = damage(row, end, null);
        if (problem) return { position: asPosition(end.position + 1), problem };
        write(row);
      }
      return null;
    },
    head: () => last.get()?.position ?? 0,
    end: () => last.get() ?? GENESIS,
    endAt(position) {
      const chain = position === 0 ? GENESIS.chain : chainAt.get(position);
      return chain === undefined ? null : { position, chain };
    },
    rows(position, limit, bytes) {
      const found: EventRow[] = [];
      let read = 0;
      for (const stored of after.iterate(position, limit)) {
        const row = whole(stored);
        read += row.payload?.length ?? 0;
        if (found.length > 0 && read > bytes) break;
        found.push(row);
      }
      return found;
    },
    read: (position, limit) => plainAfter.all(position, limit).map(whole).map(stored),
    readRare: (position, limit) => rareAfter.all(position, limit).map(whole).map(stored),
    readChained: (position, limit) => after.all(position, limit).map(whole).map(chained),
    ofTypes: ({ types, after, to, since, until }) =>
      typed(types).all.all(after, to, since, until).map(whole).map(placed),
    ofTicketTypes: (number, types, after, before) =>
      typed(types).ofTicket.all(number, after, before).map(whole).map(placed),
    ofTicket: (number, version, limit) => ofTicket.all(number, version, limit).map(whole).map(recorded),
    page: (position, limit, bytes) =>
      pageOf(eachWhole(plainAfter.iterate(position, limit)), bytes, position, (row) => row.position),
    pageOfTicket: (number, version, limit, bytes) =>
      pageOf(
        eachWhole(ofTicket.iterate(number, version, limit)),
        bytes,
        version,
        (row) => row.ticketVersion ?? version,
      ),
    at(position) {
      const row = at.get(position);
      return row ? recorded(whole(row)) : null;
    },
    sizeAt: (position) => sizeAt.get(position) ?? null,
    headersAfter: (number, version, limit) => headersAfter.all(number, version, limit).map(headerOf),
    headersBefore: (number, position, limit) => headersBefore.all(number, position, limit).map(headerOf),
    verify(progress, start = 0) {
      const total = last.get()?.position ?? 0;
      const versions = start === 0 ? new Map<number, number>() : null;
      const before = start === 0 ? GENESIS : { position: start, chain: chainAt.get(start) };
      const { chain: first } = before;
      const missing = fault("journal.missing", { params: { position: start } });
      if (first === undefined) return { ok: false, position: asPosition(start), problem: missing };
      let end: ChainEnd = { position: start, chain: first };
      let erased = 0;
      for (const row of after.iterate(start, -1)) {
        const problem = damage(whole(row), end, versions);
        if (problem) return { ok: false, position: asPosition(end.position + 1), problem };
        end = row;
        if (row.salt === null) erased += 1;
        if (row.position % 1000 === 0) progress?.(row.position, total);
      }
      progress?.(total, total);
      return { ok: true, events: end.position - start, erased, chain: end.chain.toString("hex") };
    },
    settle: async (limit) => payloads?.settle(limit) ?? 0,
  };

  /** The row with its payload, wherever that is. */
  function whole<R extends PlainRow>(row: R): R {
    if (row.payload !== null || row.salt === null) return row;
    return { ...row, payload: payloads?.find(row.position) ?? UNREADABLE };
  }

  function* eachWhole<R extends PlainRow>(rows: Iterable<R>): Generator<R> {
    for (const row of rows) yield whole(row);
  }

  function write(row: EventRow): void {
    const { position, time, actor, ticket, ticketVersion, type, version, digest, chain, salt, payload } = row;
    if (!insert || !payloads) throw new Error("a file of an earlier release is only read");
    const kept = payload === null ? null : payloads.keep(position, payload);
    const bytes = payload === null ? null : Buffer.byteLength(payload);
    // Without a salt, it is known to be erased.
    const salted = payload === null ? null : salt;
    insert.run(
      ...([position, time, actor, ticket, ticketVersion, type, version, digest, chain] as const),
      ...([salted, kept, bytes] as const),
    );
    end = row;
  }

  function nextVersion(ticket: number | null, event: Event, versions: Map<number, number>): number | null {
    if (ticket === null) return null;
    const before =
      event.type === "TicketOpened" ? 0 : (versions.get(ticket) ?? ticketVersion.get(ticket) ?? 0);
    versions.set(ticket, before + 1);
    return before + 1;
  }
}

/** Makes a value for each list once. */
function remembered<K extends string, V>(make: (list: readonly K[]) => V): (list: readonly K[]) => V {
  const known = new Map<string, V>();
  return (list) => {
    const key = list.join();
    const found = known.get(key) ?? make(list);
    known.set(key, found);
    return found;
  };
}

/** Files of releases before the step 0006-packed-payloads do not have the tables. */
const hasPayloads = ({ sqlite }: Database): boolean =>
  sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'payload_block'").get() !== undefined;

function pageOf(
  rows: Iterable<PlainRow>,
  bytes: number,
  after: number,
  place: (row: PlainRow) => number,
): JournalPage {
  const events: Recorded[] = [];
  let last = after;
  let read = 0;
  for (const row of rows) {
    read += row.payload?.length ?? 0;
    if (last > after && read > bytes) break;
    last = place(row);
    events.push(recorded(row));
  }
  return { events, last };
}

function recorded(row: PlainRow): Recorded {
  return {
    position: asPosition(row.position),
    time: row.time,
    actor: actorOf(row.actor),
    ticket: row.ticket === null ? null : ticketNumber(row.ticket),
    event: eventOf(row),
  };
}

const placed = (row: PlainRow): PlacedEvent => ({ ...recorded(row), ticketVersion: row.ticketVersion });

/** The event of a stored row, in its current version. */
export const stored = (row: PlainRow): StoredEvent => ({
  ...recorded(row),
  bytes: row.payload === null ? 0 : Buffer.byteLength(row.payload),
});

interface HeaderRow {
  readonly position: number;
  readonly ticketVersion: number;
  readonly type: string;
  readonly version: number;
  readonly actor: string;
  /** Null if the payload was erased. */
  readonly bytes: number | null;
}

const headerOf = ({ position, ticketVersion, type, version, actor, bytes }: HeaderRow): EventHeader => ({
  position: asPosition(position),
  ticketVersion,
  type: bytes === null ? "Erased" : knownType({ position, type, version }),
  actor: actorOf(actor),
  bytes: bytes ?? 0,
});

function chained(row: EventRow): ChainedEvent {
  return {
    ...recorded(row),
    version: row.version,
    erased: row.payload === null,
    digest: row.digest.toString("hex"),
    chain: row.chain.toString("hex"),
  };
}

function eventOf(row: PlainRow): Event | Erased {
  const { payload, version } = row;
  if (payload === UNREADABLE)
    throw new Error(`the payload of the event at position ${row.position} is missing or damaged`);
  if (payload !== null) return lift({ ...row, payload });
  return { type: "Erased", was: knownType(row), version };
}
