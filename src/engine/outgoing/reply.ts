import { createHash } from "node:crypto";
import { type Fault, fault } from "../../base/fault.ts";
import { type MessageKey, messageKey, sha256 } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import { addressesOf } from "../../domain/mail/own.ts";
import type { Attachment, AttachmentFile } from "../../domain/mail/types.ts";
import {
  type AddressedReply,
  followMerges,
  invalidReply,
  isErasedTicket,
  isSameReply,
  type NewReply,
  type ReplyWritten,
  replyRecipients,
  reply as replyTo,
  type Ticket,
  withoutThose,
  writeReply,
} from "../../domain/ticket/index.ts";
import { blobOf, type NewBlob } from "../../record/blobs.ts";
import type { View } from "../../record/view.ts";
import { placeOf } from "../depends.ts";
import type { PastEvents } from "../past.ts";
import { forbidden, ifAllowed } from "../people/caller.ts";
import { findTicket, ticketFor } from "../tickets/find.ts";
import { movedFault } from "../tickets/moved.ts";
import type { CommandParts, Commands, Commit, Done, Reply } from "../tickets/types.ts";
import { takenBack } from "./held-deliveries.ts";

/** A reply that is ready for the decision: nothing in it depends on its ticket. */
export interface PreparedReply {
  readonly message: MessageKey;
  readonly wanted: NewReply;
  /** Whether it goes to everyone in the message it replies to. */
  readonly all: boolean;
  /** When its author wants it to leave, in milliseconds since 1970; 0 for as soon as it may. */
  readonly asked: number;
  readonly blobs: readonly NewBlob[];
}

export interface Replies extends Pick<Commands, "reply" | "takeBack"> {
  /** Checks what does not depend on the ticket, and sanitises the HTML. */
  prepare(wanted: Reply): Promise<Result<PreparedReply, Fault>>;
}

/**
 * Replies to requesters: one short decision each, whatever happens in the conversation. Composing, signing and
 * delivering follow as due work.
 */
export function createReplies(
  { now, undoDelay, sanitise }: CommandParts,
  commit: Commit,
  newKey: () => MessageKey,
): Replies {
  return {
    prepare,

    async reply(caller, number, given, options) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const prepared = await prepare(given);
      if (!prepared.ok) return prepared;
      return commit<Done>(caller, "tickets.write", options, (view, _, past) => {
        const there = ticketFor(view, number, caller);
        if (!there.ok) return there;
        const before = sentBefore(view, past, there.value, prepared.value);
        if (before) return before;
        const ticket = findTicket(view, past, number, options, caller);
        if (!ticket.ok) return ticket;
        const written = writtenIn(view, ticket.value, prepared.value);
        if (!written.ok) return written;
        const events = replyTo(ticket.value, written.value, caller.user);
        return ok({
          events: [
            ...events.map((event) => ({ ticket: number, event })),
            ...shownElsewhere(view, ticket.value, prepared.value.message),
          ],
          blobs: prepared.value.blobs,
          done: {
            ticket: number,
            version: ticket.value.version + events.length,
            message: prepared.value.message,
          },
        });
      });
    },

    takeBack: (caller, number, message, options) =>
      commit<Done>(caller, "tickets.write", options, (view) => {
        const row = view.reply(message);
        const now = view.ticketOf(message);
        const inTicket = row !== null && (now === number || row.ticket === number);
        const ticket = inTicket ? ifAllowed(caller, "tickets.write", view.ticket(number)) : null;
        // It may have been moved to another ticket since.
        if (!row || !ticket || (now !== null && !ticketFor(view, now, caller).ok)) {
          return refuse(fault("reply.unknown", { params: { message, number } }));
        }
        if (row.composed !== null) return refuse(fault("reply.left"));
        const events: readonly NewEvent[] = row.state === "taken-back" ? [] : takenBack(view, row);
        const version = ticket.version + events.filter((one) => one.ticket === number).length;
        return ok({ events, dependsOn: placeOf(view, message), done: { ticket: number, version, message } });
      }),
  };

  async function prepare(given: Reply): Promise<Result<PreparedReply, Fault>> {
    const time = now();
    const files = given.attachments ?? [];
    // An agent's mail has already been sent; it cannot be undone.
    const soonest = time + (given.byMail ? 0 : undoDelay);
    const wanted: NewReply = {
      text: given.text,
      html: given.html ?? null,
      to: given.to ?? null,
      cc: given.cc ?? [],
      attachments: files.map(attachmentOf),
      close: given.close ?? false,
      leaveAt: given.sendAt === undefined ? soonest : Math.max(soonest, given.sendAt),
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
    const blobs = files.map((file) => blobOf(file.bytes));
    return ok({
      message: newKey(),
      wanted: { ...wanted, html },
      all: given.all ?? false,
      asked: given.sendAt ?? 0,
      blobs,
    });
  }

  /**
   * The outcome of the same form that was sent before. If it now wants something else, or that reply was taken back,
   * it is refused: its author decides what to do, after seeing what they sent.
   */
  function sentBefore(
    view: View,
    past: PastEvents,
    ticket: Ticket,
    { wanted, all, asked }: PreparedReply,
  ): Result<Outcome, Fault> | null {
    const { number, version } = ticket;
    const key = wanted.nonce === null ? null : view.replyOfForm(number, wanted.nonce);
    const row = key && view.reply(key);
    const [before] = row ? past.at([row.written]) : [];
    if (before?.event.type !== "ReplyWritten") return null;
    const now = { ...addressed(view, ticket, wanted, all), leaveAt: asked };
    if (!isSameReply(before.event, now, before.time + undoDelay)) return refuse(movedFault(view, before));
    if (row?.state === "taken-back") return refuse(fault("reply.taken-back"));
    return ok({
      events: [],
      done: { ticket: number, version, message: before.event.message },
    });
  }
}

