/** The ruleset in decisions about mail. */
import { describe, expect, test } from "vitest";
import { messageKey, sha256, userName } from "../../base/ids.ts";
import type { ParsedMail } from "../mail/index.ts";
import { decideIncoming } from "./decide.ts";
import type { Facts, RulesetFacts } from "./facts.ts";
import type { Outcome } from "./outcome.ts";
import { agent, authenticated, facts, following, opens, ownAddress, ticketFacts } from "./testing.ts";

const given = { toUser: 0, ofTicket: 0, toAll: 0 };
const ruleset = (rules: string, more: Partial<RulesetFacts> = {}): { readonly ruleset: RulesetFacts } => ({
  ruleset: { version: 3, text: `ruleset "Desk"\n${rules}`, groups: [], people: [], ...more },
});
const rule = (conditions: string, actions: string, event = "mail arrives") =>
  `rule "one"\nwhen ${event}\n${conditions}\nthen ${actions}\n`;
const decide = (rules: string, more: Partial<RulesetFacts> = {}, parsed: Partial<ParsedMail> = {}) =>
  decideIncoming(facts(ruleset(rules, more), parsed));
const types = ({ events }: Outcome) => events.map(({ event }) => event.type);
const changes = ({ events }: Outcome) =>
  events.flatMap(({ event }) => (event.type === "Changed" ? [event.changes] : []));
const ran = ({ events }: Outcome) =>
  events.flatMap(({ event }) => (event.type === "RulesRan" ? [event] : []));

describe("I-110: rules run on mail that becomes part of a ticket", () => {
  test("of a new one", () => {
    const outcome = decide(rule('and subject contains "LAMP"', 'set category to "Light"'));
    expect(types(outcome)).toEqual(["TicketOpened", "MessageReceived", "RulesRan", "Changed"]);
    expect(outcome.rules).toContain("I-110");
    expect(ran(outcome)).toEqual([
      expect.objectContaining({
        ruleset: 3,
        fired: [{ rule: "one", actions: [{ do: "set-category", category: "Light" }] }],
        ticket: { category: null, priority: "normal", group: null, assignee: null, tags: [], state: "new" },
        isReply: false,
      }),
    ]);
  });

  test("of one that it is added to, as that is", () => {
    const ticket = ticketFacts({ category: "Light", priority: "high", tags: ["vip"], state: "closed" });
    const rules = rule('and category is "light" and tags include "vip"', "raise priority", "a reply arrives");
    const outcome = decideIncoming(following(ticket, ruleset(rules)));
    expect(types(outcome)).toEqual(["MessageReceived", "RulesRan", "Changed", "StateChanged"]);
    expect(changes(outcome)).toEqual([{ priority: "urgent" }]);
  });

  test("also where none fires, but not where there are none", () => {
    expect(ran(decide(rule('and subject contains "sofa"', "raise priority")))).toMatchObject([{ fired: [] }]);
    expect(types(decideIncoming(facts()))).toEqual(["TicketOpened", "MessageReceived"]);
  });

  test("not of a mail that is held, or a bounce", () => {
    const always = rule("", 'add tag "x"');
    const held = decideIncoming(facts(ruleset(always), { from: null }, { sender: "" }));
    expect([held.kind, ran(held)]).toEqual(["held", []]);
    const bounce = decide(always, {}, { automatic: "bounce" });
    expect(ran(bounce)).toEqual([]);
  });

  test("they see the mail's texts, its header, who it is for and what is attached", () => {
    const seen = rule(
      `and body contains "light up" and sender is "RITA@customer.example" and sender name is "rita"
and header "X-Shop" is "12" and recipients include "${ownAddress}" and size is 1000
and sender domain is "customer.example" and mailbox is "${ownAddress}" and mail has no attachments`,
      'add tag "seen"',
    );
    const outcome = decide(seen, {}, { headers: [["x-shop", "12"]] });
    expect(changes(outcome)).toEqual([{ tags: ["seen"] }]);
  });
});

test("I-111: a rule sets the target, and sees the one that the ticket has", () => {
  const declared = 'target "A" resolved within 1 day\ntarget "B" resolved within 2 days\n';
  expect(changes(decide(declared + rule("and target is none", 'set target to "A"')))).toEqual([
    { target: "A" },
  ]);
  const answer = decideIncoming(
    following(
      ticketFacts({ target: "A" }),
      ruleset(declared + rule('and target is "a"', 'set target to "B"', "a reply arrives")),
    ),
  );
  expect(changes(answer)).toEqual([{ target: "B" }]);
  expect(ran(answer)[0]?.ticket.target).toBe("A");
});

