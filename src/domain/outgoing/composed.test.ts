import { expect, test } from "vitest";
import { messageKey, sha256, ticketNumber, userName } from "../../base/ids.ts";
import { decideQueued, decideReplyComposed, type LeavingReply } from "./composed.ts";
import type { OutgoingDraft } from "./draft.ts";

const message = messageKey("0".repeat(26));
const raw = sha256("a".repeat(64));
const person = { name: "", address: "rita@customer.net" };
const outgoing: OutgoingDraft = {
  ...{ sender: "help@site.net", recipients: [person.address] },
  draft: {
    ...{ messageId: "<1@site.net>", inReplyTo: "<0@customer.net>", references: ["<0@customer.net>"] },
    ...{ from: person, replyTo: null, to: [person], cc: [], subject: "Re: Order", text: "Yes", html: null },
    automatic: false,
  },
};
const composed = { draft: { ...outgoing, draft: { ...outgoing.draft, replyTo: person }, below: "" }, raw };
const reply: LeavingReply = {
  ...{ message, ticket: ticketNumber(7), state: "due", leaveAt: 100, unlessAnswered: true },
  since: { wrote: false, replied: false },
};

test("a reply whose time has come leaves", () => {
  expect(decideReplyComposed(reply, composed, 100)).toMatchObject({
    ticket: 7,
    event: { type: "ReplyComposed", message, raw, messageId: "<1@site.net>", recipients: [person.address] },
  });
});

test.each<[string, Partial<LeavingReply>]>([
  ["was taken back", { state: "taken-back" }],
  ["was postponed", { leaveAt: 101 }],
  [
    "was taken back after the requester wrote",
    { state: "taken-back", since: { wrote: true, replied: false } },
  ],
])("nothing happens to one that %s", (_, more) => {
  expect(decideReplyComposed({ ...reply, ...more }, composed, 100)).toBeNull();
});

test.each<[Partial<LeavingReply>, string]>([
  [{ since: { wrote: true, replied: true } }, "requester-wrote"],
  [{ since: { wrote: false, replied: true } }, "replied"],
])("one that was not to be sent after %j is withheld", (more, because) => {
  expect(decideReplyComposed({ ...reply, ...more }, null, 100)?.event).toEqual({
    ...{ type: "ReplyWithheld", message, because },
  });
});

test("without anything composed, or a reply, nothing happens", () => {
  expect(decideReplyComposed(reply, null, 100)).toBeNull();
  expect(decideReplyComposed(null, composed, 100)).toBeNull();
});

test("a notification is queued once, while it is due", () => {
  const subject = { type: "NotificationQueued", user: userName("ann"), about: ticketNumber(7) } as const;
  expect(decideQueued(message, true, subject, { draft: outgoing, raw })).toMatchObject([
    { ticket: null, event: { type: "NotificationQueued", user: "ann", about: 7, subject: "Re: Order", raw } },
  ]);
  expect(decideQueued(message, false, subject, { draft: outgoing, raw })).toEqual([]);
  expect(decideQueued(message, true, subject, null)).toEqual([]);
});
