import type { TicketNumber } from "../../base/ids.ts";
import type { FloodFacts } from "./facts.ts";
import type { MailOutcome } from "./outcome.ts";
import type { RecentTicket } from "./recent-ticket.ts";

/**
 * Milliseconds of the sliding window, and the number of mails with one content from which more of them are held. The total
 * number of tickets is limited by a setting.
 */
export const floodLimits = { window: 10 * 60_000, sameContent: 5 } as const;

export type Flood =
  | { readonly kind: "none" }
  /** The same content again and again: it is held together with the rest. */
  | {
      readonly kind: "repeated";
      readonly mails: number;
      readonly first: TicketNumber | null;
      readonly rule: "I-32";
    }
  /** Too much to be read one by one: it is held together with the rest. */
  | {
      readonly kind: "many";
      readonly opened: number;
      readonly first: TicketNumber | null;
      readonly rule: "I-34" | "I-35";
    };

/**
 * Whether a mail that would create a ticket is part of a flood: a monitoring system that repeats itself, a faulty
 * script, a mail bomb. Mail with the same content is held after the first few (I-32); of other mail only a limited number
 * creates tickets (I-34), and while some is held for that, more is (I-35). A subject alone says nothing (I-33).
 * @param facts of the tickets and mails of the mail's requester
 * @param limit new tickets that one requester may create within the window; 0: unlimited (I-36)
 * @param since the start of the window, in milliseconds since 1970
 */
export function flood(facts: FloodFacts, limit: number, since: number): Flood {
  if (limit === 0) return { kind: "none" };
  const { recent, repeated, holding } = facts;
  if (repeated.mails >= Math.min(floodLimits.sameContent, limit))
    return { kind: "repeated", mails: repeated.mails, first: repeated.first, rule: "I-32" };
  const opened = recent.filter((one) => one.createdAt > since).toSorted(byNumber);
  const first = opened[0]?.number ?? null;
  if (opened.length >= limit) return { kind: "many", opened: opened.length, first, rule: "I-34" };
  if (holding) return { kind: "many", opened: opened.length, first, rule: "I-35" };
  return { kind: "none" };
}

/** Whether an earlier mail with the same content counts as a repetition (I-32): it created a ticket there, or is held for that. */
export const isRepetition = (
  earlier: { readonly mailbox: string; readonly outcome: MailOutcome },
  mailbox: string,
): boolean => earlier.mailbox === mailbox && (earlier.outcome === "ticket" || earlier.outcome === "held");

const byNumber = (a: RecentTicket, b: RecentTicket): number => a.number - b.number;
