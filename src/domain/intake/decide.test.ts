import { describe, expect, test } from "vitest";
import { mailId, messageKey, ticketNumber, userName } from "../../base/ids.ts";
import type { Authentication, ParsedMail, SpamVerdict } from "../mail/index.ts";
import { noIntakePolicy } from "../settings/index.ts";
import { notificationLimits, replyAddress, replyMessageId } from "../ticket/index.ts";
import { decideIncoming } from "./decide.ts";
import type { Facts } from "./facts.ts";
import { agent, authenticated, facts, following, opens, ownAddress, ticketFacts, token } from "./testing.ts";

const checks = (more: Partial<NonNullable<Facts["checks"]>>) => ({
  ...{ authentication: null, spam: null, virus: null },
  ...more,
});
const eventsOf = (given: Facts) => decideIncoming(given).events.map(({ event }) => event);
const held = (given: Facts) => eventsOf(given).find((event) => event.type === "MailHeld");
const spam: SpamVerdict = {
  by: "rspamd",
  spam: false,
  score: 4.5,
  threshold: 6,
  symbols: ["URIBL", "BAYES"],
};
const key = "0123456789abcdefghjkmnpqrs";
const ours = replyMessageId({ ticket: ticketNumber(7), token }, key, "desk.example");

test("facts are plain values: stored and parsed again they lead to the same outcome", () => {
  const samples = [facts(), following(ticketFacts()), facts({}, null), facts({ checks: checks({ spam }) })];
  for (const sample of samples)
    expect(decideIncoming(JSON.parse(JSON.stringify(sample)))).toEqual(decideIncoming(sample));
});

