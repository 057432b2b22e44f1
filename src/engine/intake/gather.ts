/** Gathers the facts for a decision about a received mail. Nothing is decided here. */

import type { Fault } from "../../base/fault.ts";
import { storedFault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import {
  addressesOf,
  authorOf,
  autoReplyLimits,
  continued,
  type Facts,
  floodLimits,
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
import type { Checks } from "../../domain/mail/trust.ts";
import type { Address, ParsedMail } from "../../domain/mail/types.ts";
import { type IntakePolicy, noIntakePolicy } from "../../domain/settings/index.ts";
import type { MailRow, View } from "../../record/view.ts";
import { gatherEvidence, notificationIn, type Tickets } from "./evidence.ts";
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
    ...{ own: [], references: [], awaiting: [], tickets: [], replies: [] },
    ...{ notification: null, author: null, assignee: null, opening: null },
  };
  if (!read.ok) return { ...base, read: { ok: false, fault: storedFault(read.error) } };
  const parsed = read.value;
  const { tickets, ...evidence } = gatherEvidence(view, mail, parsed);
  const notification = notificationIn(view, notificationPlaces(mail, parsed), tickets);
  const facts: Facts = {
    ...{ ...base, ...evidence, notification },
    read: { ok: true, mail: parsed },
    tickets: tickets.all(),
  };
  const author = authorOf(mail, parsed);
  if (author === null) return facts;
  const ticket = continued(facts, parsed, author);
  if (ticket !== null) {
    const assignee = parsed.writtenBy === "person" ? assigneeOf(view, ticket, now) : null;
    const own = assignee === null ? [] : addressesOf(view.mailboxes());
    return { ...facts, author: personOf(view, author.address), assignee, own };
  }
  if (notification !== null || parsed.automatic === "bounce") return facts;
  const opening = openingOf(view, facts, parsed, author, tickets);
  const own = opening.autoReplies === null ? [] : addressesOf(view.mailboxes());
  return { ...facts, opening, own, tickets: tickets.all() };
}

const mailFacts = ({ id, sender, recipients, mailbox, source }: MailRow): MailFacts => ({
  ...{ id, sender, recipients, mailbox, source },
});

function openingOf(
  view: View,
  { mail, policy, now }: Facts,
  parsed: ParsedMail,
  author: Address,
  tickets: Tickets,
): OpeningFacts {
  const mailbox = view.mailbox(mail.mailbox);
  const autoReplies = mailbox?.acknowledge
    ? view.automaticReplies(normalAddress(mail.sender), now - autoReplyLimits.window)
    : null;
  const { address } = requesterOf({ from: author, replyTo: parsed.replyTo });
  const since = now - floodLimits.window;
  const unlimited = policy.floodLimit === 0 || isOld(mail, parsed, now);
  const recent = unlimited ? [] : view.recentTickets(address, since, policy.floodLimit + RECENT);
  const [first] = sameSubject(subjectOf(parsed), recent);
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
