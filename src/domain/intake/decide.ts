import { messageKey } from "../../base/ids.ts";
import type { Dependency } from "../dependency.ts";
import type { NewEvent } from "../events.ts";
import {
  type Address,
  type Checks,
  isForged,
  normalAddress,
  type ParsedMail,
  type Report,
} from "../mail/index.ts";
import { shownElsewhere, suggestedMerge } from "../ticket/index.ts";
import { authorOf, groupsOf, isOnlyNamed, requesterOf } from "./author.ts";
import { bounceEvents, type Returned, returned } from "./bounce.ts";
import type { HeldCause } from "./cause.ts";
import { claimant, copyFiled, heldAlready, inTicket, knowsCopies, originalOf } from "./copy.ts";
import type { Facts, IncomingMessage, OpeningFacts, TicketFacts } from "./facts.ts";
import { withFiledSent } from "./filed-sent.ts";
import { flood, floodLimits } from "./flood.ts";
import { isLate, joining, notifiedAssignee } from "./follow-up.ts";
import { addressedBy, heldEvent } from "./held-event.ts";
import { type Known, knownFrom, knowsEvidence } from "./known.ts";
import { linkBetween, linking, repliedElsewhere } from "./link.ts";
import { type Match, match } from "./match.ts";
import { autoReplyDue, isOld, opening } from "./new-ticket.ts";
import { toNotification } from "./notification-reply.ts";
import { type Outcome, outcomeOf, type Rule, withFingerprint } from "./outcome.ts";
import { backAgain, besideSent, isFromUs, isSent, ownDoubt, plusTested, sentElsewhere } from "./own-mail.ts";
import { isTelling, recipientsOf } from "./places.ts";
import { isReplyCopy, replyCopy } from "./reply-copy.ts";
import { withRules } from "./rules.ts";
import { admitted, distrusted, infected, judgedChecks, unscanned } from "./trust.ts";

/**
 * The outcome of a received mail: a follow-up, a new ticket, filed, or held with its cause. Pure: the same
 * facts always give the same outcome. SPEC.md has the rules.
 */
export function decideIncoming(facts: Facts): Outcome {
  const checks = facts.checks && judgedChecks(facts.checks, facts.policy);
  const judged = { ...facts, checks };
  const outcome = withFiledSent(judged, heldOnce(facts, withRules(judged, decide(judged))));
  const events = outcome.events.map((event) => withFingerprint(event, facts.fingerprint));
  const checked = (of: Checks): NewEvent => ({
    ticket: null,
    event: { type: "MailChecked", mail: facts.mail.id, checks: of },
  });
  return {
    ...outcome,
    // What waits is checked again.
    events: checks === null || outcome.first ? events : [checked(checks), ...events],
    dependsOn: [...outcome.dependsOn, ...knowsCopies(facts), ...knowsEvidence(facts)],
  };
}

/** A mail that would be held is filed if the same bytes are held already (I-73). */
function heldOnce(facts: Facts, outcome: Outcome): Outcome {
  const original = outcome.kind === "held" ? heldAlready(facts) : null;
  if (!original) return outcome;
  const held = outcome.events.find(({ event }) => event.type === "MailHeld")?.event;
  if (held?.type !== "MailHeld") return outcome;
  return copyFiled(facts, original, held.from, held.subject, [...outcome.rules, "I-73"]);
}