describe("author and checks", () => {
  test("I-1: the author is From, or else the envelope's sender", () => {
    const [opened] = eventsOf(facts({}, { from: null }, { sender: "karl@customer.example" }));
    expect(opened).toMatchObject({ requester: { name: "", address: "karl@customer.example" } });
    const unnamed = { name: "Karl", address: "" };
    expect(eventsOf(facts({}, { from: unnamed }, { sender: "k@customer.example" }))[0]).toMatchObject({
      requester: { name: "Karl", address: "k@customer.example" },
    });
  });

  test("I-2: a virus holds a mail, readable or not", () => {
    const virus = checks({ virus: { by: "clamav", virus: "Eicar-Test" } });
    for (const given of [facts({ checks: virus }), facts({ checks: virus }, null)]) {
      expect(decideIncoming(given)).toMatchObject({ kind: "held", rules: ["I-2"] });
      expect(held(given)).toMatchObject({ reason: "virus" });
    }
  });

  test("I-3: a mail that cannot be read is held with its cause", () => {
    const outcome = decideIncoming(facts({}, null));
    expect(outcome).toMatchObject({ kind: "held", rules: ["I-3"] });
    expect(outcome.events).toMatchObject([{ event: { reason: "unreadable", candidate: null } }]);
  });

  test("I-4: a mail that fails DMARC is held if its domain asks for that, and only then", () => {
    const failing = (policy: "none" | "reject") =>
      facts({ checks: checks({ authentication: authenticated("customer.example", "fail", policy) }) });
    expect(decideIncoming(failing("reject"))).toMatchObject({ kind: "held", rules: ["I-4"] });
    expect(decideIncoming(failing("none"))).toMatchObject({ kind: "ticket" });
  });

  test.each([
    ["the scanner's own verdict", null, false],
    ["the site's points, which it has", 4.5, true],
    ["the site's points, which it has not", 5, false],
  ])("I-5: spam is decided by %s, and recorded", (_, spamThreshold, isSpam) => {
    const policy = { ...noIntakePolicy, spamThreshold };
    const given = facts({ policy, checks: checks({ spam }) });
    expect(decideIncoming(given).kind).toBe(isSpam ? "held" : "ticket");
    expect(eventsOf(given)[0]).toMatchObject({
      type: "MailChecked",
      checks: { spam: { spam: isSpam, threshold: spamThreshold ?? 6, score: 4.5 } },
    });
  });

  test("I-4: a mail whose author DMARC cannot be checked for is held, if we looked at it", () => {
    const unclear = (
      dmarc: Partial<Authentication["dmarc"]>,
      by: string | null = null,
      parsed: Partial<ParsedMail> = {},
    ) => {
      const authentication = authenticated("customer.example");
      const checked = { ...authentication, by, dmarc: { ...authentication.dmarc, domain: null, ...dmarc } };
      return decideIncoming(facts({ checks: checks({ authentication: checked }) }, parsed)).kind;
    };
    expect(unclear({ verdict: "permerror" })).toBe("held");
    expect(unclear({ verdict: "none" })).toBe("held");
    expect(unclear({ verdict: "temperror" })).toBe("ticket");
    expect(unclear({ verdict: "none" }, "mx.relay.example")).toBe("ticket");
    expect(unclear({ verdict: "none", domain: "customer.example" })).toBe("ticket");
    expect(unclear({ verdict: "none" }, null, { automatic: "bounce" })).toBe("bounce");
  });

  test("I-24: whom a forged mail addresses does not take part", () => {
    const cc = [{ name: "", address: "eve@elsewhere.example" }];
    const joins = (verdict: "pass" | "fail") => {
      const found = checks({ authentication: authenticated("customer.example", verdict) });
      return eventsOf(following(ticketFacts(), { checks: found }, { cc })).at(-1);
    };
    expect(joins("fail")).toMatchObject({ type: "MessageReceived", newcomer: true });
    expect(joins("pass")).not.toHaveProperty("newcomer");
  });

  test("I-24, I-79: nor in the ticket that it creates in another mailbox of the conversation", () => {
    const sales = "sales@desk.example";
    const ticket = ticketFacts({ mailbox: sales });
    const cc = [{ name: "", address: "eve@elsewhere.example" }];
    const creates = (verdict: "pass" | "fail") => {
      const found = checks({ authentication: authenticated("customer.example", verdict) });
      const more = { checks: found, own: [ownAddress, sales], opening: opens };
      const outcome = decideIncoming(following(ticket, more, { cc }, { addressed: [ownAddress, sales] }));
      expect(outcome.rules).toContain("I-79");
      return outcome.events.find(({ event }) => event.type === "MessageReceived")?.event;
    };
    expect(creates("fail")).toMatchObject({ newcomer: true });
    expect(creates("pass")).not.toHaveProperty("newcomer");
  });

  test("I-6: a mail held for its checks names the ticket it would have joined", () => {
    const bad = checks({ spam: { ...spam, spam: true } });
    expect(held(following(ticketFacts(), { checks: bad }))).toMatchObject({ reason: "spam", candidate: 7 });
    expect(decideIncoming(following(ticketFacts(), { checks: bad })).rules).toEqual(["I-5", "I-6"]);
    expect(held(facts({ checks: bad }))).toMatchObject({ candidate: null });
  });

  test("I-7: a mail without an author is held, a bounce is not", () => {
    const given = (automatic: false | "bounce") => facts({}, { from: null, automatic }, { sender: "" });
    expect(decideIncoming(given(false))).toMatchObject({ kind: "held", rules: ["I-7"] });
    expect(held(given(false))).toMatchObject({ reason: "no-sender", from: null });
    expect(decideIncoming(given("bounce"))).toMatchObject({ kind: "bounce", rules: ["I-17"] });
  });

  test.each(["receipt", "delivered", "complaint", "aggregate"] as const)(
    "I-17: a report (%s) that belongs to no ticket is filed with what it is",
    (report) => {
      const parsed = { report, automatic: "auto-reply" } as const;
      const filed = {
        kind: "filed",
        rules: ["I-17"],
        events: [{ event: { cause: { code: "report", report } } }],
      };
      expect(decideIncoming(facts({}, parsed))).toMatchObject(filed);
      expect(decideIncoming(facts({}, { ...parsed, from: null }, { sender: "" }))).toMatchObject(filed);
      const stranger = { from: { name: "", address: "mailer@relay.example" } };
      expect(decideIncoming(following(ticketFacts(), {}, { ...parsed, ...stranger }))).toMatchObject(filed);
      const joined = following(ticketFacts({ state: "closed" }), {}, parsed);
      expect(decideIncoming(joined)).toMatchObject({ kind: "reply", rules: ["I-20", "I-24", "I-30"] });
    },
  );
});

