/** A person's decision about a held mail: it is added to a ticket, creates one, or is archived. */

import { type Fault, fault } from "../../base/fault.ts";
import type { MailId, MessageKey, TicketNumber, UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Dependency } from "../dependency.ts";
import type { Lifecycle } from "../lifecycle/index.ts";
import {
  type Address,
  type Authentication,
  isForged,
  normalAddress,
  type ParsedMail,
  verifiedBy,
} from "../mail/index.ts";
import { authorOf, groupsOf, isOnlyNamed } from "./author.ts";
import type { MailCause } from "./cause.ts";
import { knowsCopies } from "./copy.ts";
import type { AssigneeFacts, Facts, IncomingMessage, PersonFacts, TicketFacts } from "./facts.ts";
import { joining, notifiedAssignee } from "./follow-up.ts";
import { knownFrom } from "./known.ts";
import { linking } from "./link.ts";
import { opening } from "./new-ticket.ts";
import { type MailOutcome, type Outcome, outcomeOf, type Rule } from "./outcome.ts";
import { isSent } from "./own-mail.ts";
import { mayReply } from "./trust.ts";

/** The same mail elsewhere, and the tickets that it is in. */
export type SameMail = Pick<Facts, "copies" | "claims" | "copiesAre" | "fingerprint" | "tickets">;

/** A mail that a person decides about, from the read model. */
export interface HeldMailFacts {
  readonly id: MailId;
  readonly outcome: MailOutcome;
  readonly mailbox: string;
  readonly from: Address | null;
  readonly subject: string;
  /** Why it is held. */
  readonly cause: MailCause;
}

/** The facts for adding it to a ticket. */
export interface JoinFacts {
  readonly mail: HeldMailFacts | null;
  readonly message: IncomingMessage;
  /** The ticket that was named, or the one it was merged into; null if there is none with that number. */
  readonly named: TicketNumber;
  readonly ticket: TicketFacts | null;
  readonly same: SameMail;
  readonly by: UserName | null;
  readonly author: PersonFacts | null;
  readonly assignee: AssigneeFacts | null;
  readonly own: readonly string[];
  /** Key of the notification that may be due. */
  readonly notification: MessageKey;
  readonly lifecycle: Lifecycle;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The facts for creating a ticket. */
export interface OpenFacts {
  readonly mail: HeldMailFacts | null;
  readonly message: IncomingMessage;
  readonly token: string;
  readonly number: TicketNumber;
  readonly group: string | null;
  readonly own: readonly string[];
  readonly same: SameMail;
  readonly lifecycle: Lifecycle;
}

/**
 * Whether a mail exists and is still held (I-45).
 * @returns or thing.not-found, or thing.moved-on if someone has already decided
 */
export function stillHeld<M extends Pick<HeldMailFacts, "outcome">>(mail: M | null): Result<M, Fault> {
  if (!mail) return refuse(fault("mail.unknown"));
  if (mail.outcome !== "held") return refuse(fault("mail.decided"));
  return ok(mail);
}

/** A held mail as the message that it becomes; ticket.state if it has no author, so that it can only be archived. */
export function heldMessage(
  sender: string,
  parsed: ParsedMail,
  authentication: Authentication | null,
  own: readonly string[],
): Result<IncomingMessage, Fault> {
  const from = authorOf({ sender }, parsed, own, authentication);
  if (!from) return refuse(fault("held.no-sender"));
  return ok({
    ...parsed,
    from,
    authentication,
    sent: isSent(parsed, from, own),
    named: isOnlyNamed(parsed, from, own),
    groups: groupsOf(parsed, own),
  });
}

/** The mail is added to the ticket that was named, or the one that it was merged into (I-42). */
export function decideJoin(facts: JoinFacts): Result<Outcome, Fault> {
  const { message, ticket, by, named } = facts;
  const mail = stillHeld(facts.mail);
  if (!mail.ok) return mail;
  if (!ticket) return refuse(fault("ticket.unknown", { params: { number: named } }));
  if (by === null) return refuse(fault("permission.denied"));
  const { id } = mail.value;
  const evidence = { by: "agent", user: by } as const;
  const newcomer = isNewcomer(facts, ticket);
  const joined = joining(ticket, id, message, evidence, facts, message.sent, newcomer);
  const told = message.sent ? [] : notifiedAssignee(ticket, id, message, facts.notification, facts, by);
  const version = { on: "ticket", ticket: ticket.number, version: ticket.version } as const;
  const rules: readonly Rule[] = newcomer ? ["I-42", "I-99"] : ["I-42"];
  const outcome = outcomeOf(rules, [...joined, ...told], [isHeld(id), version]);
  return ok(linked(outcome, id, ticket, facts.same));
}

/** Whether the author of a mail that is added by hand is forged, or neither takes part in the ticket nor is an agent of it (I-99). */
function isNewcomer({ message, author }: JoinFacts, ticket: TicketFacts): boolean {
  const { from, authentication, sent = false, named = false } = message;
  if (named || isForged(authentication)) return true;
  if (sent || ticket.participants.includes(normalAddress(from.address))) return false;
  return author === null || !mayReply(author, ticket) || verifiedBy(authentication, from).length === 0;
}

/** The mail creates a ticket of its own (I-43). */
export function decideOpen(facts: OpenFacts): Result<Outcome, Fault> {
  const mail = stillHeld(facts.mail);
  if (!mail.ok) return mail;
  const { message, token, number } = facts;
  const next = { on: "next-ticket", number } as const;
  const { id, mailbox } = mail.value;
  const outcome = outcomeOf(["I-43"], opening(mail.value, message, token, facts, facts.own), [
    isHeld(id),
    next,
  ]);
  return ok(linked(outcome, id, { number, mailbox, linked: [] }, facts.same));
}

/**
 * The mail is archived (I-44).
 * @param by who does it: a user's name, or the actor if it is not a user
 */
export function decideFile(facts: HeldMailFacts | null, by: string): Result<Outcome, Fault> {
  const mail = stillHeld(facts);
  if (!mail.ok) return mail;
  const { id, from, subject } = mail.value;
  const cause = { code: "put-aside", by, held: mail.value.cause } as const;
  const event = { type: "MailFiled", mail: id, as: "filed", cause, from, subject } as const;
  return ok(outcomeOf(["I-44"], [{ ticket: null, event }], [isHeld(id)]));
}

function linked(
  outcome: Outcome,
  mail: MailId,
  place: Parameters<typeof linking>[2],
  same: SameMail,
): Outcome {
  const known = knownFrom({ tickets: same.tickets, references: [] });
  const found = linking(outcome, mail, place, same.copies, known);
  return { ...found, dependsOn: [...found.dependsOn, ...knowsCopies(same)] };
}

const isHeld = (mail: MailId): Dependency => ({ on: "mail", mail, is: "held" });
