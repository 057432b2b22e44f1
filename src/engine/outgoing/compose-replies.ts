import type { RandomBytes } from "../../base/clock.ts";
import { mailId, sha256, type TicketNumber, timeId } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Attachment, AttachmentFile } from "../../domain/mail/index.ts";
import { decideReplyComposed, type ReplyContext, replyDraft } from "../../domain/outgoing/index.ts";
import { isKeptFromReplies, type ReplyWritten, withheld } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { ReplyRow } from "../../record/view.ts";
import { defaultLanguage } from "../../text/index.ts";
import { quotationText } from "../../text/quotation.ts";
import { placeOf, settingsOf } from "../depends.ts";
import type { DueWork } from "../due-work.ts";
import { type ComposerParts, createComposer } from "./compose.ts";
import { replyCopies } from "./reply-copies.ts";

/** The most entries of the conversation used for threading: as many as References holds. */
const THREAD = 60;
/** The number of a ticket's first events, which include the mail that created it. */
const FIRST = 20;
/** Bytes of them that are read at a time. */
const MOST_BYTES = 4 * 1024 * 1024;

type Draft = ReturnType<typeof replyDraft> & { readonly written: ReplyWritten };

/**
 * Composes replies whose time has come, from what their conversation is by then. One that was to be sent only if
 * nobody replied first is withheld in that case, with the reason.
 */
export function createReplyComposer(parts: ComposerParts & { readonly randomBytes: RandomBytes }): DueWork {
  const { record, now: clock, randomBytes } = parts;
  const newId = () => mailId(timeId(clock(), randomBytes(10)));
  return createComposer<ReplyRow, Draft>(parts, {
    what: "a reply",
    actor: systemActor("composer"),
    begins: "ReplyWritten",
    due: (view, now, limit) => view.repliesDue(now, limit),
    next: (view) => view.nextReply(),
    id: ({ message }) => message,
    line: ({ ticket }) => ticket,
    async draft(row) {
      const { view, past } = record;
      if (withheld(row, view.sinceWritten(row))) return null;
      const written = (await past.message(row.message))?.event;
      const ticket = view.ticket(row.ticket);
      if (written?.type === "Erased") return "erased";
      if (written?.type !== "ReplyWritten" || !ticket) {
        throw new Error(`reply ${row.message} is due and not in the journal`);
      }
      const mailbox = view.mailbox(written.from.address);
      const here = view.ticketOf(row.message) ?? row.ticket;
      const recipients = [...written.to, ...written.cc];
      const last = written.automatic ? null : await past.messageToReplyTo(here, recipients);
      const context: ReplyContext = {
        ticket,
        signature: mailbox?.signature ?? "",
        plusAddresses: mailbox?.plusAddresses ?? true,
        conversation: await (written.answers !== undefined
          ? answeredBy(record, written.answers)
          : written.automatic
            ? firstIn(record, row.ticket)
            : threadIn(record, here)),
        quoted: last && quotedFrom(last, mailbox?.language ?? defaultLanguage),
      };
      const attachments = await filesOf(record, written.attachments);
      // The mail that a rule forwards may be gone by law.
      if (attachments === null) return "erased";
      return { ...replyDraft(written, context), written, attachments };
    },
    settle(view, now, { message }, composed) {
      const row = view.reply(message);
      const reply = row && { ...row, since: view.sinceWritten(row) };
      const settled = decideReplyComposed(reply, composed, now);
      if (settled === null) return [];
      const { event } = settled;
      return event.type === "ReplyComposed" && composed
        ? [settled, ...replyCopies(view, composed.draft.written, event, composed.size, newId)]
        : [settled];
    },
    dependsOn: (view, { message }) => [settingsOf(view), ...placeOf(view, message)],
  });
}

/**
 * Message-IDs of a conversation, oldest first; for a long one also those that its newest reply refers to. A reply does not
 * refer to a newcomer's message, nor a forged one (I-95).
 */
async function threadIn(
  { view, past }: RecordStore,
  number: ReplyRow["ticket"],
): Promise<ReplyContext["conversation"]> {
  const { events: entries, complete } = await past.exchanged(number, THREAD);
  const ticket = view.ticket(number);
  const ids = entries.flatMap(({ event }) => {
    if (event.type === "ReplyWritten") return [{ messageId: event.messageId, references: [] }];
    if (
      event.type !== "MessageReceived" ||
      (ticket && isKeptFromReplies(ticket, event, view.judged(event.message)))
    )
      return [];
    const { messageId, references, inReplyTo } = event;
    return [
      { messageId, references: references.length > 0 || inReplyTo === null ? references : [inReplyTo] },
    ];
  });
  if (complete) return ids;
  const reply = entries.findLast(({ event }) => event.type === "ReplyWritten")?.event;
  const before = reply?.type === "ReplyWritten" ? await past.composed(reply.message) : null;
  return before ? [{ messageId: null, references: before.references }, ...ids] : ids;
}

/** The mail that created a ticket: an auto-reply replies to it, whatever arrived since (RFC 3834 section 3.1.6). */
async function firstIn(record: RecordStore, number: TicketNumber): Promise<ReplyContext["conversation"]> {
  for (let at = 0; at < FIRST; ) {
    const { events, last } = await record.journal.pageOfTicket(number, at, FIRST - at, MOST_BYTES);
    for (const { event } of events) if (event.type === "MessageReceived") return [event];
    if (events.length === 0) break;
    at = last;
  }
  return [];
}

/** The message that a rule replies to, whatever arrived since (RFC 3834 section 3.1.6). */
async function answeredBy(
  { past }: RecordStore,
  message: NonNullable<ReplyWritten["answers"]>,
): Promise<ReplyContext["conversation"]> {
  const event = (await past.message(message))?.event;
  return event?.type === "MessageReceived" ? [event] : [];
}

type Received = Recorded<Extract<Recorded["event"], { type: "MessageReceived" }>>;

function quotedFrom(
  { time, event: { from, date, text } }: Received,
  language: string,
): NonNullable<ReplyContext["quoted"]> {
  return { introduction: quotationText(language, { at: date ?? time, from }), text };
}

/** The bytes of files; null if one was erased. */
async function filesOf(
  record: RecordStore,
  attachments: readonly Attachment[],
): Promise<readonly AttachmentFile[] | null> {
  const files = await Promise.all(
    attachments.map(async ({ name, type, sha256: digest }) => {
      const bytes = await record.blob(sha256(digest));
      return bytes && { name, type, bytes };
    }),
  );
  const found = files.filter((file) => file !== null);
  return found.length === files.length ? found : null;
}
