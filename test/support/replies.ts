/** Replies as events, for tests that do not care about their content. */
import { messageKey, sha256 } from "../../src/base/ids.ts";
import type { Composition, ReplyWritten } from "../../src/domain/ticket/index.ts";

const customer = { name: "Ann", address: "ann@customer.example" };

/** A reply that may be sent at once. */
export function writtenReply(overrides: Partial<ReplyWritten> = {}): ReplyWritten {
  return {
    type: "ReplyWritten",
    message: messageKey("r".repeat(26)),
    messageId: "<r@desk.example>",
    from: { name: "Desk", address: "support@desk.example" },
    to: [customer],
    cc: [],
    subject: "Re: It does not work",
    text: "Now it does",
    html: null,
    attachments: [],
    automatic: false,
    leaveAt: 0,
    close: false,
    unlessAnswered: false,
    nonce: null,
    ...overrides,
  };
}

/** The reply's composed event. @param recipient of the envelope */
export const composition = (recipient = customer.address): Composition => ({
  inReplyTo: null,
  references: [],
  below: "",
  raw: sha256("0".repeat(64)),
  sender: "support@desk.example",
  recipients: [recipient],
});
