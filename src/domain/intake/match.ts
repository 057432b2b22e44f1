import type { TicketNumber } from "../../base/ids.ts";
import { type Claim, claimInAddress, claimInMessageId, type Evidence, sameToken } from "../ticket/index.ts";
import type { TicketFacts } from "./facts.ts";
import type { Known } from "./known.ts";
import type { Rule } from "./outcome.ts";
import { refersTo } from "./places.ts";

/** The parts of a mail that matching uses. */
export interface Matching {
  /** Lower-case address of the author, or null if the mail has none. */
  readonly from: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** Envelope recipients and those in To and Cc. */
  readonly recipients: readonly string[];
  /** The mailbox that it arrived for, and all of ours that it is for. */
  readonly mailbox: string;
  readonly addressed: readonly string[];
  /** Tickets that others refer to this mail in. */
  readonly awaiting: { readonly messageId: string; readonly tickets: readonly TicketNumber[] } | null;
}

export type Match =
  | {
      readonly kind: "none";
      /** The ticket of another mailbox that the mail belongs to, where it arrives as well (I-79). */
      readonly beside?: TicketFacts;
    }
  /** The mail belongs to this ticket. */
  | Found<"follow-up">
  /** It may: the evidence is good but its author is not a participant. A person decides. */
  | Found<"possible">;

interface Found<K> {
  readonly kind: K;
  readonly ticket: TicketFacts;
  readonly evidence: Evidence;
  readonly rule: Rule;
}

/**
 * The ticket that a mail belongs to, and the evidence: first our own token (in a Message-ID it refers to, or in the
 * address it was sent to), then any Message-ID it refers to, nearest first, then, if replies to a mail arrived before it,
 * the ticket in which they refer to it. Never by subject. Only mail from participants is added to a ticket (I-18 to
 * I-25).
 */
export function match(mail: Matching, known: Known): Match {
  const found = matchAnywhere(mail, known);
  return found.kind === "none" ? found : inMailbox(found, mail, known);
}

/**
 * Where a mail goes that belongs to a ticket: to that ticket if it is of the mail's mailbox, or else to the linked one which is
 * (I-78). Without any, it goes to none if the ticket's own mailbox gets the mail, too (I-79).
 */
function inMailbox(found: Exclude<Match, { kind: "none" }>, mail: Matching, known: Known): Match {
  const { ticket } = found;
  if (ticket.mailbox === mail.mailbox) return found;
  const linked = ticket.linked
    .flatMap((number) => known.ticket(number) ?? [])
    .map(known.goesOn)
    .find((one) => one.mailbox === mail.mailbox);
  if (linked) return { ...found, ticket: linked };
  return mail.addressed.includes(ticket.mailbox) ? { kind: "none", beside: ticket } : found;
}

/** The same, whichever mailbox it arrived for. */
export function matchAnywhere(mail: Omit<Matching, "mailbox" | "addressed">, known: Known): Match {
  const refers = refersTo(mail);
  const byId = proven(refers, claimInMessageId, known);
  if (byId) {
    // The reply that it refers to may have been moved to another ticket since.
    const [visibilityIn] = known.ticketsByMessageId(byId.where);
    const now = visibilityIn === undefined ? null : known.ticket(visibilityIn);
    return weigh(now ?? byId.ticket, { by: "token", found: "message-id" }, "I-18", mail.from, known);
  }
  const byAddress = proven(mail.recipients, claimInAddress, known);
  if (byAddress) {
    return weigh(byAddress.ticket, { by: "token", found: "recipient" }, "I-19", mail.from, known);
  }
  let possible: Match = { kind: "none" };
  for (const { messageId, tickets, rule } of referred(mail, refers, known)) {
    for (const number of tickets) {
      const ticket = known.ticket(number);
      if (ticket === null) continue;
      const found = weigh(ticket, { by: "reference", messageId }, rule, mail.from, known);
      if (found.kind === "follow-up") return found;
      if (possible.kind === "none") possible = found;
    }
  }
  return possible;
}

interface Reference {
  readonly messageId: string;
  readonly tickets: readonly TicketNumber[];
  readonly rule: Rule;
}

function* referred(
  { awaiting }: Pick<Matching, "awaiting">,
  refers: readonly string[],
  known: Known,
): Iterable<Reference> {
  for (const messageId of refers) {
    // A mail that refers to itself is not in any ticket yet.
    if (messageId === awaiting?.messageId) yield { ...awaiting, rule: "I-21" };
    else yield { messageId, tickets: known.ticketsByMessageId(messageId), rule: "I-20" };
  }
  if (awaiting !== null) yield { ...awaiting, rule: "I-21" };
}

function weigh(found: TicketFacts, evidence: Evidence, rule: Rule, from: string | null, known: Known): Match {
  const ticket = known.goesOn(found);
  const takesPart = from !== null && [ticket, found].some(({ participants }) => participants.includes(from));
  return { kind: takesPart ? "follow-up" : "possible", ticket, evidence, rule };
}

function proven(
  places: readonly string[],
  read: (place: string) => Claim | null,
  known: Known,
): { readonly ticket: TicketFacts; readonly where: string } | null {
  for (const where of places) {
    const claim = read(where);
    const ticket = claim && known.ticket(claim.ticket);
    if (claim && ticket && sameToken(ticket.token, claim.token)) return { ticket, where };
  }
  return null;
}
