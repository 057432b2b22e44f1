/** The ruleset in decisions about mail. */
import { describe, expect, test } from "vitest";
import { messageKey, userName } from "../../base/ids.ts";
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
