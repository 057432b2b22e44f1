import type { MessageKey } from "../../base/ids.ts";
import type { Address } from "../mail/index.ts";
import type { Mailbox } from "../settings/events.ts";
import { type NotificationClaim, notificationAddress, notificationMessageId } from "../ticket/index.ts";
import type { OutgoingDraft, Words } from "./draft.ts";

/** The contents of a notification, and its recipient. */
export interface Notified {
  readonly message: MessageKey;
  readonly to: Address;
  readonly mailbox: Pick<Mailbox, "name" | "address" | "plusAddresses">;
  readonly words: Words;
  readonly claim: NotificationClaim;
  readonly hostname: string;
}

/** The mail that notifies an agent of a ticket assigned to them, or of a message in one of theirs. */
export function notificationDraft(about: Notified): OutgoingDraft {
  const { message, to, mailbox, words, claim, hostname } = about;
  const { address } = mailbox;
  const carried = (key: MessageKey | null) =>
    mailbox.plusAddresses ? notificationAddress(claim, address, key) : address;
  return {
    sender: carried(message),
    recipients: [to.address],
    draft: {
      messageId: notificationMessageId(claim, message, hostname),
      inReplyTo: null,
      // So that all notifications of a ticket form one thread in the agent's mail program.
      references: [notificationMessageId(claim, null, hostname)],
      from: { name: mailbox.name, address },
      replyTo: { name: mailbox.name, address: carried(null) },
      to: [to],
      cc: [],
      ...words,
      html: null,
      automatic: true,
    },
  };
}