type Outcome = { events: readonly NewEvent[]; done: Done };

/** A prepared reply in its ticket: its default recipients, its mailbox, its subject. */
export function writtenIn(
  view: View,
  ticket: Pick<Ticket, "number" | "token" | "subject" | "mailbox" | "requester" | "participants">,
  { message, wanted, all }: PreparedReply,
): Result<ReplyWritten, Fault> {
  const mailbox = view.mailbox(ticket.mailbox);
  if (!mailbox) {
    return refuse(fault("reply.mailbox-gone", { params: { mailbox: ticket.mailbox } }));
  }
  return writeReply(message, addressed(view, ticket, wanted, all), {
    ticket,
    mailbox,
    hostname: view.hostname() ?? "localhost",
    first: !view.hasMessages(ticket.number),
  });
}

/** A reply with its recipients: the default ones if it names none, and for `all` everyone else as well. */
function addressed(
  view: View,
  ticket: Pick<Ticket, "requester" | "participants">,
  wanted: NewReply,
  all: boolean,
): AddressedReply {
  const defaults = replyRecipients(ticket, addressesOf(view.mailboxes()));
  const to = wanted.to?.length ? wanted.to : defaults.to;
  const everyone = [...defaults.to, ...defaults.others];
  const cc = all ? [...wanted.cc, ...withoutThose([...to, ...wanted.cc], everyone)] : wanted.cc;
  return { ...wanted, to, cc };
}

function attachmentOf(file: AttachmentFile, index: number): Attachment {
  const digest = createHash("sha256").update(file.bytes).digest("hex");
  const { name, type, bytes } = file;
  return { id: `${index + 1}`, name, type, size: bytes.length, sha256: sha256(digest), inline: false };
}

/**
 * What a reply means for the tickets of other mailboxes that have the same mail: each shows it, so that nobody there replies
 * as well without knowing (I-82). What those are linked to in turn does not.
 */
function shownElsewhere(view: View, ticket: Ticket, reply: MessageKey): readonly NewEvent[] {
  const seen = new Set([ticket.number]);
  return ticket.linked.flatMap((number) => {
    const named = view.ticket(number);
    const linked = named && followMerges(named, view.ticket);
    if (!linked || seen.has(linked.number) || isErasedTicket(linked)) return [];
    seen.add(linked.number);
    const message = messageKey(`${reply.slice(0, 20)}${linked.number.toString(36).padStart(6, "0")}`);
    const where = { ticket: ticket.number, mailbox: ticket.mailbox };
    return [
      { ticket: linked.number, event: { type: "AnsweredElsewhere", message, ...where, reply } as const },
    ];
  });
}
