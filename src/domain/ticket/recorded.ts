import type { Erased, Recorded } from "../events.ts";
import type { TicketEvent } from "./types.ts";

const ticketEvents = {
  TicketOpened: true,
  MessageReceived: true,
  ReplyWritten: true,
  ReplyComposed: true,
  ReplyTakenBack: true,
  ReplyWithheld: true,
  NoteAdded: true,
  StateChanged: true,
  Changed: true,
  DeliveryAttempted: true,
  DeliveryBounced: true,
  AnswerDue: true,
  MessagesGiven: true,
  MessagesTaken: true,
  DeliveryCancelled: true,
  DeliveryRetried: true,
} as const satisfies Record<TicketEvent["type"], true>;

/** Whether it is an event of a ticket. The outcome of a delivery counts even if it belongs to a notification. */
export const isTicketEvent = (recorded: Recorded): recorded is Recorded<TicketEvent> =>
  Object.hasOwn(ticketEvents, recorded.event.type);

export const isErased = (recorded: Recorded): recorded is Recorded<Erased> =>
  recorded.event.type === "Erased";
