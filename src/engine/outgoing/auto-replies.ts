import type { Now } from "../../base/clock.ts";
import type { MessageKey, TicketNumber } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Address } from "../../domain/mail/index.ts";
import { writeAutoReply } from "../../domain/outgoing/index.ts";
import { isErasedTicket } from "../../domain/ticket/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { AutomaticReplyRow } from "../../record/view.ts";
import { acknowledgementText } from "../../text/acknowledgement.ts";
import { settingsOf, ticketsOf } from "../depends.ts";
import { createDueWork, type DueWork } from "../due-work.ts";

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly log: Log;
}

/** The number of a ticket's first events, which include the auto-reply that became due. */
const FIRST = 20;
/** Bytes of them that are read at a time. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Writes the auto-replies that decisions have made due; from then on each is a reply like any other. */
export function createAutoReplies({ record, now, log }: Parts): DueWork {
  return createDueWork<AutomaticReplyRow>(
    { record, log, now },
    {
      begins: ["AutoReplyDue"],
      due: (view, _, limit) => view.automaticRepliesDue(limit),
      id: ({ message }) => message,
      line: ({ ticket }) => ticket,
      give,
      what: "an automatic reply",
    },
  );

  async function give({ message, ticket: number }: AutomaticReplyRow): Promise<"done" | "erased"> {
    const opened = record.view.ticket(number);
    const to = await recipientOf(number, message);
    if (to === "erased" || (opened && isErasedTicket(opened))) return "erased";
    await record.commit(systemActor("automatic"), (view, time) => {
      if (view.reply(message) !== null) return nothing(undefined);
      const ticket = view.ticket(number);
      const mailbox = ticket && view.mailbox(ticket.mailbox);
      if (!ticket || !mailbox || to === null)
        throw new Error(
          `an automatic reply is due in ticket ${number}, which has no mailbox to send it from`,
        );
      const words = acknowledgementText(mailbox.language, number);
      const hostname = view.hostname() ?? "localhost";
      const event = writeAutoReply({ message, to, ticket, mailbox, words, hostname, now: time });
      const events = [{ ticket: number, event }];
      const due = { on: "due", message } as const;
      return { events, dependsOn: [due, ...ticketsOf(view, events), settingsOf(view)], value: undefined };
    });
    return "done";
  }

  /**
   * Whom the auto-reply goes to, by the event that made it due; null if that is not among the ticket's first, "erased" if it was
   * erased. A ticket has one such event.
   */
  async function recipientOf(number: TicketNumber, message: MessageKey): Promise<Address | "erased" | null> {
    let erased = false;
    for (let at = 0; at < FIRST; ) {
      const { events, last } = await record.journal.pageOfTicket(number, at, FIRST - at, MOST_BYTES);
      for (const { event } of events) {
        if (event.type === "AutoReplyDue" && event.message === message) return event.to;
        erased ||= event.type === "Erased" && event.was === "AutoReplyDue";
      }
      if (events.length === 0) break;
      at = last;
    }
    return erased ? "erased" : null;
  }
}