describe("follow-ups", () => {
  test("I-18: our token in a Message-ID matches the ticket that the reply is in now", () => {
    const other = ticketFacts({ number: ticketNumber(9), token: "y".repeat(24) });
    const references = [{ messageId: ours, tickets: [ticketNumber(9)] }];
    const given = facts({ tickets: [ticketFacts(), other], references, opening: null }, { inReplyTo: ours });
    expect(decideIncoming(given)).toMatchObject({
      kind: "reply",
      rules: ["I-18", "I-24", "I-29"],
      events: [{ ticket: 9, event: { evidence: { by: "token", found: "message-id" } } }],
    });
  });

  test("I-19: our token in an address matches the ticket", () => {
    const to = replyAddress({ ticket: ticketNumber(7), token }, ownAddress);
    const given = facts({ tickets: [ticketFacts()], opening: null }, {}, { recipients: [to] });
    expect(decideIncoming(given)).toMatchObject({
      rules: ["I-19", "I-24", "I-29"],
      events: [{ ticket: 7, event: { evidence: { by: "token", found: "recipient" } } }],
    });
  });

  test("I-20: a Message-ID of the conversation matches it, and the decision depends on the mail and the ticket's version", () => {
    expect(decideIncoming(following(ticketFacts()))).toMatchObject({
      kind: "reply",
      rules: ["I-20", "I-24", "I-29"],
      dependsOn: [
        { on: "mail", is: "queued" },
        { on: "ticket", ticket: 7, version: 4 },
        { on: "message-ids", are: "7;" },
      ],
    });
  });

  test("I-20, I-21: a Message-ID without an @ is not evidence", () => {
    const references = [{ messageId: "<ok>", tickets: [ticketNumber(7)] }];
    const parsed = { inReplyTo: "<ok>", references: ["<ok>"], messageId: "<mail>" };
    const given = facts({ references, awaiting: [ticketNumber(7)], tickets: [ticketFacts()] }, parsed);
    expect(decideIncoming(given)).toMatchObject({ kind: "ticket", rules: ["I-37"] });
  });

  test("I-21: a mail that arrives after its replies is added to them", () => {
    const given = facts({ awaiting: [ticketNumber(7)], tickets: [ticketFacts()], opening: null });
    expect(decideIncoming(given)).toMatchObject({ kind: "reply", rules: ["I-21", "I-24", "I-29"] });
  });

  test("I-22: merges are followed, any number of them, and participants of the merged ticket may write", () => {
    const chain = [7, 8, 9].map((n) =>
      ticketFacts({
        number: ticketNumber(n),
        mergedInto: n === 9 ? null : ticketNumber(n + 1),
        participants: n === 7 ? ["rita@customer.example"] : [],
      }),
    );
    const [first = ticketFacts()] = chain;
    const outcome = decideIncoming(following(first, { tickets: chain }));
    expect(outcome.events).toMatchObject([{ ticket: 9 }]);
  });

  test("I-23: the same subject from the same author is not evidence", () => {
    const given = facts({ tickets: [ticketFacts()] }, { subject: "Re: The lamp is broken" });
    expect(decideIncoming(given)).toMatchObject({ kind: "ticket", rules: ["I-37"] });
  });

  test("I-25: a ticket in which the author is a participant takes precedence, after all references were tried", () => {
    const from = { name: "Eve", address: "eve@elsewhere.example" };
    const hers = ticketFacts({ number: ticketNumber(9), participants: [from.address] });
    const references = [
      { messageId: "<first@customer.example>", tickets: [ticketNumber(7)] },
      { messageId: "<hers@elsewhere.example>", tickets: [ticketNumber(9)] },
    ];
    const both = following(
      ticketFacts(),
      { references, tickets: [ticketFacts(), hers] },
      { from, references: ["<hers@elsewhere.example>"] },
    );
    expect(decideIncoming(both)).toMatchObject({ kind: "reply", events: [{ ticket: 9 }] });
  });

  describe("from an agent's address", () => {
    const from = { name: "Bob", address: "Bob@desk.example" };
    const bob = { author: agent("bob") };
    const proven = { checks: checks({ authentication: authenticated("desk.example") }) };
    const taking = ticketFacts({ participants: ["bob@desk.example"] });

    test.each([
      ["not checked", null],
      ["failing", authenticated("desk.example", "fail")],
      ["another domain's", authenticated("evil.example")],
    ])("I-26: unverified (%s) it is held, even from a participant", (_, authentication) => {
      const given = following(taking, { ...bob, checks: checks({ authentication }) }, { from });
      expect(decideIncoming(given)).toMatchObject({ kind: "held", rules: ["I-20", "I-26"] });
      expect(held(given)).toMatchObject({ reason: "unproven-agent", candidate: 7 });
    });

    test("I-26: as the ticket's requester they are treated like anyone else", () => {
      const own = ticketFacts({ requester: from, participants: ["bob@desk.example"] });
      expect(decideIncoming(following(own, bob, { from }))).toMatchObject({ kind: "reply" });
    });

    test("I-28: verified (I-27) it is added by token even if they are not a participant, but not by reference", () => {
      const byToken = facts(
        { ...bob, ...proven, tickets: [ticketFacts()], opening: null },
        { from, inReplyTo: ours },
      );
      expect(decideIncoming(byToken)).toMatchObject({
        kind: "reply",
        rules: ["I-18", "I-27", "I-28", "I-29"],
      });
      // P-14: a ticket outside their scope is not one that they may reply to.
      const limited = { ...byToken, author: agent("bob", { mailboxes: ["sales@desk.example"] }) };
      expect(decideIncoming(limited)).toMatchObject({ rules: ["I-18", "I-90", "I-93", "I-29"] });
      const byReference = following(ticketFacts(), { ...bob, ...proven, opening: opens }, { from });
      expect(decideIncoming(byReference)).toMatchObject({ kind: "ticket", rules: ["I-20", "I-92", "I-37"] });
    });
  });

  test.each(["hold", "closed"] as const)("I-29: a person's mail reopens a ticket that is %s", (state) => {
    const events = eventsOf(following(ticketFacts({ state })));
    expect(events).toMatchObject([
      { type: "MessageReceived" },
      { type: "StateChanged", from: state, to: "open" },
    ]);
    expect(eventsOf(following(ticketFacts({ state: "new" })))).toHaveLength(1);
  });

  test.each(["bulk", "list"] as const)("I-29: so does one that %s software passed on", (automatic) => {
    const given = following(ticketFacts({ state: "closed" }), {}, { automatic });
    expect(decideIncoming(given)).toMatchObject({ kind: "reply", rules: ["I-20", "I-24", "I-29"] });
    expect(eventsOf(given)).toMatchObject([{ automatic }, { type: "StateChanged", to: "open" }]);
  });

  test.each([{ automatic: "auto-reply" }, { automatic: "list", writtenBy: "program" }] as const)(
    "I-30: a program's (%o) changes no state",
    (parsed) => {
      const given = following(ticketFacts({ state: "closed" }), {}, parsed);
      expect(decideIncoming(given)).toMatchObject({ kind: "reply", rules: ["I-20", "I-24", "I-30"] });
      expect(eventsOf(given)).toHaveLength(1);
    },
  );

  describe("I-31: the assignee is notified", () => {
    const none = { toUser: 0, ofTicket: 0, toAll: 0 };
    const ticket = ticketFacts({ assignee: userName("ann") });
    const ann = { ticket: ticket.number, person: agent("ann"), given: none };
    const told = (given: Facts) => eventsOf(given).filter(({ type }) => type === "NotificationDue");

    test("of a person's mail", () => {
      const given = following(ticket, { assignee: ann });
      expect(told(given)).toMatchObject([{ user: "ann", about: 7, because: { kind: "wrote" } }]);
      expect(decideIncoming(given).rules.at(-1)).toBe("I-31");
    });

    test.each<[what: string, more: Partial<Facts>, parsed: object, mail: object]>([
      ["a program writes", {}, { automatic: "list", writtenBy: "program" }, {}],
      ["they write themselves", { author: agent("ann") }, {}, {}],
      ["it was imported", {}, {}, { source: "import:1" }],
      ["it is old and was fetched", {}, { date: Date.UTC(2026, 10, 20) }, { source: "imap:a/INBOX/1/2" }],
      ["they do not want it", { assignee: { ...ann, person: agent("ann", { notifyWrote: false }) } }, {}, {}],
      [
        "they have had enough",
        { assignee: { ...ann, given: { ...none, toUser: notificationLimits.toUser } } },
        {},
        {},
      ],
    ])("but not if %s", (_, more, parsed, mail) => {
      const proven = checks({ authentication: authenticated("customer.example") });
      expect(told(following(ticket, { assignee: ann, checks: proven, ...more }, parsed, mail))).toEqual([]);
    });
  });
});