test("I-111: all changes of a ticket are one", () => {
  const people = [{ wanted: "Ben", person: agent("ben"), given }];
  const outcome = decide(
    rule(
      "",
      'set category to "A"\nassign to group "Accounts"\nassign to person "Ben"\nadd tag "b"\nadd tag "a"',
    ),
    { groups: ["Accounts"], people },
  );
  expect(changes(outcome)).toEqual([
    { category: "A", group: "Accounts", assignee: userName("ben"), tags: ["a", "b"] },
  ]);
});

describe("I-117: rules move the ticket", () => {
  const moves = ({ events }: Outcome) =>
    events.flatMap(({ event }) => (event.type === "StateChanged" ? [event] : []));

  test("a new one", () => {
    const outcome = decide(rule("and state is new", 'set state to closed\nadd tag "x"'));
    expect(types(outcome)).toEqual([
      "TicketOpened",
      "MessageReceived",
      "RulesRan",
      "Changed",
      "StateChanged",
    ]);
    expect(moves(outcome)).toEqual([
      { type: "StateChanged", from: "new", to: "closed", cause: { code: "rules" } },
    ]);
  });

  test("after what the mail does to it", () => {
    const outcome = decideIncoming(
      following(ticketFacts({ state: "closed" }), ruleset(rule("and state is open", "set state to hold"))),
    );
    expect(types(outcome)).toEqual(["MessageReceived", "RulesRan", "StateChanged", "StateChanged"]);
    expect(moves(outcome)).toMatchObject([
      { from: "closed", to: "open" },
      { from: "open", to: "hold", cause: { code: "rules" } },
    ]);
    expect(ran(outcome)[0]?.ticket.state).toBe("open");
  });

  test("several moves are one, and none if it comes back", () => {
    const hold = rule("", "set state to hold\nset state to closed");
    expect(moves(decide(hold))).toMatchObject([{ from: "new", to: "closed" }]);
    const back = decideIncoming(
      following(ticketFacts({ state: "open" }), ruleset(rule("", "set state to closed\nset state to open"))),
    );
    expect(moves(back)).toEqual([]);
  });

  test("where the lifecycle has no way, it stays, and the ticket is marked (I-114)", () => {
    const outcome = decideIncoming(
      following(ticketFacts({ state: "open" }), ruleset(rule("", 'set state to new\nset category to "A"'))),
    );
    expect(moves(outcome)).toEqual([]);
    expect(changes(outcome)).toEqual([{ category: "A", tags: ["rule-failed"] }]);
    expect(ran(outcome)[0]?.failed).toEqual([{ code: "no-way", rule: "one", from: "open", to: "new" }]);
  });
});

