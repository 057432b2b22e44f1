/** Gathers the facts for a decision about a received mail. Nothing is decided here. */

import type { Fault } from "../../base/fault.ts";
import { storedFault } from "../../base/fault.ts";
import { messageKey, ticketNumber } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import {
  authorOf,
  autoReplyLimits,
  autoReplyTarget,
  besideSent,
  continued,
  decideIncoming,
  type Facts,
  type FloodFacts,
  floodLimits,
  type IncomingMessage,
  isLate,
  isList,
  isOld,
  isRepetition,
  isReplyCopy,
  isSent,
  localAddresses,
  type MailFacts,
  mailboxFor,
  type NewIds,
  namedByRules,
  notificationPlaces,
  type OpeningFacts,
  type Outcome,
  type OwnMailFacts,
  type RuleAnswers,
  recipientsOf,
  requesterOf,
  soughtSent,
  type TicketFacts,
} from "../../domain/intake/index.ts";
import {
  type Address,
  addressesOf,
  type Checks,
  normalAddress,
  type ParsedMail,
  verifiedBy,
} from "../../domain/mail/index.ts";
import { compiledRuleset, defaultRuleset } from "../../domain/ruleset/index.ts";
import { type IntakePolicy, noIntakePolicy } from "../../domain/settings/index.ts";
import { entryElsewhere, messageInMessageId } from "../../domain/ticket/index.ts";
import { fingerprintOf } from "../../record/fingerprint.ts";
import type { MailRow, View } from "../../record/view.ts";
import { decideWithChosen, type RanOn } from "../rules/shares.ts";
import { copiesOf } from "./copies.ts";
import { createTickets, gatherEvidence, notificationIn, ownMailIn, plusTestIn } from "./evidence.ts";
import { assigneeOf, personOf, ruledPerson, toldFacts } from "./people.ts";
import { ruleForwardFacts, ruleReplyFacts } from "./rule-reply.ts";

/** What is known about a mail without the read model. */
export interface Received {
  readonly mail: MailRow;
  readonly read: Result<ParsedMail, Fault>;
  readonly checks: Checks | null;
  readonly ids: NewIds;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The policy if the journal does not have one yet. */
  readonly policy?: IntakePolicy;
  /** What is known of the mail's texts; absent if the rules are to find that out themselves. */
  readonly answers?: RuleAnswers;
}

/** Recent tickets of a requester that are read beyond the limit: some are older and only changed. */
const RECENT = 50;
/** Mails of one content that are counted. */
const REPEATED = 50;
const none = { mails: 0, first: null };

/** The facts about a received mail, from the current read model. */
export function gather(view: View, received: Received): Facts {
  const facts = gatherMail(view, received);
  if (!hasRules(facts)) return facts;
  // What rules assign, they say themselves; whether that exists is looked up for them alone.
  const { decided: outcome, chosen } = decideWithChosen(
    view,
    facts.now,
    (some) => decideIncoming({ ...facts, ruleset: { ...facts.ruleset, chosen: some } }),
    (one) => ranOn(view, one),
  );
  const { group, person, template, told: wanted, forwards } = namedByRules(outcome);
  if (group === null && person === null && template === null && wanted.length + forwards.length === 0)
    return facts;
  const ticket = outcome.events.find((one) => one.ticket !== null)?.ticket ?? null;
  const groups = group !== null && view.group(group) !== null ? [group] : [];
  const people = person === null ? [] : [ruledPerson(view, person, ticket, facts.now)];
  const told = wanted.length === 0 ? {} : { told: toldFacts(view, wanted, person, ticket, facts.now) };
  const forward =
    forwards.length === 0 ? {} : { forward: ruleForwardFacts(view, received.mail, facts, outcome, forwards) };
  const reply = template === null ? {} : { reply: ruleReplyFacts(view, facts, outcome, template) };
  const shared = chosen.length === 0 ? {} : { chosen };
  return {
    ...facts,
    ruleset: { ...facts.ruleset, groups, people, ...reply, ...told, ...forward, ...shared },
  };
}

