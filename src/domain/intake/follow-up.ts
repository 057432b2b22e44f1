import { type MailId, type MessageKey, messageKey, type UserName } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import { type Evidence, messageOf, notificationDue, receive } from "../ticket/index.ts";
import type { Facts, IncomingMessage, TicketFacts } from "./facts.ts";

/**
 * The mail joins the ticket (I-29).
 * @param machine it changes no state, whatever its headers say of who wrote it (I-30)
 */
export function joining(
  ticket: Pick<TicketFacts, "number" | "state">,
  id: MailId,
  mail: IncomingMessage,
  evidence: Evidence,
  machine = false,
): readonly NewEvent[] {
  const message = messageOf(mail, id, messageKey(id), evidence);
  return receive(ticket, message, machine || mail.automatic !== false).map((event) => ({
    ticket: ticket.number,
    event,
  }));
}

/**
 * The notification that a ticket's assignee is owed for a person's mail that joins it (I-31).
 * @param message the notification's own key
 * @param knows who need not be told, since they had a hand in it
 */
export function toldAssignee(
  ticket: Pick<TicketFacts, "number" | "assignee">,
  id: MailId,
  { automatic }: Pick<IncomingMessage, "automatic">,
  message: MessageKey,
  { assignee: told, author, own }: Pick<Facts, "assignee" | "author" | "own">,
  knows: UserName | null,
): readonly NewEvent[] {
  const { assignee } = ticket;
  if (automatic !== false || assignee === null || assignee === knows || assignee === author?.name) return [];
  if (told?.ticket !== ticket.number || told.person.name !== assignee) return [];
  const because = { kind: "wrote", message: messageKey(id) } as const;
  return notificationDue(told.person, ticket.number, because, message, own, told.given);
}
