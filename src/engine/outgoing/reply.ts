import type { Now, RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { type MessageKey, messageKey, type TicketNumber, timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Attachment, type AttachmentFile, addressesOf } from "../../domain/mail/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { noReplyPolicy, undoDelayFor } from "../../domain/settings/index.ts";
import {
  addressed,
  followMerges,
  invalidReply,
  isErasedTicket,
  type NewReply,
  type ReplyWritten,
  repeated,
  reply as replyTo,
  shownElsewhere,
  type Ticket,
  writeReply,
} from "../../domain/ticket/index.ts";
import { moverOf } from "../../record/mover.ts";
import type { NewBlob } from "../../record/new-blob.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { placeOf } from "../depends.ts";
import type { ConvertHtml } from "../intake/reader.ts";
import type { PastEvents } from "../past.ts";
import { forbidden, ifAllowed } from "../people/caller.ts";
import { findTicket, ticketFor } from "../tickets/find.ts";
import { movedBy } from "../tickets/moved.ts";
import type { CommandParts, Commands, Commit, Decided, Done, Options, Reply } from "../tickets/types.ts";
import { takenBack } from "./held-deliveries.ts";

/** A reply that is ready for the decision: nothing in it depends on its ticket. */
export interface PreparedReply {
  readonly message: MessageKey;
  readonly wanted: NewReply;
  /** Whether it goes to everyone in the message it replies to. */
  readonly all: boolean;
  readonly blobs: readonly NewBlob[];
}

interface Preparing {
  readonly record: Pick<RecordStore, "prepareBlob">;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly sanitise: ConvertHtml;
}

/**
 * Replies to requesters: one short decision each, whatever happens in the conversation. Composing, signing and
 * delivering follow as due work.
 */
export function createReplies(parts: CommandParts, commit: Commit): Pick<Commands, "reply" | "takeBack"> {
  return {
    async reply(caller, number, given, options) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const prepared = await prepareReply(parts, given);
      if (!prepared.ok) return prepared;
      return commit<Done>(caller, "tickets.write", options, (view, time, past) =>
        replyIn(view, time, past, caller, number, prepared.value, options),
      );
    },

    takeBack: (caller, number, message, options) =>
      commit<Done>(caller, "tickets.write", options, (view, _, past) => {
        const row = view.reply(message);
        const now = view.ticketOf(message);
        const inTicket = row !== null && (now === number || row.ticket === number);
        const ticket = inTicket ? ifAllowed(caller, "tickets.write", view.ticket(number)) : null;
        // It may have been moved to another ticket since.
        if (!row || !ticket || (now !== null && !ticketFor(view, now, caller).ok)) {
          return refuse(fault("reply.unknown", { params: { message, number } }));
        }
        const decided = takenBack(view, past, row);
        if (!decided.ok) return decided;
        const events = decided.value;
        const version = ticket.version + events.filter((one) => one.ticket === number).length;
        return ok({ events, dependsOn: placeOf(view, message), done: { ticket: number, version, message } });
      }),
  };
}

/** Checks what does not depend on the ticket, and sanitises the HTML. */
export async function prepareReply(
  { record, now, randomBytes, sanitise }: Preparing,
  given: Reply,
): Promise<Result<PreparedReply, Fault>> {
  const time = now();
  const files: (AttachmentFile & { readonly blob: NewBlob })[] = [];
  for (const file of given.attachments ?? [])
    files.push({ ...file, blob: await record.prepareBlob(file.bytes) });
  const wanted: NewReply = {
    text: given.text,
    html: given.html ?? null,
    to: given.to ?? null,
    cc: given.cc ?? [],
    attachments: files.map(attachmentOf),
    close: given.close ?? false,
    holdUntil: given.holdUntil ?? null,
    sendAt: given.sendAt ?? null,
    unlessAnswered: given.unlessAnswered ?? false,
    nonce: given.nonce ?? null,
    ...(given.byMail ? { byMail: given.byMail } : {}),
  };
  const wrong = invalidReply(wanted, time);
  if (wrong) return refuse(wrong);
  const clean = wanted.html ? await sanitise(wanted.html) : null;
  if (clean?.ok === false) return clean;
  const html = clean?.value ?? null;
  // Nothing may be left of it.
  const empty = invalidReply({ ...wanted, html }, time);
  if (empty) return refuse(empty);
  const message = messageKey(timeId(time, randomBytes(10)));
  const blobs = files.map(({ blob }) => blob);
  return ok({ message, wanted: { ...wanted, html }, all: given.all ?? false, blobs });
}

