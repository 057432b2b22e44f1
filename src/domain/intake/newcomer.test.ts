/** People who are new in a conversation. */
import { describe, expect, test } from "vitest";
import { mailId, ticketNumber, userName } from "../../base/ids.ts";
import type { Checks } from "../mail/index.ts";
import { replyAddress, replyMessageId } from "../ticket/index.ts";
import { decideIncoming } from "./decide.ts";
import type { Facts, TicketFacts } from "./facts.ts";
import { addressedBy } from "./held-event.ts";
import { agent, authenticated, facts, following, opens, ownAddress, ticketFacts, token } from "./testing.ts";

const eve = { name: "Eve", address: "Eve@elsewhere.example" };
const ours = replyMessageId({ ticket: ticketNumber(7), token }, "0123456789abcdefghjkmnpqrs", "desk.example");
const ourAddress = replyAddress({ ticket: ticketNumber(7), token }, ownAddress);
const closed = ticketFacts({ state: "closed" });

const byToken = (ticket: TicketFacts, more: Parameters<typeof facts>[1] = {}) =>
  facts({ tickets: [ticket], opening: null }, { from: eve, inReplyTo: ours, ...more });
const byReference = (
  ticket: TicketFacts,
  more: Partial<Omit<Facts, "mail" | "read">> = {},
  parsed: Parameters<typeof following>[2] = {},
) => following(ticket, { opening: opens, ...more }, { from: eve, ...parsed });
const types = (given: Facts) => decideIncoming(given).events.map(({ event }) => event.type);

describe("by our token", () => {
  test("I-90, I-93: a stranger's mail is added as a newcomer's, reopens and notifies", () => {
    const bob = {
      ticket: ticketNumber(7),
      person: agent("bob"),
      given: { toUser: 0, ofTicket: 0, toAll: 0 },
    };
    const given = byToken({ ...closed, assignee: userName("bob") });
    const outcome = decideIncoming({ ...given, assignee: bob });
    expect(outcome.rules).toEqual(["I-18", "I-90", "I-93", "I-29", "I-31"]);
    expect(outcome.events).toMatchObject([
      { ticket: 7, event: { type: "MessageReceived", from: eve, newcomer: true } },
      { event: { type: "StateChanged", from: "closed", to: "open", cause: { code: "newcomer-wrote" } } },
      { event: { type: "NotificationDue", user: "bob" } },
    ]);
  });

  test("I-90: in the address as well", () => {
    const to = [{ name: "", address: ourAddress }];
    expect(decideIncoming(byToken(closed, { inReplyTo: null, to })).rules).toEqual([
      ...["I-19", "I-90", "I-93", "I-29"],
    ]);
  });

  test("I-93: no auto-reply goes out, and a program's mail changes no state", () => {
    expect(types(byToken(closed))).toEqual(["MessageReceived", "StateChanged"]);
    const away = decideIncoming(byToken(closed, { automatic: "auto-reply" }));
    expect(away.events).toMatchObject([{ event: { type: "MessageReceived" } }]);
    expect(away.events[0]?.event).not.toHaveProperty("newcomer");
  });

  test("a participant's mail is not marked", () => {
    const [first] = decideIncoming(
      byToken(closed, { from: { name: "", address: "rita@customer.example" } }),
    ).events;
    expect(first?.event).not.toHaveProperty("newcomer");
  });

  test.each([
    ["spam", { spam: { by: "rspamd", spam: true, score: 9, threshold: 6, symbols: [] } }],
    ["a virus", { virus: { by: "clamav", virus: "Eicar" } }],
    ["DMARC reject", { authentication: authenticated("elsewhere.example", "fail", "reject") }],
  ] as const)("I-6: %s is held as before", (_, found) => {
    const checks: Checks = { authentication: null, spam: null, virus: null, ...found };
    expect(decideIncoming({ ...byToken(closed), checks })).toMatchObject({ kind: "held" });
  });

  test("I-26: so is an agent who is not verified", () => {
    const given = { ...byToken(closed), author: agent("eve") };
    expect(decideIncoming(given)).toMatchObject({ kind: "held", rules: ["I-18", "I-26"] });
  });
});

