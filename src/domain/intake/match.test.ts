import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import { replyAddress, replyMessageId, tokenFrom } from "../ticket/index.ts";
import { knownFrom } from "./known.ts";
import { match } from "./match.ts";
import { ticketFacts } from "./testing.ts";

const number = ticketNumber(7);
const token = tokenFrom(new Uint8Array(15).fill(9));

describe("matching", () => {
  const ticket = ticketFacts({
    number,
    token,
    participants: ["ann@customer.example", "support@desk.example", "carl@customer.example"],
  });
  const known = knownFrom({
    tickets: [ticket],
    references: ["<a@customer.example>", "<old@x>"].map((messageId) => ({ messageId, tickets: [number] })),
  });
  const awaiting = (messageId: string | null) =>
    messageId === null ? null : { messageId, tickets: messageId === "<parent@x>" ? [number] : [] };
  const ours = replyMessageId({ ticket: number, token }, "0123456789abcdefghjkmnpqrs", "desk.example");
  const ourAddress = replyAddress({ ticket: number, token }, "support@desk.example");
  const mail = {
    from: "ann@customer.example",
    awaiting: awaiting("<new@x>"),
    inReplyTo: null,
    references: [],
    recipients: [],
    mailbox: "support@desk.example",
    addressed: [],
    forged: false,
  };

  test.each([
    ["I-18: our token in References", { references: ["<z@z>", ours] }, "follow-up", "token"],
    ["I-18: our token in In-Reply-To", { inReplyTo: ours }, "follow-up", "token"],
    [
      "I-20: a reference of the conversation",
      { references: ["<a@customer.example>"] },
      "follow-up",
      "reference",
    ],
    ["I-20: a reference to what was only referred to", { references: ["<old@x>"] }, "follow-up", "reference"],
    [
      "I-21: its own id, referred to before it came",
      { awaiting: awaiting("<parent@x>") },
      "follow-up",
      "reference",
    ],
    [
      "I-24: a copied colleague with a reference",
      { from: "carl@customer.example", references: ["<a@customer.example>"] },
      "follow-up",
      "reference",
    ],
    [
      "I-25: a stranger with a reference",
      { from: "eve@elsewhere.example", references: ["<a@customer.example>"] },
      "possible",
      "reference",
    ],
    [
      "I-90: a stranger with our token in References",
      { from: "eve@elsewhere.example", references: [ours] },
      "newcomer",
      "token",
    ],
    [
      "I-90: a stranger with our token in the address",
      { from: "eve@elsewhere.example", recipients: [ourAddress] },
      "newcomer",
      "token",
    ],
    ["I-90: nobody with our token", { from: null, references: [ours] }, "newcomer", "token"],
    ["I-23: nothing", {}, "none", null],
    ["I-19: our token in the address", { recipients: [ourAddress] }, "follow-up", "token"],
  ] as const)("%s", (_, part, kind, by) => {
    const found = match({ ...mail, ...part }, known);
    if (by === null) expect(found).toEqual({ kind });
    else expect(found).toMatchObject({ kind, evidence: { by } });
  });

  test("I-18, I-19: a forged token never matches", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 15, maxLength: 15 }), (random) => {
        fc.pre(tokenFrom(random) !== token);
        const forged = replyMessageId(
          { ticket: number, token: tokenFrom(random) },
          "0123456789abcdefghjkmnpqrs",
          "desk.example",
        );
        expect(match({ ...mail, references: [forged] }, known)).toEqual({ kind: "none" });
      }),
    );
  });

  test("I-25: mail from someone who is not a participant is never added", () => {
    const anything = fc.constantFrom(ours, "<a@customer.example>", "<old@x>", "<parent@x>", "<other@x>");
    fc.assert(
      fc.property(
        fc.array(anything),
        fc.option(anything),
        fc.option(anything),
        (references, inReplyTo, messageId) => {
          const found = match(
            { ...mail, from: "eve@elsewhere.example", references, inReplyTo, awaiting: awaiting(messageId) },
            known,
          );
          expect(found.kind).not.toBe("follow-up");
        },
      ),
    );
  });
});
