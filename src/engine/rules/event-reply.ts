/** The facts for the reply that rules send when something happens to a ticket. */
import { autoReplyLimits, isOld } from "../../domain/intake/index.ts";
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
  const received = past.at(positions).flatMap((one): Heard[] => {
    const event = isTicketEvent(one) ? one.event : null;
    return event?.type === "MessageReceived" && event.sent !== true
      ? [{ message: event, time: one.time }]
      : [];
  });
  const heard = received.findLast(({ message }) => normalAddress(message.from.address) === address) ?? null;
  const mail = heard && view.mail(heard.message.mail);
  return {
    text: view.template(template)?.text ?? null,
    from: mailbox && { name: mailbox.name, address: mailbox.address },
    hostname: view.hostname() ?? "localhost",
    given: view.automaticReplies(address, now - autoReplyLimits.window),
    heard: heard && {
      message: heard.message,
      sender: mail?.sender ?? "",
      judged: view.judged(heard.message.message),
      old: isOld({ source: mail?.source ?? null }, heard.message, heard.time),
    },
    byMail: received.length > 0 || keys.length > LOOKED_AT,
  };
}

interface Heard {
  readonly message: Extract<TicketEvent, { type: "MessageReceived" }>;
  readonly time: number;
}
