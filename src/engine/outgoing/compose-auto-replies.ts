import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import { acknowledge, replyDraft } from "../../domain/outgoing/index.ts";
import type { ReplyWritten, TicketEvent } from "../../domain/ticket/index.ts";
import type { AutomaticReplyRow } from "../../record/view.ts";
import { acknowledgementText } from "../../text/acknowledgement.ts";
import { type ComposerParts, createComposer } from "./compose.ts";
import { composedReply } from "./compose-replies.ts";
import type { DueWork } from "./due-work.ts";

/** The number of a ticket's first events, which include the mail that created it and the auto-reply that became due. */
const FIRST = 20;
/** Bytes of them that are read at a time. */
const MOST_BYTES = 4 * 1024 * 1024;

type Draft = ReturnType<typeof replyDraft> & { readonly written: ReplyWritten };

/** Writes and composes the auto-replies that decisions have made due. */
export function createAutoReplyComposer(parts: ComposerParts): DueWork {
  const { record, now } = parts;
  return createComposer<AutomaticReplyRow, Draft>(parts, {
    what: "an automatic reply",
    actor: systemActor("automatic"),
    begins: "AnswerDue",
    due: (view, _, limit) => view.automaticRepliesDue(limit),
    id: ({ message }) => message,
    line: ({ ticket }) => ticket,
    async draft({ message, ticket: number }) {
      const { view } = record;
      const ticket = view.ticket(number);
      const mailbox = ticket && view.mailbox(ticket.mailbox);
      const { due, question } = await beginningOf(number, message);
      if (!ticket || !mailbox || due === null) {
        throw new Error(
          `an automatic reply is due in ticket ${number}, which has no mailbox to send it from`,
        );
      }
      const written = acknowledge(
        message,
        due.to,
        ticket,
        mailbox,
        acknowledgementText(mailbox.language, number),
        view.hostname() ?? "localhost",
        now(),
      );
      const { signature, plusAddresses } = mailbox;
      const conversation = question === null ? [] : [question];
      return {
        written,
        ...replyDraft(written, { ticket, signature, plusAddresses, conversation, quoted: null }),
      };
    },
    settle(view, _, { message, ticket }, composed) {
      if (!composed || view.reply(message) !== null) return [];
      const { draft, raw } = composed;
      return [
        { ticket, event: draft.written },
        { ticket, event: composedReply(message, draft, raw) },
      ];
    },
  });

  /** The auto-reply that is due, and the mail that created the ticket; null for what is not among its first events. */
  async function beginningOf(number: TicketNumber, message: MessageKey) {
    let question: Extract<TicketEvent, { type: "MessageReceived" }> | null = null;
    for (let at = 0; at < FIRST; ) {
      const { events, last } = await record.journal.pageOfTicket(number, at, FIRST - at, MOST_BYTES);
      for (const { event } of events) {
        if (event.type === "MessageReceived") question ??= event;
        if (event.type === "AnswerDue" && event.message === message) return { due: event, question };
      }
      if (events.length === 0) break;
      at = last;
    }
    return { due: null, question };
  }
}
