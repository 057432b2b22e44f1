import type { Action } from "../../../appliance/protocol.ts";
import type { MessageKey } from "../../base/ids.ts";
import { warningOf } from "../box/index.ts";
import type { Address } from "../mail/types.ts";
import type { OutgoingDraft } from "./draft.ts";

/** The mail that warns an administrator of something that the appliance did automatically. @param from one of our addresses */
export function warningDraft(
  message: MessageKey,
  action: Action,
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
      ...{ ...warningOf(action, hostname), html: null, automatic: true },
    },
  };
}
