import type { MailId } from "../../base/ids.ts";
import type { NewEvent } from "../../domain/events.ts";
import { decideReception, localAddresses, mailboxFor, replySource } from "../../domain/intake/index.ts";
import type { ReplyComposed, ReplyWritten } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";

/** We wrote it, so no server sent it to us. */
const nobody = { ip: "", helo: "", tls: false } as const;

/**
 * A reply that is about to leave is received for every other mailbox of ours that it names (I-83). It does not depend on
 * how its delivery ends, and however often it comes back by mail, that is filed.
 * @param written the same reply
 * @param size of the composed mail in bytes
 */
export function replyCopies(
  view: View,
  written: ReplyWritten,
  { message, raw, sender }: ReplyComposed,
  size: number,
  newId: () => MailId,
): readonly NewEvent[] {
  const ticket = view.aboutTicket(message);
  if (written.automatic || ticket === null) return [];
  const local = localAddresses(view.mailboxes());
  const named = new Map<string, string>();
  for (const { address } of [...written.to, ...written.cc]) {
    const mailbox = mailboxFor(address, local);
    if (mailbox.ok && !named.has(mailbox.value)) named.set(mailbox.value, address);
  }
  named.delete(view.mailboxOf(ticket) ?? "");
  if (named.size === 0) return [];
  const { events } = decideReception({
    places: [...named.keys()].map((mailbox) => ({ id: newId(), mailbox })),
    envelope: { from: sender, to: [...named.values()] },
    ...{ size, sha256: raw, peer: nobody, source: replySource(message), before: null, moved: null },
  });
  return events;
}