function decide(facts: Facts): Outcome {
  const { mail, read, checks } = facts;
  if (!read.ok) {
    const unreadable = {
      reason: "unreadable",
      cause: { code: "unreadable", fault: read.fault },
      rule: "I-3",
    } as const;
    const doubt = infected(checks) ?? unreadable;
    return outcomeOf([doubt.rule], [heldEvent(mail.id, doubt, null, "", null)], [waits(facts)]);
  }
  const parsed = read.mail;
  const known = knownFrom(facts);
  const author = authorOf(mail, parsed, facts.own, checks?.authentication ?? null);
  const found = infected(checks);
  // Before the other checks: it changes nothing, and a list that sends it back breaks its signature.
  if (facts.plusTest && !found) return plusTested(facts, facts.plusTest, parsed, author);
  if (facts.ownMail && !found) {
    const copy = isReplyCopy(mail) ? replyCopy(facts, known, facts.ownMail, parsed, author) : null;
    return copy ?? backAgain(facts, facts.ownMail, parsed, author);
  }
  const original = found ? null : originalOf(facts, parsed);
  if (original) {
    const rule = original.is === "agent-reply" || original.is === "held" ? "I-72" : "I-71";
    const same = original.throughList ? "I-68" : "I-70";
    return copyFiled(facts, original, author, parsed.subject, [same, rule]);
  }
  const back = returned(facts, known, parsed);
  const { notification } = facts;
  const about = notification && known.ticket(notification.ticket);
  const noticed = notification && about && { notification, ticket: known.goesOn(about) };
  const doubt =
    found ??
    distrusted(checks, author, parsed) ??
    unscanned(checks, facts.policy) ??
    ownDoubt(facts, parsed, author, back !== null);
  if (doubt) {
    const candidate =
      back?.ticket ?? noticed?.ticket ?? (author && candidateOf(matched(facts, known, parsed, author)));
    const rules: readonly Rule[] = candidate ? [doubt.rule, "I-6"] : [doubt.rule];
    const addressed = addressedBy(parsed, facts.own);
    const event = heldEvent(mail.id, doubt, author, parsed.subject, candidate?.number ?? null, addressed);
    return outcomeOf(rules, [event], [waits(facts)]);
  }
  if (noticed) return toNotification(facts, parsed, author, noticed.notification, noticed.ticket);
  const nobodys = back || parsed.automatic === "bounce" || parsed.report !== null;
  const from = author ?? (nobodys ? { name: "", address: "" } : null);
  if (from === null) {
    const nobody = { reason: "no-sender", cause: { code: "no-sender" } } as const;
    return outcomeOf(["I-7"], [heldEvent(mail.id, nobody, null, parsed.subject, null)], [waits(facts)]);
  }
  const message = {
    ...parsed,
    from,
    authentication: checks?.authentication ?? null,
    sent: isSent(parsed, from, facts.own),
    named: isOnlyNamed(parsed, from, facts.own),
    groups: groupsOf(parsed, facts.own),
    // Nothing goes back to the empty envelope sender (RFC 3834 section 2).
    mayAutoReply: parsed.mayAutoReply && mail.sender !== "",
  };
  if (back) return cameBack(facts, message, back);
  if (parsed.automatic === "bounce") return unknownBounce(facts, parsed, author);
  return written(facts, known, message);
}

/** A mail was returned for one of our replies: it is added, and marks the deliveries that failed (I-12 to I-16). */
function cameBack(
  facts: Facts,
  message: IncomingMessage,
  { ticket, evidence, reply, rules }: Returned,
): Outcome {
  const { id } = facts.mail;
  const original = inTicket(facts, message, ticket.number);
  if (original) return copyFiled(facts, original, message.from, message.subject, [...rules, "I-75"]);
  const bounced = bounceEvents(id, message.bounce, reply?.key ?? null, reply?.deliveries ?? []);
  // Anyone who has had one of our replies can write there, without an envelope sender, and in anyone's name.
  const newcomer =
    isForged(message.authentication) ||
    message.named === true ||
    !ticket.participants.includes(normalAddress(message.from.address));
  const marks: readonly Rule[] = bounced.length > 0 ? ["I-14"] : [];
  return outcomeOf(
    [...rules, ...marks, "I-16"],
    [
      ...joining(ticket, id, message, evidence, facts, true, newcomer),
      ...bounced.map((event) => ({ ticket: ticket.number, event })),
    ],
    [waits(facts), joins(ticket)],
  );
}

/** A bounce of a mail that we did not send is filed (I-17). */
function unknownBounce(facts: Facts, { subject }: ParsedMail, from: Address | null): Outcome {
  const cause = { code: "unknown-bounce" } as const;
  const event = { type: "MailFiled", mail: facts.mail.id, as: "bounce", cause, from, subject } as const;
  return outcomeOf(["I-17"], [{ ticket: null, event }], [waits(facts)]);
}

