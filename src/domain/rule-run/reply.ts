/** The reply that rules send when something happens to a ticket: to its requester, or to nobody. */
import type { MessageKey } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import {
  type AutoReplyCounts,
  autoReplyTarget,
  isWrittenTo,
  withinAutoReplyLimits,
} from "../intake/index.ts";
import { type Address, normalAddress } from "../mail/index.ts";
import { writeRuleReply } from "../outgoing/index.ts";
import type { Run } from "../ruleset/index.ts";
import { filledTemplate, templateValuesOf } from "../settings/index.ts";
import type { Judgement, NoReply, RuleFailure, Ticket, TicketEvent } from "../ticket/index.ts";

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

/** What the reply is made of. */
export interface EventReplyFacts {
  /** Of its template; null if there is none of that name. */
  readonly text: string | null;
  /** The mailbox of the ticket; null if it is gone. */
  readonly from: Address | null;
  readonly hostname: string;
  /** Automatic replies so far, to the requester and to all. */
  readonly given: AutoReplyCounts;
  /** The requester's newest message among the latest; null if there is none. */
  readonly heard: HeardFacts | null;
  /** Whether mail of any kind is among the latest messages, or there are more than were looked at. */
  readonly byMail: boolean;
}

/** A message of the requester, as far as it says whether they can be answered automatically. */
export interface HeardFacts {
  readonly message: Received;
  /** The envelope sender of its mail, "" for none or if it is not known any more. */
  readonly sender: string;
  /** What an agent says of it; null if nothing. */
  readonly judged: Judgement | null;
  /** Whether it was so old when it came that nobody expects a reply (I-36). */
  readonly old: boolean;
}

/**
 * Whom the reply goes to; null if there must be none. A requester who wrote gets one as their newest mail would (I-39, I-41); one
 * who never did was named by an agent.
 */
function eventReplyTarget(
  { requester }: Pick<Ticket, "requester">,
  { heard, byMail }: Pick<EventReplyFacts, "heard" | "byMail">,
  own: readonly string[],
): Address | null {
  if (!isWrittenTo(requester, own)) return null;
  if (heard === null) return byMail ? null : requester;
  const { message, sender, judged } = heard;
  if (judged === "forged" || message.newcomer === true) return null;
  const { from, replyTo, authentication, automatic, mayAutoReply } = message;
  const target = autoReplyTarget(
    {
      ...{ from, replyTo, authentication, automatic, mayAutoReply: mayAutoReply === true },
      ...{ originalAuthors: [], lists: [], sent: message.sent === true },
    },
    { sender },
    own,
  );
  const isRequester =
    target !== null && normalAddress(target.to.address) === normalAddress(requester.address);
  return isRequester ? requester : null;
}

interface Replying {
  readonly ticket: Ticket;
  readonly reply: EventReplyFacts | null;
  readonly own: readonly string[];
  readonly ids: { readonly reply: MessageKey };
  readonly now: number;
}

/** The reply that a run asks for. @param failed hears of a template that does not exist */
export function eventReply(
  { ticket, reply: known, own, ids, now }: Replying,
  { reply, ticket: after }: Pick<Run, "reply" | "ticket">,
  failed: RuleFailure[],
): { readonly events: readonly NewEvent[]; readonly noReply: NoReply | null } {
  if (reply === null) return { events: [], noReply: null };
  if (known?.text == null) {
    failed.push({ code: "no-template", rule: reply.rule, name: reply.template });
    return { events: [], noReply: null };
  }
  const to = eventReplyTarget(ticket, known, own);
  if (to === null || known.from === null) return { events: [], noReply: "recipient" };
  if (known.heard?.old) return { events: [], noReply: "old" };
  if (!withinAutoReplyLimits(known.given)) return { events: [], noReply: "limit" };
  const { number, token, subject } = ticket;
  const about = { number, subject, category: after.category, group: after.group };
  const text = filledTemplate(
    known.text,
    templateValuesOf({ ticket: about, subject, person: to, mailbox: known.from }),
  );
  const event = writeRuleReply({
    ...{ message: ids.reply, to, ticket: { number, token }, from: known.from, subject, text },
    ...(known.heard ? { answers: known.heard.message.message } : {}),
    ...{ hostname: known.hostname, now },
  });
  return { events: [{ ticket: number, event }], noReply: null };
}
