/** Tickets that people open, and that are split off from another. */
import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import type { MessageKey, TicketNumber, UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Actor } from "../actor.ts";
import type { Recorded } from "../events.ts";
import { initialState, type Lifecycle, type Mover } from "../lifecycle/index.ts";
import { type Address, isRecipient, ownAddresses } from "../mail/index.ts";
import type { Mailbox } from "../settings/events.ts";
import { type MovedMessages, type MoveFacts, moveMessages } from "./merge.ts";
import { MOST_TEXT, reply } from "./reply.ts";
import type { ReplyWritten, Ticket, TicketEvent } from "./types.ts";

export type TicketOpened = Extract<TicketEvent, { type: "TicketOpened" }>;

/** A ticket as a person wants it. */
export interface WantedTicket {
  readonly subject: string;
  readonly requester: Address;
  readonly text: string;
  /** The mailbox's address, as it was given. */
  readonly mailbox: string;
}

/** The fault in a wanted ticket, whatever else there is; null for none. */
export function invalidTicket({ subject, requester, text }: Omit<WantedTicket, "mailbox">): Fault | null {
  const wrong = (field: string, reason: PlainReason) => fault(reason, { field });
  if (subject.trim() === "" || subject.length > 1000) return wrong("subject", "ticket.subject");
  if (!isRecipient(requester.address)) return wrong("requester", "ticket.requester");
  if (text.trim() === "") return wrong("text", "ticket.text");
  return text.length > MOST_TEXT ? longText : null;
}

/** The facts for opening a ticket. */
export interface TicketOpeningFacts {
  /** The next ticket's. */
  readonly number: TicketNumber;
  readonly token: string;
  /** Null if there is none with that address, within what the person may see. */
  readonly mailbox: Pick<Mailbox, "address" | "group"> | null;
  /** Addresses of our mailboxes with their aliases, lower case. */
  readonly own: readonly string[];
  readonly by: Actor;
  readonly lifecycle: Lifecycle;
}

/** The state that a ticket begins in, as its first event says it. */
export function beginsIn(lifecycle: Lifecycle): Pick<TicketOpened, "state"> {
  const state = initialState(lifecycle);
  return state === UNSAID ? {} : { state };
}

/** What the event says that says nothing of a state. */
const UNSAID = "new";

/** Opens a ticket in a mailbox; its requester is none of our own addresses (I-55). */
export function openTicket(
  { subject, requester, mailbox: wanted }: Omit<WantedTicket, "text">,
  { number, token, mailbox, own, by, lifecycle }: TicketOpeningFacts,
): Result<TicketOpened, Fault> {
  if (mailbox === null)
    return refuse(fault("request.no-mailbox", { field: "mailbox", params: { address: wanted } }));
  if (ownAddresses(own)(requester.address)) {
    const params = { address: requester.address };
    return refuse(fault("ticket.requester-own", { field: "requester", params }));
  }
  const { address, group } = mailbox;
  return ok({
    ...({ type: "TicketOpened", number, token, mailbox: address, subject: subject.trim() } as const),
    ...{ requester, group, via: viaOf(by) },
    ...beginsIn(lifecycle),
  });
}

/** What follows in the same commit: the first reply, whose author becomes the assignee, or a note, which changes nothing. */
export const openedWith = (
  first: ReplyWritten | { readonly note: string; readonly message: MessageKey },
  by: UserName | null,
  facts: { readonly lifecycle: Lifecycle; readonly by: Mover },
): Result<readonly TicketEvent[], Fault> =>
  "note" in first
    ? ok([{ type: "NoteAdded", message: first.message, text: first.note }])
    : reply({ state: initialState(facts.lifecycle), heldUntil: null, assignee: null }, first, by, facts);

/** An internal note in a ticket. @returns or the fault in its text */
export function addNote(message: MessageKey, text: string): Result<readonly TicketEvent[], Fault> {
  if (text.trim() === "") return refuse(fault("note.text", { field: "text" }));
  if (text.length > MOST_TEXT) return refuse(longText);
  return ok([{ type: "NoteAdded", message, text }]);
}

/** The facts for splitting messages off from a ticket. */
export interface SplitFacts extends MoveFacts {
  /** The next ticket's. */
  readonly number: TicketNumber;
  readonly token: string;
  /** The messages as they are recorded, in order. */
  readonly written: readonly Recorded["event"][];
  /** Addresses of our mailboxes with their aliases, lower case. */
  readonly own: readonly string[];
  readonly by: Actor;
  readonly lifecycle: Lifecycle;
}

/** The author of the first received message among these, in order, that is not one of us; null if there is none. */
function authorAmong(events: readonly Recorded["event"][], own: readonly string[]): Address | null {
  const isOwn = ownAddresses(own);
  const found = events.find(
    (event) => event.type === "MessageReceived" && !event.sent && !isOwn(event.from.address),
  );
  return found?.type === "MessageReceived" ? found.from : null;
}

/**
 * Some messages of a ticket get one of their own, in the same mailbox and group, whose requester is the author of the
 * first of them that came from outside; the old ticket's if none did.
 * @param subject the old ticket's if it is empty
 */
export function split(
  ticket: Ticket,
  messages: readonly MessageKey[],
  subject: string | null,
  { number, token, written, own, by, lifecycle, ...facts }: SplitFacts,
): Result<MovedMessages & { readonly opened: TicketOpened }, Fault> {
  const moved = moveMessages(ticket, { number, mergedInto: null }, messages, facts);
  if (!moved.ok) return moved;
  const { mailbox, requester, group } = ticket;
  const opened: TicketOpened = {
    ...({ type: "TicketOpened", number, token, mailbox, group, via: viaOf(by) } as const),
    subject: subject?.trim() || ticket.subject,
    requester: authorAmong(written, own) ?? requester,
    ...beginsIn(lifecycle),
  };
  return ok({ opened, ...moved.value });
}

const viaOf = ({ kind }: Actor): TicketOpened["via"] => (kind === "token" ? "api" : "web");

const longText = fault("text.long", { field: "text" });