describe("I-118: rules reply to a mail", () => {
  const given = { toAddress: 0, toAll: 0 };
  const template = {
    ...{ text: "Dear {{sender.name}},\n\n#{{ticket.number}} {{ticket.category}}: {{mail.subject}}", given },
    ...{ from: { name: "Desk", address: ownAddress }, hostname: "desk.example" },
  };
  const checks = { authentication: authenticated("customer.example"), spam: null, virus: null };
  const with_ = (more: Partial<Facts> = {}, parsed: Partial<ParsedMail> = {}, reply: object = {}) =>
    facts(
      {
        ...{ checks, opening: { ...opens, autoReplies: given } },
        ...ruleset(rule("", 'reply with template "T"\nset category to "A"'), {
          reply: { ...template, ...reply },
        }),
        ...more,
      },
      parsed,
    );
  const replies = ({ events }: Outcome) =>
    events.flatMap(({ event }) => (event.type === "ReplyWritten" ? [event] : []));

  test("with the template's text, in place of the auto-reply", () => {
    const outcome = decideIncoming(with_());
    expect(types(outcome)).toEqual([
      ...["MailChecked", "TicketOpened", "MessageReceived", "RulesRan", "Changed", "ReplyWritten"],
    ]);
    const [reply] = replies(outcome);
    expect(reply).toMatchObject({
      ...{ automatic: "rule", to: [{ address: "rita@customer.example" }], from: { address: ownAddress } },
      ...{ cc: [], close: false, unlessAnswered: false, html: null },
    });
    expect(reply?.text).toBe(`Dear Rita,\n\n#${opens.number} A: The lamp is broken`);
    expect(reply?.subject).toMatch(/^Auto: Re: /);
    expect(outcome.rules).toContain("I-118");
  });

  test.each<[why: string, noReply: string, facts: Facts]>([
    ["to a program", "recipient", with_({}, { automatic: "auto-reply" })],
    ["to a list", "recipient", with_({}, { automatic: "list" })],
    ["to ourselves", "recipient", with_({ own: [ownAddress, "rita@customer.example"] })],
    [
      "to someone who may not have written",
      "recipient",
      with_({ checks: { ...checks, authentication: authenticated("customer.example", "fail") } }),
    ],
    ["beyond the limit", "limit", with_({}, {}, { given: { toAddress: 3, toAll: 3 } })],
  ])("not %s", (_, noReply, of) => {
    const outcome = decideIncoming(of);
    expect([replies(outcome), ran(outcome)[0]?.noReply]).toEqual([[], noReply]);
  });

  test("not where a rule says so, wherever it stands", () => {
    const quiet = ruleset(rule("", 'send no auto-reply\nreply with template "T"'), { reply: template });
    const outcome = decideIncoming(with_(quiet));
    expect([types(outcome).includes("AutoReplyDue"), ran(outcome)[0]?.noReply]).toEqual([
      false,
      "told-not-to",
    ]);
  });

  /** A mail to a ticket, by envelope sender. */
  const joining = (more: Partial<Facts>, parsed: Partial<ParsedMail>, sender: string) => {
    const { ruleset: replying } = with_();
    return decideIncoming(
      following(ticketFacts(), { checks, ruleset: replying, ...more }, parsed, { sender }),
    );
  };

  test("to a mail that was added to a ticket, its author gets it, and nobody else by the envelope", () => {
    for (const more of [{}, { checks: null }]) {
      const [reply] = replies(joining(more, {}, "rita@customer.example"));
      expect(reply?.to).toMatchObject([{ address: "rita@customer.example" }]);
    }
    const stranger = joining({ checks: null }, {}, "eve@elsewhere.example");
    expect([replies(stranger), ran(stranger)[0]?.noReply]).toEqual([[], "recipient"]);
  });

  test("not to a newcomer, since it names the ticket", () => {
    const forged = { ...checks, authentication: authenticated("customer.example", "fail") };
    const outcome = joining({ checks: forged }, {}, "rita@customer.example");
    expect([replies(outcome), ran(outcome)[0]?.noReply]).toEqual([[], "newcomer"]);
  });

  test("a template that does not exist is a failure, and the auto-reply goes out", () => {
    const outcome = decideIncoming(with_({}, {}, { text: null }));
    expect(types(outcome)).toContain("AutoReplyDue");
    expect(ran(outcome)[0]?.failed).toEqual([{ code: "no-template", rule: "one", name: "T" }]);
    expect(changes(outcome)[0]?.tags).toEqual(["rule-failed"]);
  });
});

describe("I-119: rules notify people", () => {
  const told = (who: "person" | "group", name: string, ...names: readonly string[]) => ({
    wanted: { who, name },
    exists: true,
    people: names.map((one) => ({ person: agent(one, { notifyWrote: false }), given })),
  });
  const notified = ({ events }: Outcome) =>
    events.flatMap(({ event }) =>
      event.type === "NotificationDue" ? [[event.user, event.because.kind]] : [],
    );

  test("a person, and the members of a group, each once, whatever they have chosen", () => {
    const outcome = decide(rule("", 'notify person "ann"\nnotify group "All"'), {
      told: [told("person", "ann", "ann"), told("group", "All", "ann", "bob")],
    });
    expect(notified(outcome)).toEqual([
      ["ann", "rule"],
      ["bob", "rule"],
    ]);
    const keys = outcome.events.flatMap(({ event }) =>
      event.type === "NotificationDue" ? [event.message] : [],
    );
    expect(new Set(keys).size).toBe(2);
    expect(outcome.rules).toContain("I-119");
  });

  test("not who wrote the mail, who is assigned by it anyway, or who is disabled", () => {
    const group = {
      ...told("group", "All", "ben"),
      people: [
        { person: agent("ben"), given },
        { person: agent("eve", { email: "Rita@customer.example" }), given },
        { person: agent("off", { disabled: true }), given },
        { person: agent("full"), given: { ...given, toUser: 200 } },
      ],
    };
    const text = rule("", 'assign to person "ben"\nnotify group "All"');
    const known = { people: [{ wanted: "ben", person: agent("ben"), given }], told: [group] };
    const notifiedBy = (byAgent: boolean) =>
      notified(decideIncoming(facts({ ...ruleset(text, known), byAgent })));
    expect(notifiedBy(true)).toEqual([["ben", "assigned"]]);
    // Whose address may be forged hears of the mail.
    expect(notifiedBy(false)).toEqual([
      ["ben", "assigned"],
      ["eve", "rule"],
    ]);
  });

  test("at most 50 by one mail", () => {
    const names = Array.from({ length: 60 }, (_, n) => `p${n}`);
    const outcome = decide(rule("", 'notify group "All"'), { told: [told("group", "All", ...names)] });
    expect(notified(outcome)).toHaveLength(50);
  });

  test("a person or group that does not exist is a failure; a missing assignee is not", () => {
    const outcome = decide(rule("", 'notify group "None"\nnotify person "x"\nnotify assignee'));
    expect(ran(outcome)[0]?.failed).toEqual([
      { code: "no-group", rule: "one", name: "None" },
      { code: "no-person", rule: "one", name: "x" },
    ]);
    expect(notified(outcome)).toEqual([]);
  });

  test("nobody of a mail that is held", () => {
    const outcome = decide(rule("", 'notify group "None"\nhold', "new mail arrives"));
    expect([notified(outcome), ran(outcome)[0]?.failed]).toEqual([[], undefined]);
  });
});

