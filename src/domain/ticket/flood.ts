import type { TicketNumber } from "../../base/ids.ts";
import { bareSubject } from "../mail/conversation.ts";

/**
 * Milliseconds of the sliding window, and from how many tickets about one subject on further mails about it join the
 * first. How many tickets there may be in all is a setting.
 */
export const floodLimits = { window: 10 * 60_000, sameSubject: 5 } as const;

/** A ticket that the same requester opened, or that changed, within the window. */
export interface RecentTicket {
  readonly number: TicketNumber;
  readonly subject: string;
  readonly createdAt: number;
}

export type Flood =
  | { readonly kind: "none" }
  /** More of the same: it joins the first ticket about it. */
  | { readonly kind: "join"; readonly ticket: TicketNumber }
  /** More than anybody reads one by one: it waits, with the others, for a human. */
  | { readonly kind: "hold"; readonly opened: number; readonly first: TicketNumber | null };

/**
 * Whether a mail that would open a ticket is part of a flood: a monitoring system that repeats itself, a script gone
 * wrong, a mail bomb. Mails about one subject become one ticket after the first few, and go on doing so until nothing
 * came for the window's time; of other mails only so many open tickets, and while some are held for that, more are.
 * @param recent tickets of the mail's requester, in any order
 * @param limit new tickets that one requester may open within the window; 0 for any number
 * @param since when the window begins, in milliseconds since 1970
 * @param asks of the read model, and only where it matters: whether the ticket took mails of a flood within the window,
 *   and whether mails of this requester were held as a flood within it
 */
export function flood(
  subject: string,
  recent: readonly RecentTicket[],
  limit: number,
  since: number,
  asks: { joining(ticket: TicketNumber): boolean; holding(): boolean },
): Flood {
  if (limit === 0) return { kind: "none" };
  const wanted = key(subject);
  const oldestFirst = recent.toSorted((a, b) => a.number - b.number);
  const same = oldestFirst.filter((one) => key(one.subject) === wanted);
  const [first] = same;
  const isNew = (one: RecentTicket) => one.createdAt > since;
  const many = Math.min(floodLimits.sameSubject, limit);
  if (first && (same.filter(isNew).length >= many || asks.joining(first.number))) {
    return { kind: "join", ticket: first.number };
  }
  const opened = oldestFirst.filter(isNew).length;
  if (opened < limit && !asks.holding()) return { kind: "none" };
  return { kind: "hold", opened, first: oldestFirst.find(isNew)?.number ?? null };
}

const key = (subject: string): string => bareSubject(subject).replace(/\s+/g, " ").trim().toLowerCase();
