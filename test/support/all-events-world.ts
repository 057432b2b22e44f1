/** The state of a random history, so that the next event is possible. */

import {
  type MailId,
  type MessageKey,
  position,
  sha256,
  ticketNumber,
  userName,
} from "../../src/base/ids.ts";
import { systemActor } from "../../src/domain/actor.ts";
import type { Event, EventType, NewEvent } from "../../src/domain/events.ts";
import { clockNames } from "../../src/domain/target/index.ts";
import type { ClockTold, ReplyWritten, RulesRan } from "../../src/domain/ticket/index.ts";
import { evolve, isTicketEvent, type Ticket, type TicketEvent } from "../../src/domain/ticket/index.ts";

/** A type of event, and numbers that select its content and what it is about. */
export interface Draw {
  readonly type: EventType;
  readonly n: number;
  readonly text: string;
}

/** For each type: adds a valid event to the history, after those that it requires. */
export type Makers = { readonly [T in EventType]: (world: World, draw: Draw) => void };

export interface Sent {
  readonly key: MessageKey;
  /** Null for notifications and warnings. */
  readonly ticket: number | null;
  readonly recipients: readonly string[];
}

export const box = "support@desk.example";
export const hex = (n: number) => sha256(n.toString(16).padStart(64, "0"));
export const ann = userName("ann");

/** The state so far, and the events not taken yet. */
export class World {
  readonly time = 1_700_000_000_000;
  readonly tickets = new Map<number, Ticket>();
  readonly entries = new Map<number, MessageKey[]>();
  readonly merges = new Map<number, readonly MessageKey[]>();
  readonly mails: MailId[] = [];
  readonly waiting: MailId[] = [];
  readonly held: MailId[] = [];
  readonly sent: Sent[] = [];
  /** Replies not composed yet. */
  readonly written: { readonly event: ReplyWritten; readonly ticket: number }[] = [];
  readonly warnings: MessageKey[] = [];
  /** Messages that the next hop accepted: they are not sent again. */
  readonly arrived = new Set<MessageKey>();
  readonly due: {
    readonly kind: "auto-reply" | "notification";
    readonly key: MessageKey;
    readonly ticket: number;
  }[] = [];
  readonly answered: { readonly mail: MailId; readonly ticket: number }[] = [];
  readonly users: string[] = [];
  readonly tokens: string[] = [];
  readonly keys: { readonly domain: string; readonly selector: string }[] = [];
  readonly accounts: string[] = [];
  readonly oauth: string[] = [];
  readonly plusTests: string[] = [];
  readonly #makers: Makers;
  #count = 0;
  #events: NewEvent[] = [];

  constructor(makers: Makers) {
    this.#makers = makers;
  }
  next(): number {
    this.#count += 1;
    return this.#count;
  }
  id(): string {
    return `01hf${this.next().toString().padStart(22, "0")}`;
  }
  take(): readonly NewEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
  add(event: Event, ticket: number | null = null): void {
    const number = ticket === null ? null : ticketNumber(ticket);
    this.#events.push({ ticket: number, event });
    const recorded = {
      ...{ position: position(1), time: this.time, actor: systemActor("test") },
      ...{ ticket: number, event },
    };
    if (ticket !== null && isTicketEvent(recorded)) {
      this.tickets.set(ticket, evolve(this.tickets.get(ticket) ?? null, recorded));
    }
  }
  addAll(events: readonly TicketEvent[], ticket: number): void {
    for (const event of events) {
      this.add(event, ticket);
      if ("messageId" in event || event.type === "NoteAdded" || event.type === "RepliedElsewhere")
        this.entriesOf(ticket).push(event.message);
    }
  }
  entriesOf(ticket: number): MessageKey[] {
    const found = this.entries.get(ticket) ?? [];
    this.entries.set(ticket, found);
    return found;
  }
  /** One of these, made first if there are none. */
  one<T>(of: readonly T[], draw: Draw, make: EventType): T {
    if (of.length === 0) this.#makers[make](this, draw);
    const found = of[draw.n % of.length];
    if (found === undefined) throw new Error(`${make} made nothing for ${draw.type}`);
    return found;
  }
  ticket(draw: Draw): Ticket {
    if (this.tickets.size === 0) this.#makers.TicketOpened(this, draw);
    const found = [...this.tickets.values()][draw.n % this.tickets.size];
    if (!found) throw new Error("there is no ticket");
    return found;
  }
  move(handover: { given: TicketEvent; taken: TicketEvent }, from: number, to: number): void {
    this.add(handover.given, from);
    this.add(handover.taken, to);
    if (handover.given.type !== "MessagesGiven") return;
    const gone = new Set(handover.given.messages);
    this.entriesOf(to).push(...handover.given.messages);
    this.entries.set(
      from,
      this.entriesOf(from).filter((key) => !gone.has(key)),
    );
    if (handover.given.merge) this.merges.set(from, handover.given.messages);
  }
}

export const person = (n: number) => ({
  name: n % 3 === 0 ? "" : `P ${n % 7}`,
  address: `p${n % 7}@customer.example`,
});

/** A clock that came near its end, or past it. */
export function told(type: "TargetWarned" | "TargetMissed", world: World, draw: Draw): ClockTold {
  const { createdAt } = world.ticket(draw);
  const clock = clockNames[draw.n % clockNames.length] ?? "first";
  return { type, target: draw.text, clock, startedAt: createdAt, at: createdAt + draw.n };
}

/** Whom rules chose from one of a few groups; sometimes nobody. */
export function chosen(n: number): Pick<RulesRan, "chosen"> {
  const share = { owner: n % 3 === 0, by: "round-robin", most: null } as const;
  const person = n % 5 === 0 ? null : userName(`user${n % 4}`);
  const because = person === null ? "nobody" : "round-robin";
  return { chosen: [{ group: `group ${n % 3}`, share, person, because, among: [], away: [], full: [] }] };
}
