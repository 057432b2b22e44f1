import type { Now } from "../../base/clock.ts";
import type { MessageKey } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Mailbox } from "../../domain/settings/events.ts";
import { noticeAddress, noticeMessageId, type Ticket, type TicketEvent } from "../../domain/ticket/index.ts";
import { blobOf } from "../../record/blobs.ts";
import type { Record } from "../../record/record.ts";
import type { NotificationRow } from "../../record/view.ts";
import type { Compose } from "./draft.ts";
import { createDueWork, type DueWork } from "./due-work.ts";
import { noticeProof } from "./notices.ts";

interface Parts {
  readonly record: Record;
  readonly compose: Compose;
  readonly now: Now;
  readonly log: Log;
}

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

/** Entries of a conversation that are looked through for what someone from outside wrote last. */
const LOOKED_AT = 50;
/** Characters of a message that a notification holds. */
const MOST_TEXT = 20_000;

/** Composes the notifications that decisions owe, and queues them beside the conversation, not in it. */
export function createNotifications({ record, compose, now, log }: Parts): DueWork {
  return createDueWork<NotificationRow>(
    { record, log },
    {
      owes: "NotificationDue",
      due: (view, limit) => view.notificationsDue(limit),
      give,
      what: "a notification",
    },
  );

  async function give({ message, ticket: about, user, owed: at }: NotificationRow): Promise<void> {
    const ticket = record.view.ticket(about);
    const mailbox = ticket && record.view.mailbox(ticket.mailbox);
    const owed = record.journal.at(at)?.event;
    if (!ticket || !mailbox || owed?.type !== "NotificationDue") {
      throw new Error(`ticket ${about} owes a notification but has no mailbox to give it from`);
    }
    const { to, because } = owed;
    const told = lastReceived(because.kind === "wrote" ? because.message : null, ticket);
    const claim = { ticket: about, proof: noticeProof(ticket, user) };
    const hostname = record.view.hostname() ?? "localhost";
    const messageId = noticeMessageId(claim, message, hostname);
    const giver = because.kind === "assigned" && because.by !== null ? record.view.user(because.by) : null;
    const words = wordsOf(ticket, told, because.kind, giver?.fullName ?? null);
    const raw = await compose({
      messageId,
      inReplyTo: null,
      // All of a ticket's hang together in the agent's mail program.
      references: [noticeMessageId(claim, null, hostname)],
      date: now(),
      from: senderOf(mailbox),
      replyTo: { name: mailbox.name, address: noticeAddress(claim, mailbox.address, null) },
      to: [to],
      cc: [],
      subject: words.subject,
      text: words.text,
      html: null,
      attachments: [],
      automatic: true,
    });
    const mail = blobOf(raw);
    await record.commit("system:notifications", () => ({
      events: [
        {
          ticket: null,
          event: {
            type: "NotificationQueued",
            message,
            about,
            user,
            messageId,
            subject: words.subject,
            raw: mail.sha256,
            sender: noticeAddress(claim, mailbox.address, message),
            recipients: [to.address],
          },
        },
      ],
      blobs: [mail],
      value: undefined,
    }));
  }

  /** The message that is told of, or else what someone from outside wrote last. */
  function lastReceived(key: MessageKey | null, ticket: Ticket): Received | null {
    const found: readonly (Recorded | null)[] =
      key === null ? record.view.conversation(ticket.number, LOOKED_AT) : [record.view.message(key)];
    const written = found.flatMap((one) => (one?.event.type === "MessageReceived" ? [one.event] : []));
    return written.findLast(({ automatic }) => automatic === false) ?? null;
  }
}

const senderOf = ({ name, address }: Mailbox) => ({ name, address });

function wordsOf(
  { number, subject, requester }: Ticket,
  told: Received | null,
  kind: "assigned" | "wrote",
  giver: string | null,
): { subject: string; text: string } {
  const who = told?.from ?? requester;
  const from = who.name === "" ? who.address : `${who.name} <${who.address}>`;
  const what =
    kind === "assigned"
      ? `${giver ?? "MailManager"} has given you ticket ${number}, "${subject}".`
      : `${from} has written in ticket ${number}, "${subject}".`;
  const files = told?.attachments.filter(({ inline }) => !inline).map(({ name }) => name) ?? [];
  const written = (told?.reply ?? told?.text ?? "").trim().slice(0, MOST_TEXT).toWellFormed();
  const parts = [
    what,
    ...(written === "" ? [] : [kind === "assigned" ? `${from} wrote:` : "The message:", written]),
    ...(files.length === 0 ? [] : [`Attached there: ${files.join(", ")}`]),
    "Answer this mail, from this address, and what you write goes to them as your answer.",
    "You get these mails because of the settings under My account.",
  ];
  return { subject: `[#${number}] ${subject}`, text: `${parts.join("\n\n")}\n` };
}