describe("floods", () => {
  const policy = { ...noIntakePolicy, floodLimit: 20 };
  const recent = (count: number, subject: string) =>
    Array.from({ length: count }, (_, n) => ({
      number: ticketNumber(n + 7),
      subject,
      createdAt: Date.UTC(2026, 10, 23, 11, 55),
    }));
  const flooded = (flood: Partial<typeof opens.flood>, more: Partial<Facts> = {}, mail: object = {}) =>
    facts(
      {
        policy,
        tickets: [ticketFacts({ state: "closed" })],
        opening: { ...opens, flood: { ...opens.flood, ...flood } },
        ...more,
      },
      {},
      mail,
    );

  test("I-32: mail with one content is held with the first ticket, which it does not touch", () => {
    const many = flooded({ repeated: { mails: 5, first: ticketNumber(7) } });
    expect(decideIncoming(many)).toMatchObject({ kind: "held", rules: ["I-32"] });
    expect(held(many)).toMatchObject({
      reason: "flood",
      candidate: 7,
      // With this one.
      cause: { code: "flood-repeated", mails: 6 },
    });
    const few = flooded({ repeated: { mails: 4, first: ticketNumber(7) } });
    expect(decideIncoming(few)).toMatchObject({ kind: "ticket" });
  });

  test("I-33: mail with one subject creates a ticket each", () => {
    expect(decideIncoming(flooded({ recent: recent(19, "The lamp is broken") }))).toMatchObject({
      kind: "ticket",
    });
  });

  test("I-34, I-35: beyond the limit mails are held with the first ticket, and so are later ones", () => {
    const many = flooded({ recent: recent(20, "Other") });
    expect(decideIncoming(many)).toMatchObject({ kind: "held", rules: ["I-34"] });
    expect(held(many)).toMatchObject({ reason: "flood", candidate: 7 });
    expect(decideIncoming(flooded({ holding: true }))).toMatchObject({ kind: "held", rules: ["I-35"] });
  });

  test("I-36: old fetched mail is not a flood, nor is any mail without a limit", () => {
    const flood = { recent: recent(20, "Other"), holding: true };
    expect(decideIncoming(flooded(flood, {}, { source: "import:1" }))).toMatchObject({ kind: "ticket" });
    expect(decideIncoming(flooded(flood, { policy: noIntakePolicy }))).toMatchObject({ kind: "ticket" });
  });
});

