/** The facts for the reply that rules send when something happens to a ticket. */
import { autoReplyLimits } from "../../domain/intake/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import type { EventReplyFacts, TicketRuleFacts } from "../../domain/rule-run/index.ts";
import { isTicketEvent, type TicketEvent } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";
import type { PastEvents } from "../past.ts";

/** The latest entries of a conversation among which a message of the requester is looked for. */
const LOOKED_AT = 30;

export function eventReplyFacts(
  view: View,
  past: PastEvents,
  { ticket, now }: Pick<TicketRuleFacts, "ticket" | "now">,
  template: string,
): EventReplyFacts {
  const { number, requester } = ticket;
  const mailbox = view.mailbox(ticket.mailbox);
  const address = normalAddress(requester.address);
  const keys = view.messagesIn(number);
  const positions = keys.slice(-LOOKED_AT).flatMap((key) => view.positionOf(key) ?? []);
  const received = past.at(positions).flatMap((one): Received[] => {
    const event = isTicketEvent(one) ? one.event : null;
    return event?.type === "MessageReceived" && event.sent !== true ? [event] : [];
  });
  const message = received.findLast(({ from }) => normalAddress(from.address) === address) ?? null;
  return {
    text: view.template(template)?.text ?? null,
    from: mailbox && { name: mailbox.name, address: mailbox.address },
    hostname: view.hostname() ?? "localhost",
    given: view.automaticReplies(address, now - autoReplyLimits.window),
    heard: message && {
      message,
      sender: view.mail(message.mail)?.sender ?? "",
      judged: view.judged(message.message),
    },
    byMail: received.length > 0 || keys.length > LOOKED_AT,
  };
}

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;
