import { describe, expect, test } from "vitest";
import { messageKey, ticketNumber } from "../../base/ids.ts";
import type { Bounce } from "../mail/index.ts";
import { bounceAddress, replyMessageId } from "../ticket/index.ts";
import { decideIncoming } from "./decide.ts";
import type { Facts, ReplyFacts } from "./facts.ts";
import { authenticated, facts, ownAddress, ticketFacts, token } from "./testing.ts";

const key = messageKey("0123456789abcdefghjkmnpqrs");
const claim = { ticket: ticketNumber(7), token };
const toReply = bounceAddress(claim, key, ownAddress);
const to = (recipient: string) => ({ recipient, bounced: false });
const reply: ReplyFacts = {
  ...{ key, givenIn: ticketNumber(7), nowIn: ticketNumber(7) },
  deliveries: [to("rita@customer.example"), to("karl@customer.example")],
};
const bounceOf = (address: string, more: Partial<Bounce> = {}): Bounce => ({
  permanent: true,
  recipients: [{ address, status: "5.1.1", diagnostic: "550 no such user" }],
  originalMessageId: null,
  ...more,
});

const closed = ticketFacts({ state: "closed" });
function back(parsed: object, more: Partial<Facts> = {}, mail: object = {}) {
  const given = { tickets: [closed], replies: [reply], opening: null, ...more };
  return decideIncoming(
    facts(
      given,
      { from: null, automatic: "bounce", ...parsed },
      { sender: "", recipients: [toReply], ...mail },
    ),
  );
}
const marked = (outcome: ReturnType<typeof decideIncoming>) =>
  outcome.events.flatMap(({ event }) =>
    event.type === "DeliveryBounced" ? event.results.map(({ recipient }) => recipient) : [],
  );

describe("mail about a reply", () => {
  test("I-12, I-16: is added by the envelope address, from any sender, and changes no state", () => {
    const outcome = back({ bounce: bounceOf("rita@customer.example") });
    expect(outcome).toMatchObject({ kind: "bounce", rules: ["I-12", "I-15", "I-14", "I-16"] });
    expect(outcome.events.map(({ event }) => event.type)).toEqual(["MessageReceived", "DeliveryBounced"]);
    const away = { automatic: "auto-reply", from: { name: "", address: "x@elsewhere.example" } };
    const answered = back(away, {}, { sender: "x@elsewhere.example" });
    expect(answered).toMatchObject({ kind: "reply", rules: ["I-12", "I-15", "I-16"] });
    expect(answered.events).toHaveLength(1);
  });

  test("I-12, I-93: makes nobody a participant who was none, whatever its envelope sender", () => {
    const eve = { name: "Eve", address: "eve@elsewhere.example" };
    const cc = [{ name: "", address: "mallory@elsewhere.example" }];
    const written = { automatic: false, bounce: null } as const;
    const byEve = back({ ...written, from: eve, cc });
    expect(byEve.events).toMatchObject([{ event: { type: "MessageReceived", newcomer: true } }]);
    const [byRita] = back({ ...written, from: { name: "", address: "rita@customer.example" } }).events;
    expect(byRita?.event).not.toHaveProperty("newcomer");
    const checks = { authentication: authenticated("customer.example", "fail"), spam: null, virus: null };
    const forged = back({ ...written, from: { name: "", address: "rita@customer.example" }, cc }, { checks });
    expect(forged.events.at(-1)?.event).toMatchObject({ type: "MessageReceived", newcomer: true });
  });

  test("I-12: a wrong token identifies no reply", () => {
    const wrong = bounceAddress({ ...claim, token: "b".repeat(24) }, key, ownAddress);
    const outcome = back({ bounce: bounceOf("rita@customer.example") }, {}, { recipients: [wrong] });
    expect(outcome).toMatchObject({ kind: "bounce", rules: ["I-17"], events: [{ ticket: null }] });
  });

  test("I-13: a bounce to the bare mailbox is added by the Message-ID that it reports", () => {
    const originalMessageId = replyMessageId(claim, key, "desk.example");
    const bounce = bounceOf("karl@customer.example", { originalMessageId });
    const outcome = back({ bounce }, {}, { recipients: [ownAddress] });
    expect(outcome).toMatchObject({ kind: "bounce", rules: ["I-13", "I-15", "I-14", "I-16"] });
    expect(marked(outcome)).toEqual(["karl@customer.example"]);
  });

  test("I-14: marks the reported deliveries, once, and nothing for a delay or an unknown address", () => {
    expect(marked(back({ bounce: bounceOf("rita@customer.example") }))).toEqual(["rita@customer.example"]);
    expect(marked(back({ bounce: bounceOf("rita@customer.example", { permanent: false }) }))).toEqual([]);
    expect(marked(back({ bounce: bounceOf("other@third.example") }))).toEqual([]);
    const known = { ...reply, deliveries: [{ recipient: "rita@customer.example", bounced: true }] };
    expect(marked(back({ bounce: bounceOf("rita@customer.example") }, { replies: [known] }))).toEqual([]);
    const single = { ...reply, deliveries: [to("rita@customer.example")] };
    expect(marked(back({ bounce: bounceOf("other@third.example") }, { replies: [single] }))).toEqual([
      "rita@customer.example",
    ]);
  });

  test("I-15: follows the reply to another ticket, and that ticket when merged", () => {
    const moved = ticketFacts({ number: ticketNumber(9), mergedInto: ticketNumber(10) });
    const merged = ticketFacts({ number: ticketNumber(10) });
    const outcome = back(
      { bounce: bounceOf("rita@customer.example") },
      { replies: [{ ...reply, nowIn: ticketNumber(9) }], tickets: [closed, moved, merged] },
    );
    expect(outcome.events.map(({ ticket }) => ticket)).toEqual([10, 10]);
  });

  test("I-17: a bounce of a mail that we did not send is filed", () => {
    const outcome = back(
      { bounce: bounceOf("rita@customer.example") },
      { tickets: [], replies: [] },
      { recipients: [ownAddress] },
    );
    expect(outcome).toMatchObject({
      kind: "bounce",
      rules: ["I-17"],
      events: [{ event: { type: "MailFiled" } }],
    });
  });
});
