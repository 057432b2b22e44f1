import type { MailId, TicketNumber } from "../../base/ids.ts";
import { domainOf, isPublicProvider, normalAddress } from "../mail/index.ts";
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
  /** Whether the sender's checks show that the author is forged. */
  readonly forged: boolean;
}

export type Match =
  | {
      readonly kind: "none";
      /** The ticket of another mailbox that the mail belongs to, or may, where it arrives as well (I-79, I-92). */
      readonly beside?: Exclude<Match, { kind: "none" }>;
    }
  /** The mail belongs to this ticket. */
  | Found<"follow-up">
  /** It belongs to it, and its author does not take part there yet (I-90, I-91). */
  | Newcomer
  /** It may: it refers to a message there, and nothing else connects its author with it (I-92). */
  | Found<"possible">;

interface Found<K> {
  readonly kind: K;
  readonly ticket: TicketFacts;
  readonly evidence: Evidence;
  readonly rule: Rule;
  /** The ticket of another mailbox that the mail belongs to, if this one is linked to it (I-78). */
  readonly linkedTo?: TicketFacts;
}

export interface Newcomer extends Found<"newcomer"> {
  readonly because: "I-90" | "I-91";
  /** The held mail by which they are known, if nothing else is. */
  readonly heldMail: MailId | null;
}

/**
 * The ticket that a mail belongs to, and the evidence: first our own token (in a Message-ID it refers to, or in the
 * address it was sent to), then any Message-ID it refers to, nearest first, then, if replies to a mail arrived before it,
 * the ticket in which they refer to it. Never by subject. By such a reference, a ticket in which the author takes part has
 * precedence, and then one where they are known (I-18 to I-25, I-90 to I-92).
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
  if (linked) return inLinked(found, linked, mail.from);
  return mail.addressed.includes(ticket.mailbox) ? { kind: "none", beside: found } : found;
}

/** Someone who takes part in one ticket does not take part in the linked one for that: anyone's mail may have linked them. */
function inLinked(
  { kind, evidence, rule, ...found }: Exclude<Match, { kind: "none" }>,
  ticket: TicketFacts,
  from: string | null,
): Match {
  const match = { ticket, evidence, rule, linkedTo: found.ticket };
  if (from !== null && ticket.participants.includes(from)) return { kind: "follow-up", ...match };
  if (kind === "possible") return { kind, ...match };
  const because = evidence.by === "token" ? "I-90" : "I-91";
  return { kind: "newcomer", ...match, because, heldMail: "heldMail" in found ? found.heldMail : null };
}

/** The same, whichever mailbox it arrived for. */
export function matchAnywhere(mail: Omit<Matching, "mailbox" | "addressed">, known: Known): Match {
  const refers = refersTo(mail);
  const byId = proven(refers, claimInMessageId, known);
  if (byId) {
    // The reply that it refers to may have been moved to another ticket since.
    const [visibilityIn] = known.ticketsByMessageId(byId.where);
    const now = visibilityIn === undefined ? null : known.ticket(visibilityIn);
    return weigh(now ?? byId.ticket, { by: "token", found: "message-id" }, "I-18", mail, known);
  }
  const byAddress = proven(mail.recipients, claimInAddress, known);
  if (byAddress) {
    return weigh(byAddress.ticket, { by: "token", found: "recipient" }, "I-19", mail, known);
  }
  let best: Match = { kind: "none" };
  for (const { messageId, tickets, rule } of referred(mail, refers, known)) {
    for (const number of tickets) {
      const ticket = known.ticket(number);
      if (ticket === null) continue;
      const found = weigh(ticket, { by: "reference", messageId }, rule, mail, known);
      if (found.kind === "follow-up") return found;
      if (precedence[found.kind] > precedence[best.kind]) best = found;
    }
  }
  return best;
}

const precedence = { none: 0, possible: 1, newcomer: 2, "follow-up": 3 } as const;

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

function weigh(
  found: TicketFacts,
  evidence: Evidence,
  rule: Rule,
  { from, forged }: Pick<Matching, "from" | "forged">,
  known: Known,
): Match {
  const ticket = known.goesOn(found);
  const match = { ticket, evidence, rule };
  // Someone who came with a ticket that only may have belonged here does not take part because it was merged (I-96).
  const places = found.mayBelongTo === null ? [ticket, found] : [ticket];
  if (from !== null && places.some(({ participants }) => participants.includes(from)))
    return { kind: "follow-up", ...match };
  if (evidence.by === "token") return { kind: "newcomer", ...match, because: "I-90", heldMail: null };
  const newcomer = { kind: "newcomer", ...match, because: "I-91", heldMail: null } as const;
  if (from === null) return { kind: "possible", ...match };
  if ([ticket, found].some(({ newcomers }) => newcomers.includes(from))) return newcomer;
  if (!forged && isOfDomain(from, ticket.requester.address)) return newcomer;
  const held = [ticket, found]
    .flatMap(({ heldFor }) => heldFor)
    .find(({ addressed }) => addressed.includes(from));
  return held ? { ...newcomer, heldMail: held.mail } : { kind: "possible", ...match };
}

/** Whether two addresses are of one domain that is not a public mail provider's. */
function isOfDomain(from: string, requester: string): boolean {
  const domain = domainOf(from);
  return domain !== "" && domain === domainOf(normalAddress(requester)) && !isPublicProvider(domain);
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
