import type { TicketNumber } from "../../base/ids.ts";
import type { Dependency } from "../dependency.ts";
import { followMerges } from "../ticket/index.ts";
import type { Facts, TicketFacts } from "./facts.ts";

/** The facts about tickets, as decisions use them. */
export interface Known {
  ticket(number: TicketNumber): TicketFacts | null;
  /** Where the ticket's conversation continues: it, or the one that it was merged into (I-22). */
  goesOn(ticket: TicketFacts): TicketFacts;
  /** Tickets in which this Message-ID was seen, newest first, then those in which it was referred to. */
  ticketsByMessageId(messageId: string): readonly TicketNumber[];
}

export function knownFrom({ tickets, references }: Pick<Facts, "tickets" | "references">): Known {
  const byNumber = new Map(tickets.map((ticket) => [ticket.number, ticket]));
  const byMessageId = new Map(references.map((one) => [one.messageId, one.tickets]));
  const ticket = (number: TicketNumber) => byNumber.get(number) ?? null;
  return {
    ticket,
    goesOn: (found) => followMerges(found, ticket),
    ticketsByMessageId: (messageId) => byMessageId.get(messageId) ?? [],
  };
}

/**
 * The tickets that Message-IDs lead to, as one text to be compared.
 * @param referred those in which each Message-ID that the mail refers to was seen
 * @param awaiting those that refer to the mail's own
 */
export const evidenceState = (
  referred: readonly (readonly TicketNumber[])[],
  awaiting: readonly TicketNumber[],
): string => [...referred, awaiting].map((tickets) => tickets.join(",")).join(";");

/** What a decision depends on that knows where a mail's Message-IDs lead: another may be decided at the same time. */
export function knowsEvidence({
  references,
  awaiting,
  read,
  ownMail,
  plusTest,
}: Pick<Facts, "references" | "awaiting" | "read" | "ownMail" | "plusTest">): readonly Dependency[] {
  // For our own mail nothing is asked about its Message-ID.
  const own = read.ok && ownMail === null && plusTest === null ? read.mail.messageId : null;
  if (references.length === 0 && own === null) return [];
  const are = evidenceState(
    references.map(({ tickets }) => tickets),
    awaiting,
  );
  return [{ on: "message-ids", referred: references.map(({ messageId }) => messageId), own, are }];
}
