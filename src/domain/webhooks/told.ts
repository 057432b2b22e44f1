import { type MessageKey, messageKey } from "../../base/ids.ts";
import type { Erased, Event } from "../events.ts";
import type { Webhook, WebhookEvent } from "../settings/index.ts";

/** What endpoints are told of an event, and the message that it is about. */
export interface Told {
  readonly type: WebhookEvent | "rule.called";
  readonly message: MessageKey | null;
  /** The rules that call it; absent if none does. */
  readonly rules?: readonly string[];
}

/** What an endpoint is told of an event of a ticket; null for nothing. The mail that opens a ticket is told with it. */
export function toldOf(
  event: Event | Erased,
  { name, events }: Pick<Webhook, "name" | "events">,
): Told | null {
  if (event.type === "RulesRan" || event.type === "TicketRulesRan") {
    const calls = event.fired.filter(({ actions }) =>
      actions.some((one) => one.do === "call" && one.webhook === name),
    );
    if (calls.length === 0) return null;
    const message = event.type === "RulesRan" ? messageKey(event.mail) : null;
    return { type: "rule.called", message, rules: calls.map(({ rule }) => rule) };
  }
  const told = happened(event);
  return told !== null && events.some((one) => one === told.type) ? told : null;
}

function happened(event: Event | Erased): Told | null {
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