describe("I-121: rules forward a mail", () => {
  const given = (to: string, toAddress = 0) => ({ to, counts: { toAddress, toAll: toAddress } });
  const forward = {
    ...{ text: "It is attached.", hostname: "desk.example", from: { name: "Desk", address: ownAddress } },
    mail: {
      ...{ id: "1", type: "message/rfc822", size: 1000, inline: false },
      sha256: sha256("d".repeat(64)),
    },
    given: [given("parts@supplier.example"), given("full@x.example", 200)].concat(
      [ownAddress, "rita@customer.example"].map((to) => given(to)),
    ),
  };
  const to = (...addresses: readonly string[]) =>
    rule("", addresses.map((one) => `forward to "${one}"`).join("\n"));
  const forwarded = ({ events }: Outcome) =>
    events.flatMap(({ event }) => (event.type === "ReplyWritten" ? [event] : []));

  test("with the mail as it came, as a message of the ticket", () => {
    const outcome = decide(to("Parts@supplier.example", "parts@supplier.example"), { forward });
    expect(types(outcome)).toEqual(["TicketOpened", "MessageReceived", "RulesRan", "ReplyWritten"]);
    expect(forwarded(outcome)).toMatchObject([
      {
        ...{ automatic: "forward", to: [{ address: "parts@supplier.example" }], text: "It is attached." },
        ...{ subject: "Fwd: The lamp is broken", close: false },
        attachments: [{ ...forward.mail, name: "The lamp is broken.eml" }],
      },
    ]);
    expect(outcome.rules).toContain("I-121");
  });

  test("not to ourselves, its author, or beyond the limit; and that is recorded", () => {
    const outcome = decide(to(ownAddress, "rita@customer.example", "full@x.example"), { forward });
    expect([forwarded(outcome), ran(outcome)[0]?.notForwarded]).toEqual([
      [],
      [
        { to: ownAddress, because: "own" },
        { to: "rita@customer.example", because: "author" },
        { to: "full@x.example", because: "limit" },
      ],
    ]);
  });

  test("not what a desk sent by itself", () => {
    const outcome = decide(
      to("parts@supplier.example"),
      { forward },
      { headers: [["x-mailmanager-automatic", "yes"]], automatic: "auto-reply" },
    );
    expect(ran(outcome)[0]?.notForwarded).toEqual([{ to: "parts@supplier.example", because: "loop" }]);
  });

  test("not what may answer an earlier forward", () => {
    const automatic = { automatic: "auto-reply" } as const;
    const rules = to("parts@supplier.example");
    const joined = decideIncoming(following(ticketFacts({}), { ...ruleset(rules, { forward }) }, automatic));
    const robot = { from: { name: "", address: "robot@supplier.example" }, ...automatic };
    const person = decideIncoming(
      following(
        ticketFacts({ participants: ["office@supplier.example"] }),
        { ...ruleset(rules, { forward }) },
        { from: { name: "", address: "office@supplier.example" } },
      ),
    );
    for (const outcome of [joined, person, decide(rules, { forward }, robot)])
      expect([forwarded(outcome), ran(outcome)[0]?.notForwarded]).toEqual([
        [],
        [{ to: "parts@supplier.example", because: "answer" }],
      ]);
    expect(forwarded(decide(rules, { forward }, automatic))).toHaveLength(1);
  });

  test("to at most five addresses", () => {
    const many = Array.from({ length: 7 }, (_, n) => `a${n}@x.example`);
    const outcome = decide(to(...many), { forward: { ...forward, given: many.map((one) => given(one)) } });
    expect(new Set(forwarded(outcome).map(({ message }) => message)).size).toBe(5);
  });
});