describe("by a participant's Message-ID", () => {
  const joins = { kind: "reply", rules: ["I-20", "I-91", "I-93", "I-29"] };
  const apart = { kind: "ticket", rules: ["I-20", "I-92", "I-37"] };

  test("I-92: a stranger's mail creates a ticket that says where it may belong, and changes nothing there", () => {
    const outcome = decideIncoming(byReference(closed));
    expect(outcome).toMatchObject(apart);
    expect(outcome.events.map(({ ticket }) => ticket)).toEqual([12, 12]);
    expect(outcome.events[0]?.event).toMatchObject({ type: "TicketOpened", requester: eve, mayBelongTo: 7 });
    expect(outcome.dependsOn).toContainEqual({ on: "ticket", ticket: 7, version: 4 });
  });

  test("I-92: it is a new ticket like any other: part of a flood it is held", () => {
    const recent = [1, 2].map((n) => ({
      number: ticketNumber(n),
      subject: `${n}`,
      createdAt: Date.UTC(2026, 10, 23, 12) - 1,
    }));
    const opening = { ...opens, flood: { ...opens.flood, recent } };
    const policy = { ...facts().policy, floodLimit: 2 };
    expect(decideIncoming(byReference(closed, { opening, policy }))).toMatchObject({ kind: "held" });
  });

  test("I-92: a report is filed", () => {
    const given = byReference(closed, {}, { report: "receipt", writtenBy: "program" });
    expect(decideIncoming(given)).toMatchObject({ kind: "filed", rules: ["I-17"] });
  });

  test("I-91: who is known there is added", () => {
    const known = ticketFacts({ newcomers: ["eve@elsewhere.example"] });
    expect(decideIncoming(byReference(known))).toMatchObject(joins);
  });

  test("I-91: so is who is in the requester's domain, in any case", () => {
    const from = { name: "", address: "Karl@Customer.example" };
    expect(decideIncoming(byReference(closed, {}, { from }))).toMatchObject(joins);
    const below = { name: "", address: "karl@shop.customer.example" };
    expect(decideIncoming(byReference(closed, {}, { from: below }))).toMatchObject(apart);
  });

  test("I-91: but not if it is a public mail provider's", () => {
    const requester = { name: "Rita", address: "rita@gmx.net" };
    const given = byReference(
      ticketFacts({ requester }),
      {},
      { from: { name: "", address: "karl@gmx.net" } },
    );
    expect(decideIncoming(given)).toMatchObject(apart);
  });

  test("I-91: nor if the sender is forged", () => {
    const checks = { authentication: authenticated("customer.example", "fail"), spam: null, virus: null };
    const from = { name: "", address: "karl@customer.example" };
    expect(decideIncoming(byReference(closed, { checks }, { from }))).toMatchObject(apart);
  });

  test("I-91: nor if the requester is unknown", () => {
    const given = byReference(
      ticketFacts({ requester: { name: "", address: "" } }),
      {},
      { from: { name: "", address: "x" } },
    );
    expect(decideIncoming(given)).toMatchObject(apart);
  });

  test("I-97: whom a held mail addressed is known while it is held", () => {
    const held = { mail: mailId("h".repeat(26)), addressed: ["eve@elsewhere.example"] };
    const outcome = decideIncoming(byReference(ticketFacts({ heldFor: [held] })));
    expect(outcome).toMatchObject(joins);
    expect(outcome.dependsOn).toContainEqual({ on: "mail", mail: held.mail, is: "held" });
  });

  test("I-25: a ticket in which they are known precedes one where they are not", () => {
    const known = ticketFacts({ number: ticketNumber(9), newcomers: ["eve@elsewhere.example"] });
    const references = [
      { messageId: "<first@customer.example>", tickets: [ticketNumber(7)] },
      { messageId: "<second@customer.example>", tickets: [ticketNumber(9)] },
    ];
    const given = byReference(
      closed,
      { references, tickets: [closed, known] },
      { references: ["<second@customer.example>"] },
    );
    expect(decideIncoming(given).events).toMatchObject([{ ticket: 9, event: { newcomer: true } }]);
  });

  test.each(["<first>", "first", "<>"])(
    "I-20: a Message-ID without an @ (%s) matches nothing",
    (inReplyTo) => {
      const references = [{ messageId: inReplyTo, tickets: [ticketNumber(7)] }];
      const given = byReference(
        closed,
        { references },
        { inReplyTo, from: { name: "", address: "rita@customer.example" } },
      );
      const outcome = decideIncoming(given);
      expect(outcome).toMatchObject({ kind: "ticket", rules: ["I-37"] });
      expect(outcome.events[0]?.event).not.toHaveProperty("mayBelongTo");
    },
  );
});

describe("I-96: a ticket that may have belonged to another, and was merged", () => {
  const target = ticketFacts({ number: ticketNumber(9), newcomers: ["eve@elsewhere.example"] });
  const own = (more: Partial<TicketFacts>) =>
    ticketFacts({ participants: ["eve@elsewhere.example"], mergedInto: target.number, ...more });
  const decided = (merged: TicketFacts) =>
    decideIncoming(facts({ tickets: [merged, target], opening: null }, { from: eve, inReplyTo: ours }));

  test("does not make its requester a participant there, not even by its own token", () => {
    const outcome = decided(own({ mayBelongTo: ticketNumber(9) }));
    expect(outcome.events).toMatchObject([{ ticket: 9, event: { newcomer: true } }]);
  });

  test("while one that an agent found to be the same does", () => {
    expect(decided(own({})).events[0]?.event).not.toHaveProperty("newcomer");
  });
});

describe("I-97: a held mail names whom it addressed", () => {
  const at = (address: string) => ({ name: "", address });
  const spam = { by: "rspamd", spam: true, score: 9, threshold: 6, symbols: [] } as const;
  const checks: Checks = { authentication: null, spam, virus: null };

  test("if it may belong to a ticket", () => {
    const recipients = {
      to: [at(ownAddress), at("Karl@Customer.example")],
      cc: [at("karl@customer.example")],
    };
    const given = byReference(closed, { checks }, recipients);
    const held = decideIncoming(given).events.at(-1)?.event;
    expect(held).toMatchObject({ type: "MailHeld", candidate: 7, addressed: ["karl@customer.example"] });
    const alone = decideIncoming(facts({ checks }, recipients)).events.at(-1)?.event;
    expect(alone).toMatchObject({ type: "MailHeld", candidate: null });
    expect(alone).not.toHaveProperty("addressed");
  });

  test("at most a hundred people, and none of our own addresses", () => {
    const many = Array.from({ length: 150 }, (_, n) => at(`p${n}@customer.example`));
    const named = addressedBy({ to: [at("Support+x@desk.example"), at(" ")], cc: many }, [ownAddress]);
    expect(named).toHaveLength(100);
    expect(named[0]).toBe("p0@customer.example");
  });
});
