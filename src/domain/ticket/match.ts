import type { TicketNumber } from "../../base/ids.ts";
import { goesOnIn } from "./merge.ts";
import { type Claim, claimInAddress, claimInMessageId, sameToken } from "./token.ts";
import type { Evidence, Ticket } from "./types.ts";

/** What matching asks of the read model. */
export interface Known {
  ticket(number: TicketNumber): Ticket | null;
  /** Tickets in which this Message-ID was seen, then those in which it was referenced, each oldest first. */
  ticketsByMessageId(messageId: string): readonly TicketNumber[];
  /** Tickets in which others refer to this Message-ID but no such message was seen yet, oldest first. */
  ticketsAwaiting(messageId: string): readonly TicketNumber[];
}

export interface Incoming {
  /** Lower-case address of the author, or null if the mail names none. */
  readonly from: string | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** Envelope recipients and those of To and Cc. */
  readonly recipients: readonly string[];
}

export type Match =
  | { readonly kind: "none" }
  /** The mail continues this ticket. */
  | { readonly kind: "follow-up"; readonly ticket: Ticket; readonly evidence: Evidence }
  /** It may: the evidence is good but its author takes no part in the ticket. A human decides. */
  | { readonly kind: "possible"; readonly ticket: Ticket; readonly evidence: Evidence };

/**
 * Which ticket a mail continues, and by which evidence; first our own token (in a Message-ID it refers to, or in the
 * address it was sent to), then any Message-ID it refers to, nearest first, then, where answers to a mail overtook it,
 * the ticket in which they refer to it. Never by subject. All join only the mail of someone who takes part in the
 * ticket.
 */
export function match(mail: Incoming, known: Known): Match {
  const refers = nearestFirst(mail);
  const byToken = proven(refers, claimInMessageId, known) ?? proven(mail.recipients, claimInAddress, known);
  if (byToken) {
    const { ticket, where } = byToken;
    if (!refers.includes(where)) return weigh(ticket, { by: "token", found: "recipient" }, mail.from, known);
    // The answer it replies to may have been moved to another ticket since.
    const [seenIn] = known.ticketsByMessageId(where);
    const now = seenIn === undefined ? null : known.ticket(seenIn);
    return weigh(now ?? ticket, { by: "token", found: "message-id" }, mail.from, known);
  }
  let possible: Match = { kind: "none" };
  const overtaken = mail.messageId === null ? [] : [mail.messageId];
  for (const messageId of [...refers, ...overtaken]) {
    const numbers = overtaken.includes(messageId)
      ? known.ticketsAwaiting(messageId)
      : known.ticketsByMessageId(messageId);
    for (const number of numbers) {
      const ticket = known.ticket(number);
      if (ticket === null) continue;
      const found = weigh(ticket, { by: "reference", messageId }, mail.from, known);
      if (found.kind === "follow-up") return found;
      if (possible.kind === "none") possible = found;
    }
  }
  return possible;
}

function weigh(found: Ticket, evidence: Evidence, from: string | null, known: Known): Match {
  const ticket = goesOnIn(found, known.ticket);
  const takesPart = from !== null && [ticket, found].some(({ participants }) => participants.includes(from));
  return { kind: takesPart ? "follow-up" : "possible", ticket, evidence };
}

function nearestFirst(mail: Incoming): readonly string[] {
  const refers = [...mail.references].reverse();
  return mail.inReplyTo === null || refers.includes(mail.inReplyTo) ? refers : [mail.inReplyTo, ...refers];
}

function proven(
  places: readonly string[],
  read: (place: string) => Claim | null,
  known: Known,
): { ticket: Ticket; where: string } | null {
  for (const where of places) {
    const claim = read(where);
    const ticket = claim && known.ticket(claim.ticket);
    if (claim && ticket && sameToken(ticket.token, claim.token)) return { ticket, where };
  }
  return null;
}
