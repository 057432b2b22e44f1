import type { MailId } from "../../base/ids.ts";
import type { HeldReason } from "../mail/events.ts";
import {
  type Address,
  type Authentication,
  type Checks,
  domainOf,
  isForged,
  isRefusedByOwner,
  normalAddress,
  type ParsedMail,
  type SpamVerdict,
  verifiedBy,
} from "../mail/index.ts";
import { may, userCaller } from "../policy/index.ts";
import type { IntakePolicy } from "../settings/index.ts";
import type { Evidence } from "../ticket/index.ts";
import type { CheckedVerdicts, HeldCause } from "./cause.ts";
import type { PersonFacts, TicketFacts } from "./facts.ts";
import type { Match } from "./match.ts";
import type { Rule } from "./outcome.ts";

/** What a mail's checks mean for its outcome: which senders to trust, and what a person has to see first. */

export interface Doubt {
  readonly reason: HeldReason;
  readonly cause: HeldCause;
  readonly rule: Rule;
}

/** Symbols of a spam scanner that a cause names. */
const MOST_SYMBOLS = 8;

/** A spam scanner's verdict by the threshold that the site has set, or else the scanner's own (I-5). */
function judged(verdict: SpamVerdict, { spamThreshold }: IntakePolicy): SpamVerdict {
  if (spamThreshold === null) return verdict;
  return { ...verdict, spam: verdict.score >= spamThreshold, threshold: spamThreshold };
}

/** The checks as recorded, with the spam verdict decided. */
export function judgedChecks(checks: Checks, policy: IntakePolicy): Checks {
  return checks.spam === null ? checks : { ...checks, spam: judged(checks.spam, policy) };
}

/** Why a mail is held because of the virus scanner; null if it is not (I-2). */
export function infected(checks: Checks | null): Doubt | null {
  const virus = checks?.virus?.virus ?? null;
  return virus === null ? null : { reason: "virus", cause: { code: "virus", virus }, rule: "I-2" };
}

/**
 * Why a mail is held regardless of its content: it fails its domain's DMARC policy (I-4), or is spam (I-5). Null if it
 * is not.
 * @param parsed the mail: a bounce is nobody's, so that its author need not be clear
 */
export function distrusted(
  checks: Checks | null,
  author: Address | null,
  { from, automatic }: Pick<ParsedMail, "from" | "automatic">,
): Doubt | null {
  if (checks === null) return null;
  const { authentication, spam } = checks;
  if (isRefusedByOwner(authentication)) {
    const cause = {
      code: "dmarc-reject",
      domain: authentication?.dmarc.domain ?? domainOf(author?.address ?? ""),
      forwarded: authentication?.arc.verdict === "pass",
      forwarder: authentication?.arc.domain ?? null,
    } as const;
    return { reason: "dmarc-reject", cause, rule: "I-4" };
  }
  if (from !== null && automatic !== "bounce" && isUnclear(authentication, from)) {
    const cause = { code: "author-unclear", address: from.address } as const;
    return { reason: "unproven-agent", cause, rule: "I-4" };
  }
  if (spam?.spam) {
    const { score, threshold } = spam;
    const cause = { code: "spam", score, threshold, symbols: spam.symbols.slice(0, MOST_SYMBOLS) } as const;
    return { reason: "spam", cause, rule: "I-5" };
  }
  return null;
}

/** Why a mail is held that a scanner gave no verdict about, if such mail is to be held (I-62). Null if it is not. */
export function unscanned(checks: Checks | null, { holdUnscanned }: IntakePolicy): Doubt | null {
  const by = checks?.unscanned ?? [];
  if (!holdUnscanned || by.length === 0) return null;
  return { reason: "unscanned", cause: { code: "unscanned", by }, rule: "I-62" };
}

/** Whether we checked a mail and found no single domain of its author, although it has an author. */
function isUnclear(authentication: Authentication | null, { address }: Address): boolean {
  if (authentication === null || authentication.by !== null || domainOf(address) === "") return false;
  const { verdict, domain } = authentication.dmarc;
  return domain === null && (verdict === "none" || verdict === "permerror");
}

