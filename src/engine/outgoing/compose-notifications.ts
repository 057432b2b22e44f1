import type { MessageKey } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import { decideQueued, notificationDraft, type OutgoingDraft } from "../../domain/outgoing/index.ts";
import { isErasedTicket, type Ticket, type TicketEvent } from "../../domain/ticket/index.ts";
import type { NotificationRow } from "../../record/view.ts";
import { languageFor } from "../../text/index.ts";
import type { DueWork } from "../due-work.ts";
import { type ComposerParts, createComposer } from "./compose.ts";
import { notificationText } from "./mail-text.ts";
import { notificationProof } from "./notifications.ts";

/** The most entries of a conversation searched for the last message from outside. */
const LOOKED_AT = 50;

/** Composes the notifications that decisions have made due; they are not part of the conversation. */
export function createNotificationComposer(parts: ComposerParts): DueWork {
  const { record } = parts;
  return createComposer<NotificationRow, OutgoingDraft>(parts, {
    what: "a notification",
    actor: systemActor("notifications"),
    begins: "NotificationDue",
    due: (view, _, limit) => view.notificationsDue(limit),
    id: ({ message }) => message,
    line: ({ ticket }) => ticket,
    async draft({ message, ticket: about, user, duePosition }) {
      const { view } = record;
      const ticket = view.ticket(about);
      const mailbox = ticket && view.mailbox(ticket.mailbox);
      const due = (await record.journal.at(duePosition))?.event;
      if (due?.type === "Erased" || (ticket && isErasedTicket(ticket))) return "erased";
      if (!ticket || !mailbox || due?.type !== "NotificationDue") {
        throw new Error(`a notification is due about ticket ${about}, which has no mailbox to send it from`);
      }
      const { to, because } = due;
      const giver = because.kind === "assigned" && because.by !== null ? view.user(because.by) : null;
      return notificationDraft({
        ...{ message, to, mailbox },
        words: notificationText(languageFor(view.user(user)?.language ?? mailbox.language), {
          ticket,
          told: await lastReceived(because.kind === "assigned" ? null : (because.message ?? null), ticket),
          because: because.kind,
          rule: because.kind === "rule" ? because.rule : null,
          giver: giver?.fullName ?? null,
        }),
        claim: { ticket: about, proof: notificationProof(ticket, user) },
        hostname: view.hostname() ?? "localhost",
      });
    },
    settle(view, _, { message, ticket: about, user }, composed) {
      const subject = { type: "NotificationQueued", user, about } as const;
      return decideQueued(message, view.isDue(message), subject, composed);
    },
  });

  /** The message that it is about, or else the last one from outside. */
  async function lastReceived(
    key: MessageKey | null,
    ticket: Ticket,
  ): Promise<Extract<TicketEvent, { type: "MessageReceived" }> | null> {
    const { past } = record;
    const found: readonly (Recorded | null)[] =
      key === null ? await past.conversation(ticket.number, LOOKED_AT) : [await past.message(key)];
    const written = found.flatMap((one) => (one?.event.type === "MessageReceived" ? [one.event] : []));
    // A rule may be about automatic mail.
    return written.findLast(({ automatic }) => key !== null || automatic === false) ?? null;
  }
}
