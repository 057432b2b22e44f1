import type { Now } from "../../base/clock.ts";
import { messageKey } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { acknowledgement } from "../../domain/mail/acknowledgement.ts";
import { threadOf } from "../../domain/mail/conversation.ts";
import { plainToHtml } from "../../domain/mail/html-text.ts";
import { answerAddress, answerMessageId } from "../../domain/ticket/index.ts";
import { blobOf } from "../../record/blobs.ts";
import type { Record } from "../../record/record.ts";
import type { AutomaticAnswerRow } from "../../record/view.ts";
import type { Compose } from "./draft.ts";
import { createDueWork, type DueWork } from "./due-work.ts";

interface Parts {
  readonly record: Record;
  readonly compose: Compose;
  readonly now: Now;
  readonly log: Log;
}

/** Of those owed, so many are looked at for the one that is given: it is among the longest. */
const LOOKED_AT = 50;

/**
 * Gives the automatic answers that decisions owe: what is owed is in the read model, so nothing is forgotten in a
 * crash, and answering settles it in the same commit, so nothing is answered twice.
 */
export function createAutomaticAnswers({ record, compose, now, log }: Parts): DueWork {
  return createDueWork<AutomaticAnswerRow>(
    { record, log },
    { owes: "AnswerDue", due: (view, limit) => view.answersDue(limit), give, what: "an automatic answer" },
  );

  async function give({ message, ticket: number }: AutomaticAnswerRow): Promise<void> {
    const ticket = record.view.ticket(number);
    const [question] = record.view.conversation(number, 1);
    const owed = record.journal.ofTicket(number, 0, 20).find(({ event }) => event.type === "AnswerDue");
    const mailbox = ticket && record.view.mailbox(ticket.mailbox);
    if (!ticket || !mailbox || owed?.event.type !== "AnswerDue") {
      throw new Error(`ticket ${number} owes an answer but has no mailbox to give it from`);
    }
    const { to } = owed.event;
    const claim = { ticket: number, token: ticket.token };
    const words = acknowledgement(mailbox.language, number);
    const signature = mailbox.signature.trim();
    const text = `${words.text}\n${signature ? `\n-- \n${signature}\n` : ""}`;
    const from = { name: mailbox.name, address: mailbox.address };
    const thread = threadOf(question?.event.type === "MessageReceived" ? [question.event] : []);
    const messageId = answerMessageId(claim, messageKey(message), record.view.hostname() ?? "localhost");
    // RFC 3834 section 3.1.5
    const subject = `Auto: ${words.subject} (${ticket.subject})`;
    const raw = await compose({
      messageId,
      ...thread,
      date: now(),
      from,
      replyTo: { name: mailbox.name, address: answerAddress(claim, mailbox.address) },
      to: [to],
      cc: [],
      subject,
      text,
      html: `<!doctype html>\n<html><body>\n${plainToHtml(text.trim())}\n</body></html>\n`,
      attachments: [],
      automatic: true,
    });
    const mail = blobOf(raw);
    await record.commit("system:automatic", (view) => ({
      events: view.answersDue(LOOKED_AT).some((row) => row.message === message)
        ? [
            {
              ticket: number,
              event: {
                type: "ReplyQueued",
                message,
                messageId,
                ...thread,
                from,
                to: [to],
                cc: [],
                subject,
                text,
                reply: null,
                hasHtml: true,
                attachments: [],
                raw: mail.sha256,
                sender: "",
                recipients: [to.address],
                automatic: true,
              },
            },
          ]
        : [],
      blobs: [mail],
      value: undefined,
    }));
  }
}