export type Admitted =
  | {
      readonly kind: "none";
      /** As of a match, and whether the mail is a newcomer's there, as below. */
      readonly beside?: NonNullable<Extract<Match, { readonly kind: "none" }>["beside"]>;
      readonly newcomer: boolean;
    }
  | {
      readonly kind: "follow-up";
      readonly ticket: TicketFacts;
      readonly evidence: Evidence;
      readonly rules: readonly Rule[];
      /** Whether its author does not take part there yet (I-93), or is shown to be forged (I-24). */
      readonly newcomer: boolean;
      /** The held mail by which the author is known, if nothing else is. */
      readonly heldMail: MailId | null;
    }
  /** It creates a ticket of its own, which may belong to this one (I-92). */
  | { readonly kind: "outsider"; readonly ticket: TicketFacts; readonly rules: readonly Rule[] }
  | ({ readonly kind: "held"; readonly ticket: TicketFacts; readonly rules: readonly Rule[] } & Omit<
      Doubt,
      "rule"
    >);

/**
 * Whether a mail may be added to the ticket it matches. Mail from an agent's address must be verified (I-26), and may
 * then be added to any ticket they may reply to by its token, as in the pages (I-28); only as the ticket's
 * own requester are they treated like anyone else. Others take part in the ticket (I-24) or are new there (I-90 to I-92).
 * @param agent the enabled user with the author's address
 * @param named whether the author is only named by a list of others (I-102)
 */
export function admitted(
  found: Match,
  agent: PersonFacts | null,
  authentication: Authentication | null,
  from: Address,
  named = false,
): Admitted {
  const forged = named || isForged(authentication);
  if (found.kind === "none") {
    const { beside } = found;
    // What only may belong to a ticket is a mail like any other.
    if (beside === undefined || beside.kind === "possible") return { ...found, newcomer: false };
    const role = roleOf(beside, agent, authentication, from);
    if (role === "unproven") return unproven(beside, agent, authentication, from);
    return {
      ...found,
      newcomer: forged || (beside.kind === "newcomer" && role !== "agent"),
    };
  }
  const { ticket, evidence, rule } = found;
  // Whom a forged mail addresses takes no part either.
  const newcomer = forged;
  const joins = { kind: "follow-up", ticket, evidence, newcomer, heldMail: null } as const;
  const role = roleOf(found, agent, authentication, from);
  if (role === "unproven") return unproven(found, agent, authentication, from);
  if (role === "agent" && evidence.by === "token") return { ...joins, rules: [rule, "I-27", "I-28"] };
  switch (found.kind) {
    case "follow-up":
      return { ...joins, rules: [rule, "I-24"] };
    case "newcomer":
      return { ...joins, newcomer: true, heldMail: found.heldMail, rules: [rule, found.because, "I-93"] };
    case "possible":
      return { kind: "outsider", ticket, rules: [rule, "I-92"] };
  }
}

type Belongs = Exclude<Match, { readonly kind: "none" }>;

/** Whether the author is one of the agents who may reply to the ticket, or pretends to be an agent; null for anyone else. */
function roleOf(
  { ticket }: Belongs,
  agent: PersonFacts | null,
  authentication: Authentication | null,
  from: Address,
): "agent" | "unproven" | null {
  if (agent === null || normalAddress(from.address) === normalAddress(ticket.requester.address)) return null;
  if (verifiedBy(authentication, from).length === 0) return "unproven";
  return mayReply(agent, ticket) ? "agent" : null;
}

function unproven(
  { ticket, rule }: Belongs,
  agent: PersonFacts | null,
  authentication: Authentication | null,
  { address }: Address,
): Admitted {
  const about = { ticket: ticket.number, name: agent?.fullName ?? "", address };
  const cause = { code: "unproven-agent", ...about, checked: checkedVerdicts(authentication) } as const;
  return { kind: "held", ticket, reason: "unproven-agent", cause, rules: [rule, "I-26"] };
}

/** Whether a person may reply to a ticket. */
export const mayReply = (person: PersonFacts, { mailbox }: Pick<TicketFacts, "mailbox">): boolean =>
  may(userCaller(person), "tickets.write", { mailbox }).ok;

/** The results of a sender's checks, for the cause of a hold. */
export function checkedVerdicts(authentication: Authentication | null): CheckedVerdicts {
  if (authentication === null) return null;
  const { spf, dkim, dmarc } = authentication;
  return { spf: spf.verdict, dkim: dkim.verdict, dmarc: dmarc.verdict };
}