/** Decides about a reply in a ticket, within its commit. */
export function replyIn(
  view: View,
  time: number,
  past: PastEvents,
  caller: Caller,
  number: TicketNumber,
  prepared: PreparedReply,
  options?: Options,
): Result<Decided<Done>, Fault> {
  const there = ticketFor(view, number, caller);
  if (!there.ok) return there;
  const before = sentBefore(view, past, there.value, prepared);
  if (before) return before;
  const found = findTicket(view, past, number, options, caller);
  if (!found.ok) return found;
  const ticket = found.value;
  const written = writtenIn(view, time, caller, ticket, prepared);
  if (!written.ok) return written;
  const { message, blobs } = prepared;
  const decided = replyTo(ticket, written.value, caller.user, moverOf(view, caller));
  if (!decided.ok) return decided;
  const events = decided.value;
  const linked = ticket.linked.flatMap((other) => {
    const named = view.ticket(other);
    const now = named && followMerges(named, view.ticket);
    return now && !isErasedTicket(now) ? [now.number] : [];
  });
  return ok({
    events: [
      ...events.map((event) => ({ ticket: number, event })),
      ...shownElsewhere(ticket, linked, message),
    ],
    blobs,
    done: { ticket: number, version: ticket.version + events.length, message },
  });
}

/** What a reply means whose form was sent before; null if it was not. */
function sentBefore(
  view: View,
  past: PastEvents,
  ticket: Ticket,
  { wanted, all }: PreparedReply,
): Result<Decided<Done>, Fault> | null {
  const { number, version } = ticket;
  const key = wanted.nonce === null ? null : view.replyOfForm(number, wanted.nonce);
  const row = key && view.reply(key);
  const [before] = row ? past.at([row.written]) : [];
  if (before?.event.type !== "ReplyWritten") return null;
  const { event: written, time } = before;
  const takenBack = row?.state === "taken-back";
  switch (repeated({ written, time, takenBack }, inTicket(view, ticket, wanted, all))) {
    case "another":
      return refuse(movedBy(view, before));
    case "taken-back":
      return refuse(fault("reply.taken-back"));
    case "same":
      return ok({ events: [], done: { ticket: number, version, message: written.message } });
  }
}

/** A prepared reply in its ticket: its default recipients, its mailbox, its subject, and when it may leave. */
export function writtenIn(
  view: View,
  time: number,
  caller: Caller,
  ticket: Pick<Ticket, "number" | "token" | "subject" | "mailbox" | "requester" | "participants">,
  { message, wanted, all }: PreparedReply,
): Result<ReplyWritten, Fault> {
  const mailbox = view.mailbox(ticket.mailbox);
  if (!mailbox) {
    return refuse(fault("reply.mailbox-gone", { params: { mailbox: ticket.mailbox } }));
  }
  const policy = view.replyPolicy() ?? noReplyPolicy;
  return writeReply(message, inTicket(view, ticket, wanted, all), {
    ticket,
    mailbox,
    hostname: view.hostname() ?? "localhost",
    first: !view.hasMessages(ticket.number),
    undoDelay: undoDelayFor(policy, caller.actor),
    now: time,
  });
}

const inTicket = (
  view: View,
  ticket: Pick<Ticket, "requester" | "participants">,
  wanted: NewReply,
  all: boolean,
) => addressed(ticket, addressesOf(view.mailboxes()), wanted, all);

function attachmentOf(
  { name, type, bytes, blob }: AttachmentFile & { readonly blob: NewBlob },
  index: number,
): Attachment {
  return { id: `${index + 1}`, name, type, size: bytes.length, sha256: blob.sha256, inline: false };
}
