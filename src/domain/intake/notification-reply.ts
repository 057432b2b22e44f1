/** Mail sent to a notification: an agent's reply, an automatic mail, or mail from someone else. */
import type { NewEvent } from "../events.ts";
import {
  type Address,
  type Authentication,
  normalAddress,
  type ParsedMail,
  verifiedBy,
} from "../mail/index.ts";
import { bounceEvents } from "./bounce.ts";
import type { Facts, NotificationFacts, TicketFacts } from "./facts.ts";
import { heldEvent } from "./held-event.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { checkedVerdicts, type Doubt, mayReply } from "./trust.ts";

/**
 * The outcome of a mail that belongs to a notification (I-8): an automatic one is filed (I-9), the agent's own is their
 * reply if it is verified and they have permission (I-10), and all others are held (I-11). None of them creates a
 * ticket.
 * @param ticket the notification's ticket, or the one it was merged into
 */
export function toNotification(
  { mail, checks }: Facts,
  parsed: ParsedMail,
  author: Address | null,
  notification: NotificationFacts,
  ticket: TicketFacts,
): Outcome {
  const { user, message, evidence, deliveries } = notification;
  const { subject, automatic } = parsed;
  const waits = { on: "mail", mail: mail.id, is: "queued" } as const;
  const nobody = mail.sender === "" && mail.source === null;
  if (nobody || automatic === "bounce" || automatic === "auto-reply") {
    const bounced = bounceEvents(mail.id, parsed.bounce, message, deliveries);
    const as = automatic === "bounce" ? "bounce" : "filed";
    const cause = { code: "notification-machine", ticket: ticket.number, name: user.fullName } as const;
    const filed = { type: "MailFiled", mail: mail.id, as, cause, from: author, subject } as const;
    const rules = bounced.length > 0 ? (["I-8", "I-9", "I-14"] as const) : (["I-8", "I-9"] as const);
    return outcomeOf(rules, [...bounced, filed].map(besideTickets), [waits]);
  }
  const found = checked(parsed, author, checks?.authentication ?? null, notification, ticket);
  if (!found.ok) {
    const { doubt } = found;
    return outcomeOf(
      ["I-8", doubt.rule],
      [heldEvent(mail.id, doubt, author, subject, ticket.number)],
      [waits],
    );
  }
  const replied = {
    ...({ type: "AgentReplied", mail: mail.id, about: ticket.number, user: user.name } as const),
    ...{ evidence, from: found.author, subject },
  };
  const joins = { on: "ticket", ticket: ticket.number, version: ticket.version } as const;
  return outcomeOf(["I-8", "I-10", "I-27"], [besideTickets(replied)], [waits, joins]);
}

const besideTickets = (event: NewEvent["event"]): NewEvent => ({ ticket: null, event });

type Checked =
  | { readonly ok: true; readonly author: Address }
  | { readonly ok: false; readonly doubt: Doubt };

/** Whether a person's mail to a notification is sent on as the agent's reply, or why not. */
function checked(
  parsed: ParsedMail,
  author: Address | null,
  authentication: Authentication | null,
  { user }: NotificationFacts,
  ticket: TicketFacts,
): Checked {
  const about = { ticket: ticket.number, name: user.fullName };
  const held = (cause: Doubt["cause"], reason: Doubt["reason"] = "possible-follow-up"): Checked => ({
    ok: false,
    doubt: { reason, cause, rule: "I-11" },
  });
  if (author === null) return held({ code: "notification-no-sender", ...about }, "no-sender");
  const { address } = author;
  if (user.email === null || normalAddress(address) !== normalAddress(user.email))
    return held({ code: "notification-other-sender", address, ...about });
  if (verifiedBy(authentication, author).length === 0) {
    const verdicts = checkedVerdicts(authentication);
    return held({ code: "notification-unproven", checked: verdicts, ...about }, "unproven-agent");
  }
  if (user.disabled) return held({ code: "notification-disabled", ...about });
  if (!mayReply(user, ticket)) return held({ code: "notification-not-allowed", ...about });
  // Headers of lists and bulk services say how a mail travelled, not who wrote it (I-29).
  if (parsed.writtenBy === "program") {
    const automatic = parsed.automatic || "auto-reply";
    return held({ code: "notification-to-many", automatic, ...about });
  }
  if (parsed.nothingNew || parsed.text.trim() === "")
    return held({ code: "notification-nothing-new", ...about });
  return { ok: true, author };
}
