import type { MessageKey } from "../../base/ids.ts";
import type { Erased, Event } from "../events.ts";
import type { WebhookEvent } from "../settings/index.ts";

/** What endpoints are told of an event, and the message that it is about. */
export interface Told {
  readonly type: WebhookEvent;
  readonly message: MessageKey | null;
}

/** What endpoints are told of an event of a ticket; null for nothing. The mail that opens a ticket is told with it. */
export function toldOf(event: Event | Erased): Told | null {
  switch (event.type) {
    case "TicketOpened":
      return { type: "ticket.opened", message: null };
    case "Changed":
      return { type: "ticket.changed", message: null };
    case "StateChanged":
      return { type: "ticket.state_changed", message: null };
    case "MessageReceived":
      return { type: event.sent ? "reply.sent" : "reply.received", message: event.message };
    // Until then it may be taken back.
    case "ReplyComposed":
      return { type: "reply.sent", message: event.message };
    case "NoteAdded":
      return { type: "note.added", message: event.message };
    case "DeliveryAttempted":
    case "DeliveryBounced":
      return failedRecipients(event).length > 0 ? { type: "delivery.failed", message: event.message } : null;
    default:
      return null;
  }
}

/** The recipients to whom delivery failed for good, by an event. */
export function failedRecipients(event: Event | Erased): readonly string[] {
  if (event.type === "DeliveryBounced") return event.results.map(({ recipient }) => recipient);
  if (event.type !== "DeliveryAttempted") return [];
  return event.results
    .filter(({ outcome }) => outcome === "failed" || (outcome === "deferred" && event.nextAt === null))
    .map(({ recipient }) => recipient);
}
