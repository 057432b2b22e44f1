import type { MailId } from "../../base/ids.ts";
import type { NewEvent } from "../../domain/events.ts";
import { decideReplyCopies, localAddresses } from "../../domain/intake/index.ts";
import type { ReplyComposed, ReplyWritten } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";

/**
 * The copies of a reply that is about to leave, for the other mailboxes of ours that it names (I-83). They depend on the
 * mailboxes, and on the ticket that the reply is in now.
 * @param written the same reply
 * @param size of the composed mail in bytes
 */
export function replyCopies(
  view: View,
  { automatic, to, cc }: ReplyWritten,
  { message, raw, sender }: ReplyComposed,
  size: number,
  newId: () => MailId,
): readonly NewEvent[] {
  const ticket = view.aboutTicket(message);
  const mailbox = ticket === null ? null : view.mailboxOf(ticket);
  const ids = [...to, ...cc].map(newId);
  const facts = { message, to, cc, sender, raw, size, mailbox, ids };
  return decideReplyCopies({ ...facts, automatic: automatic !== false }, localAddresses(view.mailboxes()));
}
