/** Notifications to agents: whether one is due, and the proof that identifies replies to it. */
import { createHmac } from "node:crypto";
import type { MessageKey, UserName } from "../../base/ids.ts";
import type { NewEvent } from "../../domain/events.ts";
import { addressesOf } from "../../domain/mail/index.ts";
import {
  type NotificationAbout,
  notificationDue,
  notificationLimits,
  type Ticket,
  tokenFrom,
} from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";

/**
 * The notification due to an agent, as an event to record together with what it is about; empty if none is due.
 * @param message the notification's own key
 */
export function notificationFor(
  view: View,
  ticket: Ticket,
  user: UserName,
  because: NotificationAbout,
  message: MessageKey,
  now: number,
): readonly NewEvent[] {
  const person = view.user(user);
  if (!person) return [];
  const given = view.notifications(user, ticket.number, now - notificationLimits.window);
  return notificationDue(person, ticket, because, message, addressesOf(view.mailboxes()), given);
}

/** The proof in a notification, specific to this ticket and this agent. */
export function notificationProof(ticket: Pick<Ticket, "number" | "token">, user: UserName): string {
  const mac = createHmac("sha256", ticket.token).update(`notification ${ticket.number} ${user}`).digest();
  return tokenFrom(mac.subarray(0, 10));
}
