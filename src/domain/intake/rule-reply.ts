/** The reply that rules send to a mail (I-118): to whom, whether at all, and its text. */
import type { NewEvent } from "../events.ts";
import { type Address, normalAddress, type ParsedMail } from "../mail/index.ts";
import { writeRuleReply } from "../outgoing/index.ts";
import type { Run } from "../ruleset/index.ts";
import { filledTemplate, templateValuesOf } from "../settings/index.ts";
import type { NoReply, RuledTicket, RuleFailure, TicketEvent } from "../ticket/index.ts";
import { autoReplyTarget, withinAutoReplyLimits } from "./auto-reply.ts";
import type { Facts, RuleReplyFacts, TicketFacts } from "./facts.ts";
import { isOld } from "./new-ticket.ts";

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

/** Whom a reply to this mail goes to, as an auto-reply would; null if there must be none (I-39, I-41). */
export function ruleReplyTarget(
  { mail, own, read }: Pick<Facts, "mail" | "own" | "read">,
  { from, authentication, mayAutoReply, sent }: Received,
): Address | null {
  if (!read.ok) return null;
  const parsed: ParsedMail = read.mail;
  const message = {
    ...parsed,
    from,
    authentication,
    mayAutoReply: mayAutoReply === true,
    sent: sent === true,
  };
  return autoReplyTarget(message, mail, own)?.to ?? null;
}

/** The ticket that a mail became part of, as the reply names it. */
export interface RepliedTicket extends Pick<TicketFacts, "number" | "token" | "subject"> {
  /** Whether the mail was added to it; otherwise the mail opened it. */
  readonly joined: boolean;
  /** As the rules leave it. */
  readonly after: Pick<RuledTicket, "category" | "group">;
}

/** The reply, and why there is none. */
export interface RuledReply {
  readonly events: readonly NewEvent[];
  readonly noReply: NoReply | null;
}

const none: RuledReply = { events: [], noReply: null };

/**
 * The reply that a run asks for.
 * @param failed hears of a template that does not exist
 */
export function ruledReply(
  facts: Facts,
  message: Received,
  ticket: RepliedTicket,
  { reply, autoReply }: Pick<Run, "reply" | "autoReply">,
  failed: RuleFailure[],
): RuledReply {
  if (reply === null) return none;
  const known: RuleReplyFacts | null = facts.ruleset.reply ?? null;
  if (known?.text == null) {
    failed.push({ code: "no-template", rule: reply.rule, name: reply.template });
    return none;
  }
  const because = (noReply: NoReply): RuledReply => ({ events: [], noReply });
  if (!autoReply) return because("told-not-to");
  if (message.newcomer === true) return because("newcomer");
  const to = ruleReplyTarget(facts, message);
  if (to === null || known.from === null) return because("recipient");
  // The reply names the ticket: an envelope sender other than the author takes no part in it.
  if (ticket.joined && normalAddress(to.address) !== normalAddress(message.from.address))
    return because("recipient");
  if (facts.read.ok && isOld(facts.mail, facts.read.mail, facts.now)) return because("old");
  if (!withinAutoReplyLimits(known.given)) return because("limit");
  const { number, token, subject, after } = ticket;
  const { from } = message;
  const about = { number, subject, category: after.category, group: after.group };
  const text = filledTemplate(
    known.text,
    templateValuesOf({ ticket: about, subject: message.subject, person: from, mailbox: known.from }),
  );
  const event = writeRuleReply({
    ...{ message: facts.ids.reply, answers: message.message, to, ticket: { number, token } },
    ...{ from: known.from, subject: message.subject, text, hostname: known.hostname, now: facts.now },
  });
  return { events: [{ ticket: number, event }], noReply: null };
}
