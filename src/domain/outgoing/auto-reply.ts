import type { MessageKey } from "../../base/ids.ts";
import type { Address } from "../mail/index.ts";
import type { Mailbox } from "../settings/events.ts";
import { type ReplyWritten, replyMessageId, type Ticket } from "../ticket/index.ts";
import type { Words } from "./draft.ts";

/** The facts for writing an auto-reply that a decision about a mail has made due (I-39). */
export interface AutoReplyFacts {
  readonly message: MessageKey;
  readonly to: Address;
  /** The ticket that the mail created. */
  readonly ticket: Pick<Ticket, "number" | "token" | "subject">;
  readonly mailbox: Pick<Mailbox, "name" | "address">;
  /** In the mailbox's language. */
  readonly words: Words;
  /** Of this machine: the right-hand side of Message-IDs. */
  readonly hostname: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The auto-reply to the mail that created a ticket; it may leave at once. */
export function writeAutoReply(facts: AutoReplyFacts): ReplyWritten {
  const { message, to, ticket, mailbox, words, hostname, now } = facts;
  const { number, token } = ticket;
  return {
    type: "ReplyWritten",
    message,
    messageId: replyMessageId({ ticket: number, token }, message, hostname),
    from: { name: mailbox.name, address: mailbox.address },
    to: [to],
    cc: [],
    // RFC 3834 section 3.1.5
    subject: `Auto: ${words.subject}${ticket.subject === "" ? "" : ` (${ticket.subject})`}`,
    text: words.text,
    html: null,
    attachments: [],
    automatic: "acknowledgement",
    leaveAt: now,
    close: false,
    unlessAnswered: false,
    nonce: null,
  };
}
