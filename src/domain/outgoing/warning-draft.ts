import type { MessageKey } from "../../base/ids.ts";
import type { Address } from "../mail/index.ts";
import type { OutgoingDraft, Words } from "./draft.ts";

/** The mailbox that warnings are sent from: the first in use, or else the first; undefined if there is none. */
export const warningSender = <M extends { readonly enabled: boolean }>(
  mailboxes: readonly M[],
): M | undefined => mailboxes.find(({ enabled }) => enabled) ?? mailboxes[0];

/** The mail that warns an administrator of something that the appliance did automatically. @param from one of our addresses */
export function warningDraft(
  message: MessageKey,
  words: Words,
  to: Address,
  from: string,
  hostname: string,
): OutgoingDraft {
  return {
    // Bounces of it are not needed: it is shown in the outbox and in the journal.
    sender: "",
    recipients: [to.address],
    draft: {
      ...{ messageId: `<${message}@${hostname}>`, inReplyTo: null, references: [], replyTo: null },
      ...{ from: { name: "MailManager", address: from }, to: [to], cc: [] },
      ...{ ...words, html: null, automatic: true },
    },
  };
}
