import type { MailId, MessageKey } from "../../base/ids.ts";
import type { Bounce, ParsedMail } from "../mail/index.ts";
import {
  bouncedRecipients,
  claimInBounceAddress,
  claimInMessageId,
  type Evidence,
  messageInMessageId,
  sameToken,
  type TicketEvent,
} from "../ticket/index.ts";
import type { DeliveryFacts, Facts, ReplyFacts, TicketFacts } from "./facts.ts";
import type { Known } from "./known.ts";
import { matchAnywhere } from "./match.ts";
import type { Rule } from "./outcome.ts";
import { asReply, mayComeBack, recipientsOf, reportedIds } from "./places.ts";

/** A mail that was returned for one of our replies. */
export interface Returned {
  readonly ticket: TicketFacts;
  readonly evidence: Evidence;
  /** The reply, if the mail identifies it. */
  readonly reply: ReplyFacts | null;
  readonly rules: readonly Rule[];
}

/**
 * The reply that an automatic mail is about: by the reply's envelope sender, which identifies ticket, token and message
 * (I-12), by the Message-ID that a bounce reports, or by the ticket's token elsewhere in it (I-13). Null for all other
 * mail, including bounces without any of these, which are not ours.
 */
export function returned(facts: Facts, known: Known, parsed: ParsedMail): Returned | null {
  const { mail, replies } = facts;
  const sentTo = mayComeBack(mail, parsed) ? byEnvelope(facts, known) : null;
  if (sentTo !== null) {
    const reply = sentTo.reply ?? reported(replies, known, parsed);
    const ticket = placeOf(sentTo.ticket, reply, known);
    return { ticket, reply, evidence: { by: "token", found: "recipient" }, rules: ["I-12", "I-15"] };
  }
  if (parsed.automatic !== "bounce") return null;
  const recipients = recipientsOf(mail, parsed);
  // It is about one reply, whichever mailbox it was sent to.
  const anyone = { from: null, forged: false, awaiting: null };
  const found = matchAnywhere({ ...anyone, ...asReply(parsed), recipients }, known);
  if (found.kind === "none") return null;
  const reply = reported(replies, known, parsed);
  const ticket = placeOf(found.ticket, reply, known);
  return { ticket, reply, evidence: found.evidence, rules: ["I-13", "I-15"] };
}

/** The deliveries that a bounce reports as permanently failed; none for other mail, delays, and known failures (I-14). */
export function bounceEvents(
  mail: MailId,
  bounce: Bounce | null,
  message: MessageKey | null,
  deliveries: readonly DeliveryFacts[],
): readonly TicketEvent[] {
  if (bounce === null || message === null) return [];
  const all = deliveries.map(({ recipient }) => recipient);
  const open = new Set(deliveries.filter(({ bounced }) => !bounced).map(({ recipient }) => recipient));
  const results = bouncedRecipients(bounce, all).filter(({ recipient }) => open.has(recipient));
  return results.length === 0 ? [] : [{ type: "DeliveryBounced", message, mail, results }];
}

/** By the claim in the address it was sent to: the ticket of the reply. */
function byEnvelope(
  { mail, replies }: Facts,
  known: Known,
): { readonly ticket: TicketFacts; readonly reply: ReplyFacts | null } | null {
  for (const recipient of mail.recipients) {
    const claim = claimInBounceAddress(recipient);
    const ticket = claim && known.ticket(claim.ticket);
    if (claim === null || !ticket || !sameToken(ticket.token, claim.token)) continue;
    const { message } = claim;
    const named = (one: ReplyFacts) =>
      message !== null && one.givenIn === claim.ticket && one.key.endsWith(message);
    return { ticket, reply: replies.find(named) ?? null };
  }
  return null;
}

/** The reply whose Message-ID the mail reports, if it is one of ours. */
function reported(replies: readonly ReplyFacts[], known: Known, parsed: ParsedMail): ReplyFacts | null {
  for (const id of reportedIds(parsed)) {
    const claim = claimInMessageId(id);
    const key = messageInMessageId(id);
    const ticket = claim && known.ticket(claim.ticket);
    if (claim === null || key === null || !ticket || !sameToken(claim.token, ticket.token)) continue;
    const reply = replies.find((one) => one.key === key);
    if (reply && reply.deliveries.length > 0) return reply;
  }
  return null;
}

/** Where the reply's conversation is now: it, or its ticket, may have been moved to another one (I-15). */
function placeOf(ticket: TicketFacts, reply: ReplyFacts | null, known: Known): TicketFacts {
  const number = reply?.nowIn ?? null;
  const holds = number === null ? null : known.ticket(number);
  return known.goesOn(holds ?? ticket);
}
