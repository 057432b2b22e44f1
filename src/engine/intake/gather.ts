/** Gathers the facts for a decision about a received mail. Nothing is decided here. */

import type { Fault } from "../../base/fault.ts";
import { storedFault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import {
  authorOf,
  autoReplyLimits,
  autoReplyTarget,
  continued,
  type Facts,
  floodLimits,
  type IncomingMessage,
  isOld,
  type MailFacts,
  type NewIds,
  notificationPlaces,
  type OpeningFacts,
  requesterOf,
  sameSubject,
  subjectOf,
} from "../../domain/intake/index.ts";
import { normalAddress } from "../../domain/mail/address.ts";
import { addressesOf } from "../../domain/mail/own.ts";
import type { Checks } from "../../domain/mail/trust.ts";
import type { ParsedMail } from "../../domain/mail/types.ts";
import { type IntakePolicy, noIntakePolicy } from "../../domain/settings/index.ts";
import type { MailRow, View } from "../../record/view.ts";
import { gatherEvidence, notificationIn, ownMailIn, type Tickets } from "./evidence.ts";
import { assigneeOf, personOf } from "./people.ts";

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
}

/** Recent tickets of a requester that are read beyond the limit: some are older and only changed. */
const RECENT = 50;
/** Entries read of the ticket that took mail of a flood: people may have written in it since. */
const LAST = 5;

/** The facts about a received mail, from the current read model. */
export function gather(view: View, received: Received): Facts {
  const { mail: row, read, checks, ids, now } = received;
  const mail = mailFacts(row);
  const base = {
    ...{ now, mail, checks, ids },
    policy: view.intakePolicy() ?? received.policy ?? noIntakePolicy,
    ...{ own: addressesOf(view.mailboxes()), references: [], awaiting: [], tickets: [], replies: [] },
    ...{ ownMail: null, notification: null, author: null, assignee: null, opening: null },
  };
  if (!read.ok) return { ...base, read: { ok: false, fault: storedFault(read.error) } };
  const parsed = read.value;
  const { own } = base;
  const ownMail = ownMailIn(view, parsed, own);
  if (ownMail !== null) return { ...base, ownMail, read: { ok: true, mail: parsed } };
  const { tickets, ...evidence } = gatherEvidence(view, mail, parsed, own);
  const notification = notificationIn(view, notificationPlaces(mail, parsed), tickets);
  const facts: Facts = {
    ...{ ...base, ...evidence, notification },
    read: { ok: true, mail: parsed },
    tickets: tickets.all(),
  };
  const authentication = checks?.authentication ?? null;
  const author = authorOf(mail, parsed, own, authentication);
  if (author === null) return facts;
  const message = { ...parsed, from: author, authentication, sent: false };
  const opens = (known: Facts): Pick<Facts, "opening" | "tickets"> => {
    const opening = openingOf(view, known, message, tickets);
    return { opening, tickets: tickets.all() };
  };
  const found = continued(facts, parsed, author);
  if (found.kind !== "none") {
    const assignee = parsed.writtenBy === "person" ? assigneeOf(view, found.ticket, now) : null;
    const joins = { ...facts, author: personOf(view, author.address), assignee };
    // What only may belong to a ticket opens one of its own.
    return found.kind === "possible" ? { ...joins, ...opens(joins) } : joins;
  }
  if (notification !== null || parsed.automatic === "bounce") return facts;
  return { ...facts, ...opens(facts) };
}

const mailFacts = ({ id, sender, recipients, mailbox, source }: MailRow): MailFacts => ({
  ...{ id, sender, recipients, mailbox, source },
});

function openingOf(
  view: View,
  { mail, policy, now, own }: Facts,
  message: IncomingMessage,
  tickets: Tickets,
): OpeningFacts {
  const mailbox = view.mailbox(mail.mailbox);
  const target = mailbox?.acknowledge ? autoReplyTarget(message, mail, own) : null;
  const autoReplies =
    target && view.automaticReplies(normalAddress(target.to.address), now - autoReplyLimits.window);
  const { address } = requesterOf(message, own);
  const since = now - floodLimits.window;
  const unlimited = policy.floodLimit === 0 || isOld(mail, message, now);
  const recent = unlimited ? [] : view.recentTickets(address, since, policy.floodLimit + RECENT);
  const [first] = sameSubject(subjectOf(message), recent);
  if (first) tickets.add(first.number);
  const flood = {
    recent,
    joining:
      first !== undefined &&
      view
        .conversation(first.number, LAST)
        .some(
          ({ time, event }) =>
            event.type === "MessageReceived" && event.evidence?.by === "flood" && time > since,
        ),
    holding: !unlimited && (view.floodHeldAt(address) ?? 0) > since,
  };
  return { number: view.nextTicketNumber(), group: mailbox?.group ?? null, autoReplies, flood };
}