describe("a new ticket", () => {
  test("I-37: has its mailbox's group and the mail's subject, and depends on the next number", () => {
    const opening = { ...opens, group: "Accounts" };
    const outcome = decideIncoming(facts({ opening }, { subject: "x".repeat(1200) }));
    expect(outcome).toMatchObject({
      kind: "ticket",
      rules: ["I-37"],
      events: [
        {
          ticket: 12,
          event: { type: "TicketOpened", number: 12, group: "Accounts", subject: "x".repeat(1000) },
        },
        { ticket: 12, event: { type: "MessageReceived", evidence: null, message: "m".repeat(26) } },
      ],
      dependsOn: [
        { on: "mail", is: "queued" },
        { on: "next-ticket", number: 12 },
        { on: "message-ids", referred: [], are: "" },
      ],
    });
    expect(eventsOf(facts({}, { subject: " " }))[0]).toMatchObject({ subject: "" });
  });

  test("I-38: has the first address of Reply-To as its requester", () => {
    const replyTo = [
      { name: "", address: "office@customer.example" },
      { name: "", address: "second@customer.example" },
    ];
    expect(eventsOf(facts({}, { replyTo }))[0]).toMatchObject({
      requester: { name: "Rita", address: "office@customer.example" },
    });
  });

  const acknowledged = { ...opens, autoReplies: { toAddress: 0, toAll: 0 } };
  const due = (given: Facts) => eventsOf(given).filter(({ type }) => type === "AutoReplyDue");

  test("I-39: is acknowledged to the envelope sender if its mailbox sends acknowledgements", () => {
    expect(due(facts({ opening: acknowledged }))).toMatchObject([
      { message: messageKey("k".repeat(26)), to: { address: "rita@customer.example" } },
    ]);
    expect(decideIncoming(facts({ opening: acknowledged })).rules).toEqual(["I-37", "I-39"]);
    expect(due(facts())).toEqual([]);
  });

  test.each<[what: string, more: Partial<Facts>, parsed: object, mail: object]>([
    ["I-39: a machine wrote it", {}, { automatic: "bulk" }, {}],
    ["I-39: it asks for none", {}, { mayAutoReply: false }, {}],
    ["I-39: there is no sender", {}, {}, { sender: "" }],
    ["I-39: it comes from ourselves", {}, {}, { sender: "support+x@desk.example" }],
    ["I-39: nobody reads there", {}, {}, { sender: "no-reply@customer.example" }],
    [
      "I-40: the address has had its three",
      { opening: { ...opens, autoReplies: { toAddress: 3, toAll: 3 } } },
      {},
      {},
    ],
    [
      "I-40: 2,000 have gone out",
      { opening: { ...opens, autoReplies: { toAddress: 0, toAll: 2000 } } },
      {},
      {},
    ],
    [
      "I-41: the sender is forged",
      { checks: checks({ authentication: authenticated("customer.example", "fail") }) },
      {},
      {},
    ],
    ["I-41: it was imported", {}, {}, { source: "import:1" }],
  ])("is not acknowledged if %s", (_, more, parsed, mail) => {
    const given = facts({ opening: acknowledged, ...more }, parsed, mail);
    expect(decideIncoming(given).kind).toBe("ticket");
    expect(due(given)).toEqual([]);
  });

  test("requires its facts: a decision without them throws", () => {
    expect(() => decideIncoming(facts({ opening: null }))).toThrow("nothing was gathered");
  });
});

test("an outcome's dependencies name the mail's id", () => {
  const id = mailId("m".repeat(26));
  for (const given of [facts(), facts({}, null), following(ticketFacts())])
    expect(decideIncoming(given).dependsOn[0]).toEqual({ on: "mail", mail: id, is: "queued" });
});
