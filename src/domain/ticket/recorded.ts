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
  AutoReplyDue: true,
  MessagesGiven: true,
  MessagesTaken: true,
  TicketLinked: true,
  RepliedElsewhere: true,
  ParticipantAdded: true,
  ParticipantRemoved: true,
  MessageJudged: true,
  MergeDismissed: true,
  DeliveryCancelled: true,
  DeliveryRetried: true,
  RulesRan: true,
  TicketRulesRan: true,
  TargetWarned: true,
  TargetMissed: true,
  TimeReached: true,
} as const satisfies Record<TicketEvent["type"], true>;

/** Received, sent, a note, or sent from a linked ticket. */
export type EntryDirection = "in" | "out" | "note" | "elsewhere";

/** The events that are entries of a conversation, each with its direction. */
export const entryDirections = {
  MessageReceived: "in",
  ReplyWritten: "out",
  NoteAdded: "note",
  RepliedElsewhere: "elsewhere",
} as const satisfies { readonly [T in TicketEvent["type"]]?: EntryDirection };
type EntryType = keyof typeof entryDirections;

export const isEntryType = (type: string): type is EntryType => Object.hasOwn(entryDirections, type);

/** Whether it is an event of a ticket. The outcome of a delivery counts even if it belongs to a notification. */
export const isTicketEvent = (recorded: Recorded): recorded is Recorded<TicketEvent> =>
  Object.hasOwn(ticketEvents, recorded.event.type);

export const isErased = (recorded: Recorded): recorded is Recorded<Erased> =>
  recorded.event.type === "Erased";
