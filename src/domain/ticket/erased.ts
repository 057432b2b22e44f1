/** What is left in a ticket of events whose payload was erased by law: their position, time and actor. */
import { type MessageKey, messageKey } from "../../base/ids.ts";
import type { Erased, Recorded } from "../events.ts";
import { type EntryDirection, entryDirections, isEntryType } from "./recorded.ts";
import type { Ticket } from "./types.ts";
import { firstTurn } from "./waiting.ts";

export interface ErasedMessage {
  /** Takes the place of the message's own key, which is gone. */
  readonly key: MessageKey;
  readonly direction: EntryDirection;
}

/** The entry of a conversation that an erased event was, or null if it was another kind of event. */
export function erasedMessage({ position, event }: Recorded<Erased>): ErasedMessage | null {
  if (!isEntryType(event.was)) return null;
  return { key: messageKey(`erased-${position}`), direction: entryDirections[event.was] };
}

/**
 * Whether the event that created the ticket was erased: then its requester, subject and mailbox are unknown. No other
 * ticket is without a token.
 */
export const isErasedTicket = ({ token }: Pick<Ticket, "token">): boolean => token === "";

/** A ticket whose first event was erased. @throws if the event belongs to no ticket */
export function openedErased({ ticket: number, position, time }: Recorded<Erased>): Ticket {
  if (number === null) throw new Error(`the event at ${position} opens no ticket`);
  return {
    number,
    version: 1,
    token: "",
    mailbox: "",
    subject: "",
    state: "new",
    stateSince: time,
    heldUntil: null,
    priority: "normal",
    category: null,
    assignee: null,
    group: null,
    tags: [],
    target: null,
    dueAt: null,
    requester: { name: "", address: "" },
    participants: [],
    newcomers: [],
    createdAt: time,
    updatedAt: time,
    preview: "",
    messages: 0,
    mergedInto: null,
    linked: [],
    mayBelongTo: null,
    continues: null,
    mergeDismissed: false,
    undelivered: 0,
    ...firstTurn,
  };
}
