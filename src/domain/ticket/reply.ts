/** Replies: what may be sent, the events of a reply, whether it still leaves when its time comes, and taking it back. */
import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { type MessageKey, messageKey, type TicketNumber, type UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { actorText } from "../actor.ts";
import type { NewEvent, Recorded } from "../events.ts";
import { closing, holding, type Lifecycle, type Mover, replied } from "../lifecycle/index.ts";
import {
  type Address,
  type Attachment,
  addressesOf,
  isRecipient,
  normalAddress,
  ownAddresses,
  replySubject,
} from "../mail/index.ts";
import type { Mailbox } from "../settings/events.ts";
import { MOST_UNDO_DELAY } from "../settings/reply-policy.ts";
import { invalidHold } from "./hold-time.ts";
import { movedTo } from "./move-event.ts";
import { replyMessageId } from "./token.ts";
import type { Composition, ReplyWritten, Ticket, TicketEvent, WithheldBecause } from "./types.ts";
import { isStill } from "./undo.ts";

/** A reply as its author wants it. */
export interface NewReply {
  readonly text: string;
  /** Sanitised; null for plain text. */
  readonly html: string | null;
  /** Null for the default recipients. */
  readonly to: readonly Address[] | null;
  readonly cc: readonly Address[];
  readonly attachments: readonly Attachment[];
  readonly close: boolean;
  /** Until when the ticket is held with it, in milliseconds since 1970; null if it is not. */
  readonly holdUntil: number | null;
  /** Not before this time, in milliseconds since 1970; null for as soon as it may. */
  readonly sendAt: number | null;
  readonly unlessAnswered: boolean;
  readonly nonce: string | null;
  readonly byMail?: ReplyWritten["byMail"];
}

/** A reply whose recipients are settled. */
export type AddressedReply = NewReply & Pick<ReplyWritten, "to">;

/** The facts for writing a reply. */
export interface ReplyFacts {
  readonly ticket: Pick<Ticket, "number" | "token" | "subject">;
  readonly mailbox: Pick<Mailbox, "name" | "address" | "aliases">;
  /** Of this machine: the right-hand side of Message-IDs. */
  readonly hostname: string;
  /** Whether the reply is the first message of the conversation. */
  readonly first: boolean;
  /** Milliseconds for which it can be taken back before it may leave. */
  readonly undoDelay: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const MOST_RECIPIENTS = 50;
/** The most characters of a text. */
export const MOST_TEXT = 1_000_000;
const MOST_BYTES = 25 * 1024 * 1024;
/** The most milliseconds that a reply may be delayed. */
const LATEST = 366 * 24 * 3_600_000;

/** The fault in a reply, independent of its ticket; null for none. @param now milliseconds since 1970 */
export function invalidReply(wanted: NewReply, now: number): Fault | null {
  const wrong = (field: string, reason: PlainReason) => fault(reason, { field });
  if (!hasWords(wanted.text) || (wanted.html !== null && !htmlHasWords(wanted.html)))
    return wrong("text", "reply.text");
  if (wanted.text.length > MOST_TEXT || (wanted.html?.length ?? 0) > MOST_TEXT) {
    return wrong("text", "reply.long");
  }
  const bad = [...(wanted.to ?? []), ...wanted.cc].find((a) => !isRecipient(normalAddress(a.address)));
  if (bad) return fault("reply.address", { field: "to", params: { address: bad.address } });
  const large = tooLarge(wanted.attachments.map(({ size }) => size));
  if (large) return large;
  const { sendAt } = wanted;
  if (sendAt !== null && (!Number.isFinite(sendAt) || sendAt > now + LATEST)) {
    return wrong("sendAt", "reply.time");
  }
  if (wanted.holdUntil !== null) {
    if (wanted.close) return wrong("holdUntil", "reply.close-and-hold");
    return invalidHold(wanted.holdUntil, now);
  }
  return null;
}

/** The fault of files that are too large for one reply together; null if they fit. @param sizes bytes of each */
export function tooLarge(sizes: readonly number[]): Fault | null {
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return bytes > MOST_BYTES ? fault("reply.size", { field: "attachments" }) : null;
}

/** Whether a text has anything to read in it, and not only blanks and invisible characters. */
const hasWords = (text: string): boolean => /[^\s\p{C}\u115f\u1160\u2800\u3164\uffa0]/u.test(text);

/** The same for HTML; an image counts, too. */
function htmlHasWords(html: string): boolean {
  if (/<img\b/i.test(html)) return true;
  let words = "";
  // Split, so that it is linear however many "<" there are.
  for (const part of html.split("<")) words += part.slice(part.indexOf(">") + 1);
  // linear: each attempt ends before the next "&"
  return hasWords(words.replace(/&(?:nbsp|zwn?j|#0*(?:160|8203|65279)|#x0*(?:a0|200b|feff));/gi, " "));
}

/** A reply in its ticket: its sender, its subject, and its Message-ID (RFC 5322 section 3.6.4). */
export function writeReply(
  message: MessageKey,
  wanted: AddressedReply,
  { ticket, mailbox, hostname, first, undoDelay, now }: ReplyFacts,
): Result<ReplyWritten, Fault> {
  const { to, cc, byMail } = wanted;
  // An agent's mail has already been sent; it cannot be undone.
  const soonest = byMail ? now : now + undoDelay;
  const recipients = recipientsOf({ to, cc });
  if (recipients.length === 0) return refuse(fault("reply.no-recipient", { field: "to" }));
  // Another mailbox of ours may be written to: it has a ticket of its own for it.
  if (recipients.every(ownAddresses(addressesOf([mailbox])))) {
    return refuse(fault("reply.to-ourselves", { field: "to", params: { mailbox: mailbox.address } }));
  }
  if (recipients.length > MOST_RECIPIENTS) {
    return refuse(fault("reply.recipients", { field: "to", params: { most: MOST_RECIPIENTS } }));
  }
  return ok({
    type: "ReplyWritten",
    message,
    messageId: replyMessageId({ ticket: ticket.number, token: ticket.token }, message, hostname),
    from: { name: mailbox.name, address: mailbox.address },
    to,
    cc,
    subject: first ? ticket.subject : replySubject(ticket.subject),
    text: plain(wanted.text),
    html: wanted.html,
    attachments: wanted.attachments,
    automatic: false,
    leaveAt: Math.max(soonest, wanted.sendAt ?? soonest),
    close: wanted.close,
    ...(wanted.holdUntil === null ? {} : { holdUntil: wanted.holdUntil }),
    unlessAnswered: wanted.unlessAnswered,
    nonce: wanted.nonce,
    ...(byMail ? { byMail } : {}),
  });
}

/** The full text of a reply: what was written, and what composing added below. */
export const fullText = (
  { text }: Pick<ReplyWritten, "text">,
  composed: Pick<Composition, "below"> | null,
): string => (composed && composed.below !== "" ? `${text}\n\n${composed.below}\n` : text);

/** The envelope recipients of a reply, each once. */
export const recipientsOf = ({ to, cc }: Pick<ReplyWritten, "to" | "cc">): readonly string[] => [
  ...new Set([...to, ...cc].map((a) => a.address)),
];

/**
 * Records a reply: the ticket moves as its lifecycle says (L-22), and is assigned to the author if it is nobody's; `close` closes
 * it, `holdUntil` puts it on hold until then. Refused if they may not do that.
 */
export function reply(
  ticket: Pick<Ticket, "state" | "heldUntil" | "assignee">,
  written: ReplyWritten,
  by: UserName | null,
  { lifecycle, by: mover }: { readonly lifecycle: Lifecycle; readonly by: Mover },
): Result<readonly TicketEvent[], Fault> {
  const events: TicketEvent[] = [written];
  const { close, holdUntil } = written;
  const { state: from } = ticket;
  const to = close
    ? closing(lifecycle, from, mover)
    : holdUntil === undefined
      ? replied(lifecycle, from)
      : holding(lifecycle, from, mover);
  if (to === null) {
    const params = { from };
    return refuse(
      close
        ? fault("ticket.no-close", { field: "close", params })
        : fault("ticket.no-hold", { field: "holdUntil", params }),
    );
  }
  // What is on hold stays so until the same time, if nothing else is said.
  const until = holdUntil ?? (to === from ? ticket.heldUntil : null);
  if (to !== from || until !== ticket.heldUntil) events.push(movedTo(ticket, to, { code: "replied" }, until));
  if (ticket.assignee === null && by !== null) {
    events.push({ type: "Changed", changes: { assignee: by }, before: { assignee: null } });
  }
  return ok(events);
}

/** The reply that was written in the same form before. */
export interface ReplyBefore {
  readonly written: ReplyWritten;
  /** When it was written, in milliseconds since 1970. */
  readonly time: number;
  readonly takenBack: boolean;
}

/**
 * What a reply means whose form was sent before: the same once more, another one, or the same as one that was taken back.
 * The last two are refused: the author decides what to do, after seeing what they sent.
 */
export function repeated(
  { written, time, takenBack }: ReplyBefore,
  wanted: AddressedReply,
): "same" | "another" | "taken-back" {
  if (!isSameReply(written, wanted) || !isSameTime(written, time, wanted.sendAt)) return "another";
  return takenBack ? "taken-back" : "same";
}

/** Whether both want the same, apart from when it leaves. */
function isSameReply(written: ReplyWritten, wanted: AddressedReply): boolean {
  const files = (list: readonly Attachment[]) =>
    list.map(({ name, sha256 }) => `${sha256} ${name}`).join("\n");
  const same = (a: readonly Address[], b: readonly Address[]) =>
    recipientsOf({ to: a, cc: [] }).join("\n") === recipientsOf({ to: b, cc: [] }).join("\n");
  return (
    written.text === plain(wanted.text) &&
    written.html === wanted.html &&
    same(written.to, wanted.to) &&
    same(written.cc, wanted.cc) &&
    files(written.attachments) === files(wanted.attachments) &&
    written.close === wanted.close &&
    (written.holdUntil ?? null) === wanted.holdUntil &&
    written.unlessAnswered === wanted.unlessAnswered
  );
}

/** Whether a reply was to leave at that time; one that leaves as soon as it may leaves at any earlier time as well. */
function isSameTime({ leaveAt }: ReplyWritten, time: number, sendAt: number | null): boolean {
  const soon = leaveAt <= time + MOST_UNDO_DELAY;
  return sendAt === leaveAt || (soon && (sendAt ?? 0) <= leaveAt);
}

/**
 * What a person's reply means for the tickets of other mailboxes that have the same mail: each shows it, so that nobody there
 * replies as well without knowing (I-82). What those are linked to in turn does not.
 * @param linked the tickets that this one is linked to, or those that they were merged into, without erased ones
 */
export function shownElsewhere(
  ticket: Pick<Ticket, "number" | "mailbox">,
  linked: readonly TicketNumber[],
  reply: MessageKey,
): readonly NewEvent[] {
  return [...new Set(linked)].flatMap((number) => {
    if (number === ticket.number) return [];
    const message = entryElsewhere(reply, number);
    const where = { ticket: ticket.number, mailbox: ticket.mailbox };
    return [{ ticket: number, event: { type: "RepliedElsewhere", message, ...where, reply } as const }];
  });
}

/** The key of the entry by which a linked ticket shows a reply. It begins like the reply's own. */
export const entryElsewhere = (reply: MessageKey, number: TicketNumber): MessageKey =>
  messageKey(`${reply.slice(0, 20)}${number.toString(36).padStart(6, "0")}`);

/**
 * Takes back a reply that has not left. The state and the assignee that writing it set are what they were before, unless they
 * were changed since, or the ticket was merged. Once is enough.
 * @param made the events that were recorded with the reply
 * @returns or the fault reply.left
 */
export function takeBack(
  ticket: Pick<Ticket, "state" | "heldUntil" | "assignee" | "mergedInto">,
  { message }: Pick<ReplyWritten, "message">,
  { composed, takenBack }: { readonly composed: boolean; readonly takenBack: boolean },
  made: readonly TicketEvent[],
): Result<readonly TicketEvent[], Fault> {
  if (composed) return refuse(fault("reply.left"));
  if (takenBack) return ok([]);
  const events: TicketEvent[] = [{ type: "ReplyTakenBack", message }];
  if (ticket.mergedInto !== null) return ok(events);
  for (const event of made) {
    if (
      event.type === "StateChanged" &&
      ticket.state === event.to &&
      ticket.heldUntil === (event.until ?? null)
    ) {
      events.push(movedTo(ticket, event.from, { code: "reply-taken-back" }, event.was));
    } else if (event.type === "Changed" && isStill(ticket, event.changes)) {
      events.push({ type: "Changed", changes: event.before, before: event.changes });
    }
  }
  return ok(events);
}

/** The most events that are recorded with a reply in its ticket, after it: its state and its assignee. */
export const MOST_WITH_REPLY = 2;

/**
 * What was recorded with a reply in its ticket.
 * @param written the reply's event
 * @param next the events after it, in order
 */
export function recordedWith(written: Recorded, next: readonly Recorded[]): readonly TicketEvent[] {
  const found: TicketEvent[] = [];
  for (const one of next) {
    const together =
      one.ticket === written.ticket &&
      one.time === written.time &&
      actorText(one.actor) === actorText(written.actor);
    const { event } = one;
    if (!together || (event.type !== "StateChanged" && event.type !== "Changed")) break;
    found.push(event);
  }
  return found;
}

/**
 * Why a reply whose time has come is not sent; null if it is.
 * @param since the events in its conversation after it was written
 */
export function withheld(
  { unlessAnswered }: Pick<ReplyWritten, "unlessAnswered">,
  since: { readonly wrote: boolean; readonly replied: boolean },
): WithheldBecause | null {
  if (!unlessAnswered) return null;
  return since.wrote ? "requester-wrote" : since.replied ? "replied" : null;
}

const plain = (text: string): string => text.replace(/\r\n?/g, "\n").trimEnd();