/** A receipt or another report that belongs to no ticket is filed with what it is (I-17): nobody wrote it. */
function reported(facts: Facts, { from, subject }: IncomingMessage, report: Report): Outcome {
  const cause = { code: "report", report } as const;
  const event = { type: "MailFiled", mail: facts.mail.id, as: "filed", cause, from, subject } as const;
  return outcomeOf(["I-17"], [{ ticket: null, event }], [waits(facts)]);
}

/** A mail that someone wrote: it is added to a ticket, held, or creates one. */
function written(facts: Facts, known: Known, message: IncomingMessage): Outcome {
  const { mail, ids, now } = facts;
  const { from, authentication, writtenBy, sent = false } = message;
  const match = matched(facts, known, message, from);
  if (sent) return sentByUs(facts, known, message, match);
  const found = admitted(match, facts.author, authentication, from, message.named === true);
  switch (found.kind) {
    case "follow-up": {
      const { ticket, evidence, rules, newcomer, heldMail } = found;
      const original = inTicket(facts, message, ticket.number);
      if (original) return copyFiled(facts, original, from, message.subject, [...rules, "I-75"]);
      if (isLate(facts, message, ticket)) return late(facts, known, message, ticket, rules);
      const joined = joining(ticket, mail.id, message, evidence, facts, false, newcomer);
      const told = isOld(mail, message, now)
        ? []
        : notifiedAssignee(ticket, mail.id, message, ids.message, facts, null);
      const more: readonly Rule[] = [
        writtenBy === "person" ? "I-29" : "I-30",
        ...(told.length > 0 ? (["I-31"] as const) : []),
      ];
      const knownBy = heldMail === null ? [] : [{ on: "mail", mail: heldMail, is: "held" } as const];
      const dependsOn = [waits(facts), joins(ticket), ...knownBy];
      const outcome = outcomeOf([...rules, ...more], [...joined, ...told], dependsOn);
      return linking(outcome, mail.id, ticket, facts.copies, known);
    }
    case "held": {
      if (message.report !== null) return reported(facts, message, message.report);
      const { ticket, rules } = found;
      const addressed = addressedBy(message, facts.own);
      const event = heldEvent(mail.id, found, from, message.subject, ticket.number, addressed);
      return outcomeOf(rules, [event], [waits(facts)]);
    }
    case "none":
      if (message.report !== null) return reported(facts, message, message.report);
      if (found.beside?.kind === "possible") {
        const { ticket, rule } = found.beside;
        return outsider(facts, known, message, ticket, [rule, "I-92"]);
      }
      if (found.beside === undefined) {
        const claimed = claimedBy(facts, known);
        if (claimed) return outsider(facts, known, message, claimed, ["I-69"]);
      }
      return unmatched(
        facts,
        known,
        message,
        found.beside ? { ...found, ticket: found.beside.ticket } : null,
      );
    case "outsider":
      if (message.report !== null) return reported(facts, message, message.report);
      return outsider(facts, known, message, found.ticket, found.rules);
  }
}

/** One of us sent it, with another mail program: it is added as an outgoing message, which changes no state (I-53, I-54). */
function sentByUs(facts: Facts, known: Known, message: IncomingMessage, match: Match): Outcome {
  const { mail, ids, own, lifecycle, opening: opens } = facts;
  if (match.kind !== "none") {
    const beside = besideSent(match, mail);
    if (beside) return sentBeside(facts, known, message, match, beside);
    const { ticket, evidence, rule } = match;
    const original = inTicket(facts, message, ticket.number);
    if (original) return copyFiled(facts, original, message.from, message.subject, [rule, "I-75"]);
    const answered = facts.awaiting.includes(ticket.number);
    const events = joining(ticket, mail.id, { ...message, answered }, evidence, facts, true);
    const outcome = outcomeOf([rule, "I-53"], events, [waits(facts), joins(ticket)]);
    return linking(outcome, mail.id, ticket, facts.copies, known);
  }
  if (mail.source !== null && !mail.again) return sentElsewhere(facts, message);
  if (opens === null) throw new Error(`nothing was gathered for a ticket that mail ${mail.id} opens`);
  const outcome = outcomeOf(
    ["I-37", mail.again ? "I-103" : "I-54"],
    opening(mail, message, ids.token, { ...opens, lifecycle }, own),
    [waits(facts), { on: "next-ticket", number: opens.number }],
  );
  return linking(outcome, mail.id, newTicket(facts, opens), facts.copies, known);
}