/** The run of rules on a mail's ticket; null if they did not run, or it is in none. */
function ranOn(view: View, outcome: Outcome): RanOn | null {
  const of = (type: string) => outcome.events.find(({ event }) => event.type === type);
  const ran = of("RulesRan");
  const received = of("MessageReceived")?.event;
  if (ran?.event.type !== "RulesRan" || received?.type !== "MessageReceived" || ran.ticket === null)
    return null;
  const ticket = view.ticket(ran.ticket);
  const opened = of("TicketOpened")?.event;
  const { address } =
    ticket?.requester ?? (opened?.type === "TicketOpened" ? opened.requester : received.from);
  const { fired, ticket: seen } = ran.event;
  return { fired, ticket: { number: ran.ticket, assignee: seen.assignee, requester: address } };
}

const hasRules = ({ ruleset, read }: Facts): boolean =>
  read.ok && compiledRuleset(ruleset.text)?.ruleset.rules.length !== 0;

function gatherMail(view: View, received: Received): Facts {
  const { mail: row, read, checks, ids, now } = received;
  const mailboxes = view.mailboxes();
  const mail = mailFacts(row, read.ok ? read.value : null, mailboxes);
  const base = {
    ...{ now, mail, checks, ids },
    policy: view.intakePolicy() ?? received.policy ?? noIntakePolicy,
    ...{ own: addressesOf(mailboxes), references: [], awaiting: [], tickets: [], replies: [], filedSent: [] },
    ...{
      fingerprint: null,
      copies: [],
      claims: [],
      copiesAre: "",
      ownMail: null,
      plusTest: null,
      notification: null,
      author: null,
      assignee: null,
      opening: null,
    },
    ruleset: {
      ...(view.activeRuleset(row.mailbox) ?? defaultRuleset),
      ...{ groups: [], people: [] },
      ...(received.answers ? { answers: received.answers } : {}),
    },
    lifecycle: view.lifecycle(),
    byAgent: false,
  };
  if (!read.ok) return { ...base, read: { ok: false, fault: storedFault(read.error) } };
  const parsed = read.value;
  const { own } = base;
  const plusTest = plusTestIn(view, mail, parsed);
  if (plusTest !== null) return { ...base, plusTest, read: { ok: true, mail: parsed } };
  const authentication = checks?.authentication ?? null;
  const author = authorOf(mail, parsed, own, authentication);
  const requester = author && requesterOf({ ...parsed, from: author }, own);
  const writer = author && isList(author.address, parsed) ? requester : author;
  const fingerprint = fingerprintOf(
    parsed,
    author?.address ?? "",
    requester?.address ?? "",
    writer?.address ?? "",
  );
  const ownMail = ownMailIn(view, parsed, own);
  const same = copiesOf(view, row, fingerprint);
  if (ownMail !== null) {
    const facts = { ...base, ...same, fingerprint, ownMail, read: { ok: true, mail: parsed } as const };
    return isReplyCopy(mail) ? { ...facts, ...replyCopyFacts(view, mail, ownMail, parsed, own) } : facts;
  }
  const { tickets, ...evidence } = gatherEvidence(view, mail, parsed, own);
  for (const { ticket } of [...same.copies, ...same.claims]) if (ticket !== null) tickets.add(ticket);
  const notification = notificationIn(view, notificationPlaces(mail, parsed), tickets);
  const sought = author && soughtSent(parsed, author, base);
  const filedSent = sought === null ? [] : view.filedSent({ mailbox: row.mailbox, ...sought });
  const facts: Facts = {
    ...{ ...base, ...evidence, notification, fingerprint, filedSent },
    ...same,
    read: { ok: true, mail: parsed },
    tickets: tickets.all(),
    byAgent: author !== null && verifiedBy(authentication, author).length > 0 && isAgent(view, author),
  };
  if (author === null) return facts;
  const message = { ...parsed, from: author, authentication, sent: false };
  const found = continued(facts, parsed, author);
  if (found.kind !== "none") {
    const assignee = parsed.writtenBy === "person" ? assigneeOf(view, found.ticket, now) : null;
    const joins = { ...facts, author: personOf(view, author.address), assignee };
    // What only may belong to a ticket opens one of its own, and so may what one of us sent for another mailbox.
    const opens =
      found.kind === "possible" ||
      isLate(facts, parsed, found.ticket) ||
      (besideSent(found, mail) !== null && isSent(parsed, author, own));
    return opens ? { ...joins, opening: openingOf(view, joins, message) } : joins;
  }
  if (notification !== null || parsed.automatic === "bounce") return facts;
  const besides = found.beside ? { author: personOf(view, author.address) } : {};
  return { ...facts, ...besides, opening: openingOf(view, facts, message) };
}

