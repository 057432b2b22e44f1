import type { MessageKey } from "../../base/ids.ts";
import type { Address } from "../mail/types.ts";
import type { Mailbox } from "../settings/events.ts";
import {
  type NoticeClaim,
  noticeAddress,
  noticeMessageId,
  type Ticket,
  type TicketEvent,
} from "../ticket/index.ts";
import type { OutgoingDraft } from "./draft.ts";

/** The most characters of a message in a notification. */
const MOST_TEXT = 20_000;

/** The contents of a notification, and its recipient. */
export interface Notified {
  readonly message: MessageKey;
  readonly to: Address;
  readonly ticket: Pick<Ticket, "number" | "subject" | "requester">;
  readonly mailbox: Pick<Mailbox, "name" | "address">;
  /** The message that it is about, or the newest received one; null for none. */
  readonly told: Extract<TicketEvent, { type: "MessageReceived" }> | null;
  readonly because: "assigned" | "wrote";
  /** The name of the person who assigned the ticket; null for the program, or if nobody did. */
  readonly giver: string | null;
  readonly claim: NoticeClaim;
  readonly hostname: string;
}

/** The mail that notifies an agent of a ticket assigned to them, or of a message in one of theirs. */
export function notificationDraft(about: Notified): OutgoingDraft {
  const { message, to, mailbox, claim, hostname } = about;
  return {
    sender: noticeAddress(claim, mailbox.address, message),
    recipients: [to.address],
    draft: {
      messageId: noticeMessageId(claim, message, hostname),
      inReplyTo: null,
      // So that all notifications of a ticket form one thread in the agent's mail program.
      references: [noticeMessageId(claim, null, hostname)],
      from: { name: mailbox.name, address: mailbox.address },
      replyTo: { name: mailbox.name, address: noticeAddress(claim, mailbox.address, null) },
      to: [to],
      cc: [],
      ...wordsOf(about),
      html: null,
      automatic: true,
    },
  };
}

function wordsOf({ ticket, told, because, giver }: Notified): { subject: string; text: string } {
  const { number, subject, requester } = ticket;
  const who = told?.from ?? requester;
  const from = who.name === "" ? who.address : `${who.name} <${who.address}>`;
  const what =
    because === "assigned"
      ? `${giver ?? "MailManager"} has assigned ticket ${number} to you, "${subject}".`
      : `${from} has written in ticket ${number}, "${subject}".`;
  const files = told?.attachments.filter(({ inline }) => !inline).map(({ name }) => name) ?? [];
  const written = (told?.reply ?? told?.text ?? "").trim().slice(0, MOST_TEXT).toWellFormed();
  const parts = [
    what,
    ...(written === "" ? [] : [because === "assigned" ? `${from} wrote:` : "The message:", written]),
    ...(files.length === 0 ? [] : [`Attachments: ${files.join(", ")}`]),
    "Reply to this mail from this address, and your text is sent to them as your reply.",
    "You can change these notifications under My account.",
  ];
  return { subject: `[#${number}] ${subject}`, text: `${parts.join("\n\n")}\n` };
}
