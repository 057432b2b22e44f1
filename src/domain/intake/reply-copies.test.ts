import { expect, test } from "vitest";
import { mailId, messageKey, sha256 } from "../../base/ids.ts";
import { localAddresses } from "./mailbox.ts";
import { decideReplyCopies, type LeavingReplyFacts } from "./reply-copies.ts";
import { replySource } from "./reply-copy.ts";

const address = (text: string) => ({ name: "", address: text });
const local = localAddresses([
  { address: "support@desk.example", aliases: [], enabled: true },
  { address: "sales@desk.example", aliases: ["orders@desk.example"], enabled: true },
  { address: "billing@desk.example", aliases: [], enabled: true },
  { address: "closed@desk.example", aliases: [], enabled: false },
]);
const message = messageKey("0".repeat(26));
const ids = ["1", "2", "3", "4"].map((digit) => mailId(digit.repeat(26)));
const reply: LeavingReplyFacts = {
  ...{ message, automatic: false, sender: "support+x@desk.example", raw: sha256("a".repeat(64)), size: 12 },
  ...{ to: [address("rita@customer.example")], cc: [], mailbox: "support@desk.example", ids },
};
const received = (change: Partial<LeavingReplyFacts>) =>
  decideReplyCopies({ ...reply, ...change }, local).map(({ event }) =>
    event.type === "MailReceived" ? [event.mailbox, event.mail] : [event.type],
  );

test("I-83: every other mailbox of ours that a reply names receives it once", () => {
  const cc = ["Orders@desk.example", "sales@desk.example", "billing@desk.example"].map(address);
  expect(received({ cc })).toEqual([
    ["sales@desk.example", ids[0]],
    ["billing@desk.example", ids[1]],
  ]);
  expect(received({ to: [address("billing@desk.example")] })).toEqual([["billing@desk.example", ids[0]]]);
});

test("I-83: from the place of that reply, with the addresses that it names, and from no server", () => {
  const [copy] = decideReplyCopies({ ...reply, cc: [address("Orders@desk.example")] }, local);
  expect(copy).toMatchObject({
    ticket: null,
    event: {
      ...{ type: "MailReceived", source: replySource(message), size: 12, sha256: "a".repeat(64) },
      envelope: { from: "support+x@desk.example", to: ["Orders@desk.example"] },
      peer: { ip: "", helo: "", tls: false },
    },
  });
  expect(copy?.event).not.toHaveProperty("first");
});

test.each<[why: string, change: Partial<LeavingReplyFacts>]>([
  ["names nobody of ours", {}],
  ["names its own mailbox alone", { cc: [address("support@desk.example")] }],
  ["names a mailbox that receives no mail", { cc: [address("closed@desk.example")] }],
  ["was written by the program", { cc: [address("sales@desk.example")], automatic: true }],
  ["is in no ticket any more", { cc: [address("sales@desk.example")], mailbox: null }],
  [
    "was moved to the mailbox that it names",
    { cc: [address("sales@desk.example")], mailbox: "sales@desk.example" },
  ],
])("I-83: none does if it %s", (_, change) => {
  expect(received(change)).toEqual([]);
});
