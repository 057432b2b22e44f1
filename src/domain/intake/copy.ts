/** The same mail twice: what is a copy of a mail that we have, and what becomes of it. */
import type { Dependency } from "../dependency.ts";
import {
  type Address,
  type Fingerprint,
  namedIn,
  normalAddress,
  ownAddresses,
  type ParsedMail,
} from "../mail/index.ts";
import type { MailCause } from "./cause.ts";
import type { CopyFacts, Facts } from "./facts.ts";
import { type MailOutcome, type Outcome, outcomeOf, type Rule } from "./outcome.ts";

/** What a mail that was decided about is. @param inTicket whether it is a message of a ticket */
export function copyKind({
  outcome,
  cause,
  inTicket: isMessage,
}: {
  readonly outcome: MailOutcome;
  readonly cause: MailCause | null;
  readonly inTicket: boolean;
}): CopyFacts["is"] {
  if (isMessage) return "message";
  if (outcome === "reply") return "agent-reply";
  if (outcome === "held") return "held";
  return cause?.code === "put-aside" ? "put-aside" : "filed";
}

/** What two mails have in common with certainty; null for what is not known. */
type Print = Pick<Fingerprint, "mail" | "says">;

/**
 * How a mail that we have is related to one that arrives with its fingerprint, or with its author, Message-ID and Date: it is the
 * same, the same but for what a list added (I-68), or only claims to be it (I-69).
 */
export function copyRelation(
  print: Print | null,
  other: { readonly fingerprint: string | null; readonly says: readonly string[] | null },
): "same" | "through-list" | "claim" {
  if (print?.mail != null && other.fingerprint === print.mail) return "same";
  return other.says?.some((one) => print?.says?.includes(one)) ? "through-list" : "claim";
}

/**
 * Whether a mail is held with a cause for which an agent's verified reply is held: the same mail could not be sent either.
 * @param cause null if it has none
 */
export function isUnsentReply(cause: MailCause | null): boolean {
  switch (cause?.code) {
    case "reply-not-sent":
    case "notification-quotation":
    case "notification-nothing-new":
      return true;
    default:
      return false;
  }
}

/**
 * The mail that one which arrives for the same mailbox is a copy of, so that it changes nothing (I-70 to I-74). Null if it
 * is none, or is not certain to be one.
 */
export function originalOf(facts: Facts, parsed: ParsedMail): CopyFacts | null {
  const { mail, notification, copies } = facts;
  return (
    copies.find((one) => {
      switch (one.is) {
        case "message":
          return one.mailbox === mail.mailbox && namesAll(facts, parsed, one);
        case "agent-reply":
          return !one.throughList;
        case "held":
          // Held for what it is, so that this one would be held as well.
          return one.unsent && notification !== null && !one.throughList;
        case "put-aside":
          return one.mailbox === mail.mailbox && mail.source !== null && !one.throughList;
        case "filed":
          return false;
      }
      return false;
    }) ?? null
  );
}

/** The mail that is already in the ticket which this one would be added to (I-75). */
export const inTicket = (facts: Facts, parsed: ParsedMail, ticket: number): CopyFacts | null =>
  facts.copies.find((one) => one.is === "message" && one.ticket === ticket && namesAll(facts, parsed, one)) ??
  null;

/** The mail that is held already, where this one would be held as well: all of their bytes are the same (I-73). */
export const heldAlready = ({ mail, copies, notification }: Facts): CopyFacts | null =>
  copies.find(
    (one) => one.is === "held" && one.sameBytes && (one.mailbox === mail.mailbox || notification !== null),
  ) ?? null;

/** A copy is filed, with the mail that it is a copy of; it changes nothing else. */
export function copyFiled(
  facts: Facts,
  { mail: original, is, ticket: found }: CopyFacts,
  from: Address | null,
  subject: string,
  rules: readonly Rule[],
): Outcome {
  const { id } = facts.mail;
  // What is held, or was archived, is in no ticket, even if it names one.
  const ticket = is === "message" || is === "agent-reply" ? found : null;
  const cause = { code: "duplicate", mail: original, ticket } as const;
  const event = { type: "MailFiled", mail: id, as: "filed", cause, from, subject } as const;
  return outcomeOf(rules, [{ ticket: null, event }], [{ on: "mail", mail: id, is: "queued" }]);
}

/** What a decision depends on that knows these copies: another may be decided at the same time (I-76). */
export function knowsCopies({
  fingerprint: print,
  copiesAre,
}: Pick<Facts, "fingerprint" | "copiesAre">): readonly Dependency[] {
  const [fingerprint, identity] = [print?.mail ?? null, print?.identity ?? null];
  return fingerprint === null && identity === null
    ? []
    : [{ on: "copies", fingerprint, identity, are: copiesAre }];
}

/**
 * A message in the mail's own mailbox that has its author, Message-ID and Date, without being certain to be the same mail:
 * it says something else, or names people whom this one does not (I-69). Null if there is none.
 */
export const claimant = ({ mail, claims, copies }: Facts): CopyFacts | null =>
  [...copies, ...claims].find(
    (one) => one.is === "message" && one.ticket !== null && one.mailbox === mail.mailbox,
  ) ?? null;

/**
 * Whether the mail names all addresses that the earlier one does, apart from our own. If not, the earlier
 * one may have been sent by someone else, to bring themselves into the conversation: then nobody's mail is taken for a copy.
 */
function namesAll({ own }: Facts, parsed: ParsedMail, { named, author, throughList }: CopyFacts): boolean {
  const isOwn = ownAddresses(own);
  const here = new Set(namedIn(parsed));
  // A list that puts its own address into From or Reply-To names the author in Reply-To or Cc, and takes part itself.
  if (throughList && parsed.from) here.add(normalAddress(parsed.from.address));
  const others = throughList ? [...named, normalAddress(author)] : named;
  return others.every((address) => here.has(address) || isOwn(address));
}
