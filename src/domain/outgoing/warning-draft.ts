import type { MessageKey } from "../../base/ids.ts";
import type { Address } from "../mail/types.ts";
import type { OutgoingDraft, Words } from "./draft.ts";

/** The mail that warns an administrator of what the box did by itself. @param from an address of ours */
export function warningDraft(
  message: MessageKey,
  words: Words,
  to: Address,
  from: string,
  hostname: string,
): OutgoingDraft {
  return {
    // If it bounces, nobody is told: it is in the outbox and in the journal all the same.
    sender: "",
    recipients: [to.address],
    draft: {
      ...{ messageId: `<${message}@${hostname}>`, inReplyTo: null, references: [], replyTo: null },
      ...{ from: { name: "MailManager", address: from }, to: [to], cc: [] },
      ...{ ...words, html: null, automatic: true },
    },
  };
}
