import { createHash } from "node:crypto";
import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { type MessageKey, sha256 } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Recorded } from "../../domain/events.ts";
import { isAddress, normalAddress } from "../../domain/mail/address.ts";
import {
  attribution,
  type Earlier,
  quoteText,
  replySubject,
  threadOf,
} from "../../domain/mail/conversation.ts";
import { plainToHtml, quoteHtml } from "../../domain/mail/html-text.ts";
import type { Address, Attachment } from "../../domain/mail/types.ts";
import type { Mailbox } from "../../domain/settings/events.ts";
import {
  answerAddress,
  answerMessageId,
  bounceAddress,
  answer as decideAnswer,
  type Ticket,
  type TicketEvent,
} from "../../domain/ticket/index.ts";
import { blobOf, type NewBlob } from "../../record/blobs.ts";
import { forbidden } from "../people/caller.ts";
import type { AttachmentFile } from "../ports.ts";
import type { Answer, CommandParts, Commands, OnTicket } from "../tickets/commands.ts";
import type { InTurn } from "../tickets/turns.ts";

/** So many times an answer is composed anew when its conversation moved on meanwhile. */
export const TRIES = 20;
/** Entries of the conversation that an answer's threading looks at. */
const THREAD = 200;
const MOST_RECIPIENTS = 50;
const MOST_TEXT = 1_000_000;
const MOST_BYTES = 25 * 1024 * 1024;

type Reply = Extract<TicketEvent, { type: "ReplyQueued" }>;

/** What composing needs of the ticket that is answered, or is about to be opened. */
export type Answered = Pick<Ticket, "number" | "token" | "mailbox" | "subject" | "requester">;

export interface Answers extends Pick<Commands, "answer"> {
  /** Composes an answer to what the conversation is now; nothing is recorded yet. */
  prepare(ticket: Answered, wanted: Answer): Promise<Result<Prepared, Fault>>;
}

export interface Prepared {
  readonly reply: Reply;
  readonly blobs: readonly NewBlob[];
}

/** Answers to requesters: composed from what the conversation is now, queued with the event that says so. */
export function createAnswers(
  parts: CommandParts,
  onTicket: OnTicket,
  newKey: () => MessageKey,
  inTurn: InTurn,
): Answers {
  const { record, now, compose, sanitise } = parts;

  return {
    prepare,
    async answer(caller, number, wanted, options) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      return inTurn(`${number}`, async () => {
        for (let attempt = 1; ; attempt++) {
          const ticket = record.view.ticket(number);
          if (!ticket) return refuse(fault("ticket.unknown", { params: { number } }));
          const prepared = await prepare(ticket, wanted);
          if (!prepared.ok) return prepared;
          const { reply, blobs } = prepared.value;
          const done = await onTicket(
            caller,
            number,
            options,
            (current) => {
              if (current.version !== ticket.version) return refuse(fault("thing.moved-on"));
              return ok(decideAnswer(current, reply, { close: wanted.close ?? false, by: caller.user }));
            },
            { blobs, message: reply.message },
          );
          const moved = !done.ok && done.error.code === "thing.moved-on" && options?.ifVersion === undefined;
          if (!moved) return done;
          if (attempt === TRIES) return refuse(fault("system.busy"));
        }
      });
    },
  };

  async function prepare(ticket: Answered, wanted: Answer): Promise<Result<Prepared, Fault>> {
    const problem = invalid(wanted);
    if (problem) return refuse(problem);
    const mailbox = record.view.mailbox(ticket.mailbox);
    if (!mailbox) return refuse(fault("reply.mailbox-gone", { params: { mailbox: ticket.mailbox } }));
    const hostname = record.view.hostname() ?? "localhost";
    const conversation = record.view.conversation(ticket.number, THREAD).flatMap(earlierOf);
    const last = conversation.findLast((m) => m.incoming) ?? null;
    const to = wanted.to?.length ? wanted.to : defaultRecipients(ticket, last);
    const cc = wanted.cc ?? [];
    const recipients = [...new Set([...to, ...cc].map((a) => a.address))];
    if (recipients.length === 0 || recipients.length > MOST_RECIPIENTS) {
      return refuse(fault("reply.recipients", { field: "to", params: { most: MOST_RECIPIENTS } }));
    }
    const message = newKey();
    const claim = { ticket: ticket.number, token: ticket.token };
    const from = { name: mailbox.name, address: mailbox.address };
    const thread = threadOf(conversation);
    const messageId = answerMessageId(claim, message, hostname);
    const body = bodyOf(wanted, mailbox, last, sanitise);
    const files = wanted.attachments ?? [];
    const subject =
      last === null && conversation.length === 0 ? ticket.subject : replySubject(ticket.subject);
    const raw = await compose({
      messageId,
      ...thread,
      date: now(),
      from,
      replyTo: { name: mailbox.name, address: answerAddress(claim, mailbox.address) },
      to,
      cc,
      subject,
      text: body.text,
      html: body.html,
      attachments: files,
      automatic: false,
    });
    const mail = blobOf(raw);
    const kept = files.map((file) => blobOf(file.bytes));
    return ok({
      blobs: [mail, ...kept],
      reply: {
        type: "ReplyQueued",
        message,
        messageId,
        ...thread,
        from,
        to,
        cc,
        subject,
        text: body.text,
        reply: body.written === body.text ? null : body.written,
        hasHtml: true,
        attachments: files.map(attachmentOf),
        raw: mail.sha256,
        sender: bounceAddress(claim, message, mailbox.address),
        recipients,
        automatic: false,
        ...(wanted.byMail ? { byMail: wanted.byMail } : {}),
      },
    });
  }
}

