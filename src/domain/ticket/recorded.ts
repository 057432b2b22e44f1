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

/** Whether it is of a type that makes up tickets. A delivery's fate is one of those where it is a notification's, too. */
export const isTicketEvent = (recorded: Recorded): recorded is Recorded<TicketEvent> =>
  Object.hasOwn(ticketEvents, recorded.event.type);

export const isErased = (recorded: Recorded): recorded is Recorded<Erased> =>
  recorded.event.type === "Erased";
