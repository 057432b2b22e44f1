/** A data folder with many tickets, for tests whose subject is their number. */
import { mailId, messageKey, sha256, ticketNumber } from "../../src/base/ids.ts";
import { systemActor } from "../../src/domain/actor.ts";
import type { NewEvent } from "../../src/domain/events.ts";
import { openData } from "./data.ts";
import { composition, writtenReply } from "./replies.ts";

/** The mailbox that `mailmanager setup` makes in tests. */
const mailbox = "support@desk.example";
/** Tickets of one commit. */
const TOGETHER = 200;

/**
 * Adds tickets, each with a mail and a delivered reply: six events. The folder's next ticket has to be the first.
 * @param by the part of the program that does it
 */
export async function fillData(folder: string, tickets: number, by = "test"): Promise<void> {
  const record = openData(folder);
  try {
    record.setBulk(true);
    for (let first = 1; first <= tickets; first += TOGETHER) {
      const count = Math.min(TOGETHER, tickets + 1 - first);
      const events = Array.from({ length: count }, (_, n) => eventsOf(first + n)).flat();
      await record.commit(systemActor(by), () => ({ events, dependsOn: [], value: undefined }));
    }
  } finally {
    record.close();
  }
}

function eventsOf(n: number): readonly NewEvent[] {
  const ticket = ticketNumber(n);
  const id = `fill${n}`.padStart(26, "0");
  const ann = { name: `Ann ${n}`, address: `ann.${n}@customer.example` };
  const [mail, message, reply] = [mailId(id), messageKey(`m${id.slice(1)}`), messageKey(`r${id.slice(1)}`)];
  const subject = `Lamp ${n} is dark`;
  const envelope = { from: ann.address, to: [mailbox] };
  const peer = { ip: "192.0.2.1", helo: "mx.customer.example", tls: true };
  const bytes = sha256(n.toString(16).padStart(64, "0"));
  return [
    {
      ticket: null,
      event: { type: "MailReceived", mail, envelope, size: 400, sha256: bytes, mailbox, peer },
    },
    {
      ticket,
      event: {
        ...{ type: "TicketOpened", number: ticket, token: `token${n}`, mailbox, subject, requester: ann },
        ...{ group: null, via: "mail" },
      },
    },
    {
      ticket,
      event: {
        ...{ type: "MessageReceived", message, mail, evidence: null, messageId: `<${n}@customer.example>` },
        ...{ inReplyTo: null, references: [], from: ann, replyTo: [], to: [], cc: [], subject, date: null },
        ...{ text: `Since yesterday, lamp ${n} in the hall is dark.`, reply: null, hasHtml: false },
        ...{ attachments: [], automatic: false, authentication: null },
      },
    },
    {
      ticket,
      event: writtenReply({
        ...{ message: reply, messageId: `<r${n}@desk.example>`, to: [ann], leaveAt: n },
        composed: composition(ann.address),
      }),
    },
    {
      ticket,
      event: {
        ...{
          type: "DeliveryAttempted",
          message: reply,
          attempt: 1,
          server: "mx.customer.example",
          nextAt: null,
        },
        results: [{ recipient: ann.address, outcome: "delivered", response: "250 OK" }],
      },
    },
    { ticket, event: { type: "NoteAdded", message: messageKey(`n${id.slice(1)}`), text: `Lamp ${n} again` } },
  ];
}
