import type { TicketNumber } from "../../base/ids.ts";
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
