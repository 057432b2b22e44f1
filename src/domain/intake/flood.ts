import type { TicketNumber } from "../../base/ids.ts";
import { subjectKey } from "../mail/conversation.ts";
import type { FloodFacts } from "./facts.ts";
import type { RecentTicket } from "./recent-ticket.ts";

/**
 * Milliseconds of the sliding window, and from how many tickets about one subject on further mails about it join the
 * first. How many tickets there may be in all is a setting.
 */
export const floodLimits = { window: 10 * 60_000, sameSubject: 5 } as const;

export type Flood =
  | { readonly kind: "none" }
  /** More of the same: it joins the first ticket about it. */
  | { readonly kind: "join"; readonly ticket: TicketNumber; readonly rule: "I-32" | "I-33" }
  /** More than anybody reads one by one: it waits, with the others, for a human. */
  | {
      readonly kind: "hold";
      readonly opened: number;
      readonly first: TicketNumber | null;
      readonly rule: "I-34" | "I-35";
    };

/**
 * Whether a mail that would open a ticket is part of a flood: a monitoring system that repeats itself, a script gone
 * wrong, a mail bomb. Mails about one subject become one ticket after the first few (I-32), and go on doing so until
 * nothing came for the window's time (I-33); of other mails only so many open tickets (I-34), and while some are held for
 * that, more are (I-35).
 * @param facts of the tickets and held mails of the mail's requester
 * @param limit new tickets that one requester may open within the window; 0 for any number (I-36)
 * @param since when the window begins, in milliseconds since 1970
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

/** The tickets about a subject, marks of replies, case and space aside, oldest first. */
export function sameSubject(subject: string, recent: readonly RecentTicket[]): readonly RecentTicket[] {
  const wanted = subjectKey(subject);
  return oldestFirst(recent.filter((one) => subjectKey(one.subject) === wanted));
}

const oldestFirst = (tickets: readonly RecentTicket[]): readonly RecentTicket[] =>
  tickets.toSorted((a, b) => a.number - b.number);