interface ConversationMessage extends Earlier {
  readonly incoming: boolean;
  readonly replyTo: readonly Address[];
}

function earlierOf({ time, event }: Recorded): readonly ConversationMessage[] {
  if (event.type !== "MessageReceived" && event.type !== "ReplyQueued") return [];
  const { messageId, references, inReplyTo, from, text } = event;
  const incoming = event.type === "MessageReceived";
  return [
    {
      messageId,
      references: references.length > 0 || inReplyTo === null ? references : [inReplyTo],
      from,
      at: incoming ? (event.date ?? time) : time,
      text,
      // A machine's mail is no one to answer.
      incoming: incoming && event.automatic !== "bounce" && event.automatic !== "auto-reply",
      replyTo: incoming ? event.replyTo : [],
    },
  ];
}

/** Whoever wrote last, at the address they ask to be answered at; the requester before anyone wrote. */
function defaultRecipients(ticket: Answered, last: ConversationMessage | null): readonly Address[] {
  if (last === null) return [ticket.requester];
  return last.replyTo.length > 0 ? last.replyTo.slice(0, 10) : [last.from];
}

function bodyOf(
  wanted: Answer,
  mailbox: Mailbox,
  last: ConversationMessage | null,
  sanitise: (html: string) => string,
) {
  const written = wanted.text.replace(/\r\n?/g, "\n").trimEnd();
  const signature = mailbox.signature.trim();
  const text = [
    written,
    ...(signature ? [`-- \n${signature}`] : []),
    ...(last ? [quoteText(last)] : []),
  ].join("\n\n");
  const html = [
    wanted.html ? sanitise(wanted.html) : plainToHtml(written),
    ...(signature ? [plainToHtml(`-- \n${signature}`)] : []),
    ...(last ? [quoteHtml(attribution(last), last.text)] : []),
  ].join("\n");
  return { written, text: `${text}\n`, html: `<!doctype html>\n<html><body>\n${html}\n</body></html>\n` };
}

function attachmentOf(file: AttachmentFile, index: number): Attachment {
  const digest = createHash("sha256").update(file.bytes).digest("hex");
  const { name, type, bytes } = file;
  return { id: `${index + 1}`, name, type, size: bytes.length, sha256: sha256(digest), inline: false };
}

function invalid(wanted: Answer): Fault | null {
  const wrong = (field: string, reason: PlainReason) => fault(reason, { field });
  if (wanted.text.trim() === "" && !wanted.html) return wrong("text", "reply.text");
  if (wanted.text.length > MOST_TEXT || (wanted.html?.length ?? 0) > MOST_TEXT) {
    return wrong("text", "reply.long");
  }
  const bad = [...(wanted.to ?? []), ...(wanted.cc ?? [])].find((a) => !isAddress(normalAddress(a.address)));
  if (bad) return fault("reply.address", { field: "to", params: { address: bad.address } });
  const bytes = (wanted.attachments ?? []).reduce((sum, file) => sum + file.bytes.length, 0);
  if (bytes > MOST_BYTES) return wrong("attachments", "reply.size");
  return null;
}