/**
 * One of us sent it, and only another mailbox than that of its ticket gets it: it is in that mailbox's ticket, and its own
 * one shows it (I-85).
 */
function sentBeside(
  facts: Facts,
  known: Known,
  message: IncomingMessage,
  { ticket, evidence, rule }: Exclude<Match, { kind: "none" }>,
  beside: TicketFacts,
): Outcome {
  const { mail, ids, own, lifecycle, opening: opens } = facts;
  const here = ticket.number === beside.number ? null : ticket;
  const original = here && inTicket(facts, message, here.number);
  if (original) return copyFiled(facts, original, message.from, message.subject, [rule, "I-75"]);
  const shows = (there: Pick<TicketFacts, "number" | "mailbox">) =>
    shownElsewhere(there, [beside.number], messageKey(mail.id));
  if (here) {
    const events = [...joining(here, mail.id, message, evidence, facts, true), ...shows(here)];
    const outcome = outcomeOf([rule, "I-53", "I-85"], events, [waits(facts), joins(here), joins(beside)]);
    return linking(outcome, mail.id, here, facts.copies, known);
  }
  if (opens === null) throw new Error(`nothing was gathered for a ticket that mail ${mail.id} opens`);
  const conversation = { requester: beside.requester, newcomer: false };
  const opened = newTicket(facts, opens, beside);
  const outcome = outcomeOf(
    [rule, "I-37", "I-85"],
    [
      ...opening(mail, message, ids.token, { ...opens, lifecycle }, own, null, conversation),
      ...linkBetween(opens.number, beside.number, mail.id),
      ...shows(opened),
    ],
    [waits(facts), joins(beside), { on: "next-ticket", number: opens.number }],
  );
  return linking(outcome, mail.id, opened, facts.copies, known);
}

/** The ticket of a mail that claims to be this one (I-69). */
function claimedBy(facts: Facts, known: Known): TicketFacts | null {
  const ticket = claimant(facts)?.ticket ?? null;
  const found = ticket === null ? null : known.ticket(ticket);
  return found && known.goesOn(found);
}

/** A mail that refers to a ticket, with whom nothing else connects its author, creates one of its own (I-92). */
function outsider(
  facts: Facts,
  known: Known,
  message: IncomingMessage,
  ticket: TicketFacts,
  rules: readonly Rule[],
): Outcome {
  const own = unmatched(facts, known, message, null, ticket);
  return { ...own, rules: [...rules, ...own.rules] };
}

/** A mail that comes too late for its ticket creates one of its own, which names that one (I-120). */
function late(
  facts: Facts,
  known: Known,
  message: IncomingMessage,
  ticket: TicketFacts,
  rules: readonly Rule[],
): Outcome {
  const own = unmatched(facts, known, message, null, null, ticket);
  return { ...own, rules: [...rules, "I-120", ...own.rules] };
}

/**
 * A mail that belongs to no ticket is part of a flood, or creates a ticket.
 * @param elsewhere the ticket of another mailbox that it belongs to there (I-79), and whether its author is new in that
 * @param mayBelongTo the ticket that it refers to, if nothing else connects its author with it (I-92)
 * @param continues the ticket that it comes too late for (I-120)
 */
