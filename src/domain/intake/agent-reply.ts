import { type Fault, fault, type StoredFault, storedFault } from "../../base/fault.ts";
import type { TicketNumber } from "../../base/ids.ts";
import { never, type Result } from "../../base/result.ts";
import type { NewEvent } from "../events.ts";
import { type QuotedMail, withoutOwnQuotation } from "../mail/index.ts";
import type { NotificationEvent } from "../ticket/index.ts";
import type { HeldCause } from "./cause.ts";
import { heldEvent } from "./held-event.ts";

/** What an agent's mail to a notification says, without the notification that it quotes (I-60). */
export type AgentText =
  | { readonly kind: "text"; readonly text: string }
  /** It has more of the notification than could be told exactly, or nothing else. */
  | { readonly kind: "quotation" | "nothing"; readonly text: string }
  | { readonly kind: "unreadable"; readonly fault: StoredFault };

/** @param known lines of ours that every notification has */
export function agentText(
  text: string,
  quoted: readonly QuotedMail[],
  known: readonly string[],
): Exclude<AgentText, { kind: "unreadable" }> {
  const left = withoutOwnQuotation(text, quoted, known);
  if (left.kind === "doubtful") return { kind: "quotation", text: text.trim() };
  return { kind: left.text === "" ? "nothing" : "text", text: left.text };
}

/** The facts for passing an agent's mail on as their reply. */
export interface AgentReplyFacts {
  readonly replied: Extract<NotificationEvent, { type: "AgentReplied" }>;
  /** The ticket that the notification is about, or the one it was merged into; null if there is none. */
  readonly ticket: TicketNumber | null;
  /** Null if there is nobody of that name any more. */
  readonly agent: { readonly fullName: string; readonly disabled: boolean } | null;
  readonly said: AgentText;
  /** What writing it as their reply records, or why it cannot be written; null for what is not to be written. */
  readonly reply: Result<readonly NewEvent[], Fault> | null;
}

/** Characters of a held reply that its cause keeps. */
const MOST_TEXT = 10_000;

/**
 * An agent's mail to a notification is their reply to the requester, as it is without the notification (I-60). What cannot be
 * sent whole, or not by them, is held with its cause.
 */
export function decideAgentReply(facts: AgentReplyFacts): {
  readonly sent: boolean;
  readonly events: readonly NewEvent[];
} {
  const { replied, ticket, agent, said, reply } = facts;
  const { mail, from, subject, user } = replied;
  const name = agent?.fullName ?? user;
  const hold = (cause: HeldCause) => ({
    sent: false,
    events: [heldEvent(mail, { reason: "possible-follow-up", cause }, from, subject, ticket)],
  });
  const notSent = (why: StoredFault) => hold({ code: "reply-not-sent", name, fault: why });
  if (ticket === null || agent === null || agent.disabled)
    return notSent(storedFault(fault("permission.denied")));
  switch (said.kind) {
    case "quotation": {
      const text = said.text.slice(0, MOST_TEXT).toWellFormed();
      return hold({ code: "notification-quotation", ticket, name, text });
    }
    case "nothing":
      return hold({ code: "notification-nothing-new", ticket, name });
    case "unreadable":
      return notSent(said.fault);
    case "text":
      if (reply === null) return notSent(storedFault(fault("permission.denied")));
      return reply.ok ? { sent: true, events: reply.value } : notSent(storedFault(reply.error));
    default:
      return never(said);
  }
}
