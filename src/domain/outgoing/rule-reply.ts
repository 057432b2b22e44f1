import type { MessageKey } from "../../base/ids.ts";
import { type Address, type Attachment, replySubject } from "../mail/index.ts";
import { type ReplyWritten, replyMessageId, type Ticket } from "../ticket/index.ts";

/** The facts for writing the reply that a rule sends. */
export interface RuleReplyFacts {
  readonly message: MessageKey;
  /** The message that it replies to; absent for none. */
  readonly answers?: MessageKey;
  readonly to: Address;
  readonly ticket: Pick<Ticket, "number" | "token">;
  /** The mailbox that sends it. */
  readonly from: Address;
  /** That of the message. */
  readonly subject: string;
  readonly text: string;
  /** Of this machine: the right-hand side of Message-IDs. */
  readonly hostname: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The same for a mail that a rule forwards. */
export interface RuleForwardFacts extends Omit<RuleReplyFacts, "to"> {
  /** An address. */
  readonly to: string;
  /** The mail as it came. */
  readonly attachment: Omit<Attachment, "name">;
}

/** A mail that a rule forwards, with the mail as it came attached; it may leave at once. */
export function writeRuleForward({ to, attachment, ...facts }: RuleForwardFacts): ReplyWritten {
  const written = writeRuleReply({ ...facts, to: { name: "", address: to } });
  const subject = `Fwd: ${facts.subject}`.trimEnd();
  const attached = { ...attachment, name: mailFileName(facts.subject) };
  return { ...written, subject, attachments: [attached], automatic: "forward" };
}

/** The most characters of a subject in a file name. */
const LONGEST_NAME = 80;

/** The name of a mail as a file, made from its subject without what file systems do not take. */
function mailFileName(subject: string): string {
  const name = subject
    .slice(0, LONGEST_NAME)
    .toWellFormed()
    .replace(/[\p{C}\\/:*?"<>|]/gu, " ")
    .trim();
  return `${name === "" ? "mail" : name}.eml`;
}

/** The reply that a rule sends to a message; it may leave at once. */
export function writeRuleReply(facts: RuleReplyFacts): ReplyWritten {
  const { message, answers, to, ticket, from, subject, text, hostname, now } = facts;
  return {
    type: "ReplyWritten",
    ...{
      message,
      messageId: replyMessageId({ ticket: ticket.number, token: ticket.token }, message, hostname),
    },
    ...{ from, to: [to], cc: [] },
    // RFC 3834 section 3.1.5
    subject: `Auto: ${subject.trim() === "" ? "" : replySubject(subject)}`.trimEnd(),
    ...{ text: text.trim(), html: null, attachments: [] },
    ...{ automatic: "rule", leaveAt: now },
    ...(answers === undefined ? {} : { answers }),
    ...{ close: false, unlessAnswered: false, nonce: null },
  };
}
