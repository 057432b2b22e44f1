import type { TicketNumber } from "../../base/ids.ts";
import { subjectKey } from "../mail/conversation.ts";
import type { FloodFacts } from "./facts.ts";
import type { RecentTicket } from "./recent-ticket.ts";

/**
 * Milliseconds of the sliding window, and the number of tickets with one subject from which further mail about it is added
 * to the first. The total number of tickets is limited by a setting.
 */
export const floodLimits = { window: 10 * 60_000, sameSubject: 5 } as const;

export type Flood =
  | { readonly kind: "none" }
  /** Repeated mail: it is added to the first ticket with its subject. */
  | { readonly kind: "join"; readonly ticket: TicketNumber; readonly rule: "I-32" | "I-33" }
  /** Too much to be read one by one: it is held together with the rest. */
  | {
      readonly kind: "hold";
      readonly opened: number;
      readonly first: TicketNumber | null;
      readonly rule: "I-34" | "I-35";
    };

/**
 * Whether a mail that would create a ticket is part of a flood: a monitoring system that repeats itself, a faulty
 * script, a mail bomb. Mail with one subject is added to one ticket after the first few (I-32), and continues to be until
 * none came for the length of the window (I-33); of other mail only a limited number creates tickets (I-34), and while some
 * is held for that, more is (I-35).
 * @param facts of the tickets and held mails of the mail's requester
 * @param limit new tickets that one requester may create within the window; 0: unlimited (I-36)
 * @param since the start of the window, in milliseconds since 1970
 */
export function flood(subject: string, facts: FloodFacts, limit: number, since: number): Flood {
  if (limit === 0) return { kind: "none" };
  const { recent } = facts;
  const isNew = (one: RecentTicket) => one.createdAt > since;
  const same = sameSubject(subject, recent);
  const [first] = same;
  const many = Math.min(floodLimits.sameSubject, limit);
  if (first && same.filter(isNew).length >= many) return { kind: "join", ticket: first.number, rule: "I-32" };
  if (first && facts.joining) return { kind: "join", ticket: first.number, rule: "I-33" };
  const opened = oldestFirst(recent).filter(isNew);
  const firstOpened = opened[0]?.number ?? null;
  if (opened.length >= limit)
    return { kind: "hold", opened: opened.length, first: firstOpened, rule: "I-34" };
  if (facts.holding) return { kind: "hold", opened: opened.length, first: firstOpened, rule: "I-35" };
  return { kind: "none" };
}

/** The tickets with a subject, ignoring reply prefixes, case and spaces, oldest first. */
export function sameSubject(subject: string, recent: readonly RecentTicket[]): readonly RecentTicket[] {
  const wanted = subjectKey(subject);
  return oldestFirst(recent.filter((one) => subjectKey(one.subject) === wanted));
}

const oldestFirst = (tickets: readonly RecentTicket[]): readonly RecentTicket[] =>
  tickets.toSorted((a, b) => a.number - b.number);
