/** Lets decisions use events of the journal, which cannot be read within a commit. */
import type { Recorded } from "../domain/events.ts";
import {
  type MessagePeople,
  peopleOfMessage,
  type Ticket,
  type TicketChange,
} from "../domain/ticket/index.ts";
import type { RecordStore } from "../record/record.ts";

/** What happened before a decision. It does not change any more, so it does not matter when it was read. */
export interface PastEvents {
  /** The events at these positions, in their order. */
  at(positions: readonly number[]): readonly Recorded[];
  /** The people of the messages at these positions; what makes nobody known is left out. */
  people(positions: readonly number[]): readonly MessagePeople[];
  /** What happened to a ticket from a version up to the one it has now, oldest first; at most that many. */
  changes(ticket: Pick<Ticket, "number" | "version">, after: number, limit: number): readonly TicketChange[];
}

/** Messages read at once for their people: limits how much of them is in memory. */
const AT_ONCE = 20;

/** Something that a decision asks for has not been read yet. */
class NotRead extends Error {
  override readonly name = "NotRead";
  readonly read: () => Promise<void>;

  constructor(read: () => Promise<void>) {
    super("what this decision asks for has not been read yet");
    this.read = read;
  }
}

/**
 * Commits a decision that uses past events. If it asks for something that has not been read yet, nothing is committed; that is
 * read, and the decision is made again, on the read model as it is then.
 */
export async function withPast<T>(
  { journal, past }: Pick<RecordStore, "journal" | "past">,
  commit: (past: PastEvents) => Promise<T>,
): Promise<T> {
  const events = new Map<number, Recorded | null>();
  const people = new Map<number, MessagePeople | null>();
  const changes = new Map<string, readonly TicketChange[]>();
  const known: PastEvents = {
    at(positions) {
      const missing = positions.filter((position) => !events.has(position));
      if (missing.length > 0) {
        throw new NotRead(async () => {
          for (const position of missing) events.set(position, null);
          for (const one of await journal.events(missing)) events.set(one.position, one);
        });
      }
      return positions.flatMap((position) => events.get(position) ?? []);
    },
    people(positions) {
      const missing = positions.filter((position) => !people.has(position));
      if (missing.length > 0) {
        throw new NotRead(async () => {
          for (const position of missing) people.set(position, null);
          for (let i = 0; i < missing.length; i += AT_ONCE) {
            for (const one of await journal.events(missing.slice(i, i + AT_ONCE)))
              people.set(one.position, peopleOfMessage(one.event));
          }
        });
      }
      return positions.flatMap((position) => people.get(position) ?? []);
    },
    changes({ number, version }, after, limit) {
      const most = Math.min(limit, version - after);
      if (most <= 0) return [];
      const key = `${number} ${after} ${most}`;
      const found = changes.get(key);
      if (found) return found;
      throw new NotRead(async () => {
        changes.set(key, await past.changesSince(number, after, most));
      });
    },
  };
  for (;;) {
    try {
      return await commit(known);
    } catch (cause) {
      if (!(cause instanceof NotRead)) throw cause;
      await cause.read();
    }
  }
}