/** For the copy of a reply for another mailbox (I-83): the reply's ticket with those linked to it, and what a new one needs. */
function replyCopyFacts(
  view: View,
  { mailbox }: MailFacts,
  ownMail: OwnMailFacts,
  { messageId }: ParsedMail,
  own: readonly string[],
): Pick<Facts, "ownMail" | "tickets" | "references" | "opening"> {
  const tickets = createTickets(view, own);
  const references = messageId === null ? [] : [{ messageId, tickets: view.ticketsByMessageId(messageId) }];
  const numbers = [
    ...references.flatMap((one) => one.tickets),
    ...(ownMail.ticket === null ? [] : [ownMail.ticket]),
  ];
  for (const number of numbers) tickets.add(number);
  const group = view.mailbox(mailbox)?.group ?? null;
  const flood = { recent: [], repeated: none, holding: false };
  const opening = { number: view.nextTicketNumber(), group, autoReplies: null, flood };
  const shown = messageId === null ? [] : shownIn(view, messageId, tickets.all());
  return { ownMail: { ...ownMail, shown }, tickets: tickets.all(), references, opening };
}

/** The entries by which tickets show a reply that was written in another one (I-82). */
function shownIn(
  view: View,
  messageId: string,
  tickets: readonly TicketFacts[],
): NonNullable<OwnMailFacts["shown"]> {
  const reply = messageInMessageId(messageId);
  if (reply === null) return [];
  return tickets.flatMap(({ number }) => {
    const entry = entryElsewhere(messageKey(reply), number);
    const ticket = view.ticketOf(entry);
    return ticket === null ? [] : [{ ticket, entry }];
  });
}

const isAgent = (view: View, { address }: Address): boolean => personOf(view, address)?.disabled === false;

function mailFacts(
  { id, sender, recipients, mailbox, size, source, requeuedFor }: MailRow,
  parsed: ParsedMail | null,
  mailboxes: ReturnType<View["mailboxes"]>,
): MailFacts {
  const again = requeuedFor === null ? {} : ({ again: true } as const);
  const facts = { id, sender, recipients, mailbox, size, source, ...again };
  if (parsed === null || mailboxes.length < 2) return { ...facts, addressed: [mailbox] };
  const local = localAddresses(mailboxes);
  const named = recipientsOf(facts, parsed).map((address) => mailboxFor(address, local));
  return { ...facts, addressed: [...new Set(named.flatMap((found) => (found.ok ? [found.value] : [])))] };
}

function openingOf(
  view: View,
  { mail, policy, now, own, fingerprint }: Facts,
  message: IncomingMessage,
): OpeningFacts {
  const mailbox = view.mailbox(mail.mailbox);
  const target = mailbox?.acknowledge ? autoReplyTarget(message, mail, own) : null;
  const autoReplies =
    target && view.automaticReplies(normalAddress(target.to.address), now - autoReplyLimits.window);
  const { address } = requesterOf(message, own);
  const since = now - floodLimits.window;
  const unlimited = policy.floodLimit === 0 || isOld(mail, message, now);
  const recent = unlimited ? [] : view.recentTickets(address, since, policy.floodLimit + RECENT);
  const flood = {
    recent,
    repeated: unlimited || fingerprint === null ? none : repeatedIn(view, mail, fingerprint.content, since),
    holding: !unlimited && (view.floodHeldAt(address) ?? 0) > since,
  };
  return { number: view.nextTicketNumber(), group: mailbox?.group ?? null, autoReplies, flood };
}

/** Mails with this content that created tickets in the mailbox or were held, and the first ticket that they name. */
function repeatedIn(
  view: View,
  { mailbox }: MailFacts,
  content: string,
  since: number,
): FloodFacts["repeated"] {
  const mails = view.sameContent(content, since, REPEATED).filter((row) => isRepetition(row, mailbox));
  const tickets = mails.flatMap(({ ticket, candidate }) => ticket ?? candidate ?? []);
  return { mails: mails.length, first: tickets.length === 0 ? null : ticketNumber(Math.min(...tickets)) };
}