describe("I-112: a rule holds or files new mail", () => {
  test.each([
    ['hold because "ask legal"', "held", "MailHeld", "ask legal"],
    ["file without ticket", "filed", "MailFiled", null],
  ])("%s", (action, kind, type, because) => {
    const outcome = decide(rule("", action, "new mail arrives"));
    expect([outcome.kind, types(outcome)]).toEqual([kind, [type, "RulesRan"]]);
    expect(outcome.events[0]?.event).toMatchObject({ cause: { code: "rule", rule: "one", because } });
    expect(outcome.dependsOn).not.toContainEqual({ on: "next-ticket", number: opens.number });
  });
});

test("I-113: a rule suppresses the auto-reply, and nothing else", () => {
  const opening = { ...opens, autoReplies: { toAddress: 0, toAll: 0 } };
  const checks = { authentication: authenticated("customer.example"), spam: null, virus: null };
  const with_ = (rules: string): Facts => facts({ opening, checks, ...ruleset(rules) });
  expect(types(decideIncoming(with_(rule("", "raise priority"))))).toContain("AutoReplyDue");
  const quiet = decideIncoming(with_(rule("", "send no auto-reply\nraise priority")));
  expect(types(quiet)).not.toContain("AutoReplyDue");
  expect(changes(quiet)).toEqual([{ priority: "high" }]);
});

describe("I-114: a failing rule never loses mail", () => {
  test.each<[what: string, actions: string, failed: object, people: RulesetFacts["people"]]>([
    ["an unknown group", 'assign to group "None"', { code: "no-group", rule: "one", name: "None" }, []],
    [
      ...([
        "a disabled person",
        'assign to person "ben"',
        { code: "no-person", rule: "one", name: "ben" },
      ] as const),
      [{ wanted: "ben", person: agent("ben", { disabled: true }), given }],
    ],
  ])("%s is not assigned, and all else stands", (_, actions, failed, people) => {
    const outcome = decide(rule("", `${actions}\nset category to "A"`), { people });
    expect(changes(outcome)).toEqual([{ category: "A", tags: ["rule-failed"] }]);
    expect(ran(outcome)).toMatchObject([{ failed: [failed] }]);
    expect(outcome.kind).toBe("ticket");
  });

  test("a ruleset that cannot be read runs no rule", () => {
    const outcome = decide("rule of a later release");
    expect(changes(outcome)).toEqual([{ tags: ["rule-failed"] }]);
    expect(ran(outcome)).toMatchObject([{ fired: [], failed: [{ code: "unreadable" }] }]);
  });

  test("a change that is not valid for a ticket is not made", () => {
    const many = Array.from({ length: 51 }, (_, n) => `add tag "t${n}"`).join("\n");
    const outcome = decide(rule("", `set category to "A"\n${many}`));
    expect(changes(outcome)).toEqual([{ tags: ["rule-failed"] }]);
    expect(ran(outcome)).toMatchObject([{ failed: [{ code: "refused" }] }]);
  });
});

test("I-115: whom rules assign a ticket is notified", () => {
  const people = [{ wanted: "ben", person: agent("ben"), given }];
  const outcome = decide(rule("", 'assign to person "ben"'), { people });
  expect(outcome.events.at(-1)).toEqual({
    ticket: null,
    event: expect.objectContaining({
      ...{ type: "NotificationDue", message: messageKey("n".repeat(26)), user: "ben" },
      because: { kind: "assigned", by: null },
    }),
  });
});

test("I-116: a rule knows the mail of an agent", () => {
  const rules = ruleset(rule("and sender is an agent", 'add tag "ours"'));
  expect(changes(decideIncoming(facts({ ...rules, byAgent: true })))).toEqual([{ tags: ["ours"] }]);
  expect(changes(decideIncoming(facts(rules)))).toEqual([]);
});
