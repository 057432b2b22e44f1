import { type MailId, type MessageKey, messageKey, type UserName } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import { written as afterMail } from "../lifecycle/index.ts";
import { type Evidence, messageOf, notificationDue, receive } from "../ticket/index.ts";
import type { Facts, IncomingMessage, TicketFacts } from "./facts.ts";

/**
 * The mail is added to the ticket (I-29).
 * @param machine treat it as written by a program, whatever its headers say: it changes no state (I-30)
 * @param newcomer whether its author does not take part there: nobody does because of it (I-93)
 */
export function joining(
  ticket: Pick<TicketFacts, "number" | "state" | "stateSince">,
  id: MailId,
  mail: IncomingMessage,
  evidence: Evidence,
  moving: Pick<Facts, "lifecycle" | "now">,
  machine = false,
  newcomer = false,
): readonly NewEvent[] {
  const message = messageOf(mail, id, messageKey(id), evidence, newcomer);
  return receive(ticket, message, machine || mail.writtenBy === "program", moving).map((event) => ({
    ticket: ticket.number,
    event,
  }));
}

/** Whether a mail comes too late to be added to its ticket (I-120): mail from machines never does. */
export const isLate = (
  { lifecycle, now }: Pick<Facts, "lifecycle" | "now">,
  { writtenBy }: Pick<IncomingMessage, "writtenBy">,
  ticket: Pick<TicketFacts, "state" | "stateSince">,
): boolean => writtenBy === "person" && afterMail(lifecycle, ticket, now).late;

/**
 * The notification due to a ticket's assignee for a person's mail that is added to it (I-31).
 * @param message the notification's own key
 * @param knows people who need no notification, since they were involved
 */
export function notifiedAssignee(
  ticket: Pick<TicketFacts, "number" | "mailbox" | "assignee">,
  id: MailId,
  { writtenBy }: Pick<IncomingMessage, "writtenBy">,
  message: MessageKey,
  { assignee: told, author, own }: Pick<Facts, "assignee" | "author" | "own">,
  knows: UserName | null,
): readonly NewEvent[] {
  const { assignee } = ticket;
  if (writtenBy === "program" || assignee === null || assignee === knows || assignee === author?.name)
    return [];
  if (told?.ticket !== ticket.number || told.person.name !== assignee) return [];
  const because = { kind: "wrote", message: messageKey(id) } as const;
  return notificationDue(told.person, ticket, because, message, own, told.given);
}