function unmatched(
  facts: Facts,
  known: Known,
  message: IncomingMessage,
  elsewhere: { readonly ticket: TicketFacts; readonly newcomer: boolean } | null,
  mayBelongTo: TicketFacts | null = null,
  continues: TicketFacts | null = null,
): Outcome {
  const { mail, ids, own, lifecycle } = facts;
  const opens = facts.opening;
  // The facts say that evidence leads to a ticket, but the decision found none: they were not gathered for this mail.
  if (opens === null) throw new Error(`nothing was gathered for a ticket that mail ${mail.id} opens`);
  const flooded = flooding(facts, message, opens);
  if (flooded) return flooded;
  const beside = elsewhere?.ticket ?? null;
  const hears = repliedElsewhere(mail.mailbox, facts.copies, beside);
  const autoReply = hears ? [] : autoReplyDue(facts, message, opens);
  const rules: readonly Rule[] = [
    "I-37",
    ...(isFromUs(message.from, own) ? (["I-55"] as const) : []),
    ...(beside === null ? [] : (["I-79"] as const)),
    ...(hears ? (["I-81"] as const) : []),
    ...(autoReply.length > 0 ? (["I-39"] as const) : []),
  ];
  const conversation = elsewhere && { ...elsewhere, requester: elsewhere.ticket.requester };
  // What belongs to a ticket that only may belong to another belongs no more to that.
  const named = mayBelongTo?.number ?? (beside && suggestedMerge(beside));
  const outcome = outcomeOf(
    rules,
    [
      ...opening(
        mail,
        message,
        ids.token,
        { ...opens, lifecycle, continues: continues?.number },
        own,
        named,
        conversation,
      ),
      ...autoReply,
      ...(beside === null ? [] : linkBetween(opens.number, beside.number, mail.id)),
    ],
    [
      waits(facts),
      { on: "next-ticket", number: opens.number },
      ...(mayBelongTo === null ? [] : [joins(mayBelongTo)]),
      ...(continues === null ? [] : [joins(continues)]),
      ...(beside === null ? [] : [joins(beside)]),
    ],
  );
  return linking(outcome, mail.id, newTicket(facts, opens, beside), facts.copies, known);
}

const newTicket = ({ mail }: Facts, { number }: OpeningFacts, beside: TicketFacts | null = null) => ({
  ...{ number, mailbox: mail.mailbox },
  linked: beside === null ? [] : [beside.number],
});

/** The outcome of a mail that would create a ticket but is part of a flood (I-32 to I-36); null if it is not. */
function flooding(facts: Facts, message: IncomingMessage, { flood: seen }: OpeningFacts): Outcome | null {
  const { mail, now, policy } = facts;
  const limit = policy.floodLimit;
  // Mail that was stored elsewhere arrives as fast as it can be read.
  if (limit === 0 || isOld(mail, message, now)) return null;
  const found = flood(seen, limit, now - floodLimits.window);
  if (found.kind === "none") return null;
  const requester = requesterOf(message, facts.own);
  const address = requester.address || message.from.address;
  const minutes = floodLimits.window / 60_000;
  const cause: HeldCause =
    found.kind === "repeated"
      ? { code: "flood-repeated", address, mails: found.mails + 1, minutes }
      : found.opened < limit
        ? { code: "flood-goes-on", address }
        : { code: "flood", address, opened: found.opened, minutes, limit };
  const event = heldEvent(mail.id, { reason: "flood", cause }, requester, message.subject, found.first);
  return outcomeOf([found.rule], [event], [waits(facts)]);
}

/**
 * The ticket that a mail belongs to, or may, by the evidence in it; this determines which other facts to gather.
 * @param facts those about evidence; all others empty
 */
export function continued(facts: EvidenceFacts, parsed: ParsedMail, author: Address): Match {
  return matched(facts, knownFrom(facts), parsed, author);
}

type EvidenceFacts = Pick<Facts, "own" | "mail" | "awaiting" | "tickets" | "references" | "checks">;

function matched(
  facts: EvidenceFacts,
  known: Known,
  parsed: ParsedMail & Pick<IncomingMessage, "named">,
  from: Address,
): Match {
  const { messageId, inReplyTo, references } = parsed;
  const { mailbox, addressed } = facts.mail;
  return match(
    {
      from: normalAddress(from.address),
      ...{ mailbox, addressed },
      inReplyTo,
      references,
      recipients: recipientsOf(facts.mail, parsed),
      awaiting: messageId === null || !isTelling(messageId) ? null : { messageId, tickets: facts.awaiting },
      forged:
        isForged(facts.checks?.authentication ?? null) ||
        (parsed.named ?? isOnlyNamed(parsed, from, facts.own)),
    },
    known,
  );
}

const candidateOf = (found: Match): TicketFacts | null => (found.kind === "none" ? null : found.ticket);

const waits = ({ mail }: Facts): Dependency => ({ on: "mail", mail: mail.id, is: "queued" });
const joins = ({ number, version }: TicketFacts): Dependency => ({ on: "ticket", ticket: number, version });
