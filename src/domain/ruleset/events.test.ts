/** Rules about what happens to tickets: what can be written, and what it means. */
import { describe, expect, test } from "vitest";
import type { Doer, TicketHappened } from "../ticket/index.ts";
import { parseRuleset } from "./parse.ts";
import { printRuleset, whenText } from "./print.ts";
import { runTests } from "./run-tests.ts";
import { type Described, ruleset, run } from "./testing.ts";

const happens = (
  happened: TicketHappened,
  by: Doer = "agent",
  ticket: Described["ticket"] = {},
): Described => ({
  ticket,
  happening: { happened, by, requester: "ann@customer.example" },
});
const moved = (from: string, to: string, by: Doer = "agent") =>
  happens({ on: "state", from, to }, by, { state: to });

/** The rules that fire. */
const fired = (text: string, described: Described): readonly string[] =>
  run(text, described).trace.flatMap(({ rule, is }) => (is === "fired" ? [rule] : []));
const firesOn = (event: string, described: Described, conditions = ""): boolean =>
  fired(`rule "r"\nwhen ${event}\n${conditions}\nthen add tag "x"`, described).length === 1;

describe("what rules wait for (R-150)", () => {
  test.each<[string, Described, boolean]>([
    ["a ticket is opened", happens({ on: "opened" }), true],
    ["a ticket is opened", happens({ on: "note" }), false],
    ["a ticket is opened", {}, false],
    ["mail arrives", happens({ on: "opened" }), false],
    ["new mail arrives", happens({ on: "opened" }), false],
    ["a note is added", happens({ on: "note" }), true],
    ["a delivery fails", happens({ on: "undelivered" }), true],
    ["the state changes", moved("new", "open"), true],
    ["the state changes to hold or closed", moved("open", "closed"), true],
    ["the state changes to hold or closed", moved("new", "open"), false],
    ["the state changes from open", moved("open", "hold"), true],
    ["the state changes from open", moved("new", "hold"), false],
    ["the state changes from new, open to closed", moved("open", "closed"), true],
    ["the state changes from new, open to closed", moved("hold", "closed"), false],
    ["a ticket is closed", moved("open", "closed"), true],
    ["a ticket is closed", moved("closed", "open"), false],
    ["the category changes", happens({ on: "fields", fields: ["category", "tags"] }), true],
    ["the tags change", happens({ on: "fields", fields: ["category", "tags"] }), true],
    ["the assignee changes", happens({ on: "fields", fields: ["category", "tags"] }), false],
    ["the assignee changes", moved("new", "open"), false],
  ])("%s", (event, described, is) => {
    expect(firesOn(event, described)).toBe(is);
  });

  test("a ticket that goes from one final state to another is not closed again", () => {
    const declared = `lifecycle
      initial new -> done
      final done -> archived, new
      final archived -> new`;
    const text = `${declared}\nrule "r"\nwhen a ticket is closed\nthen add tag "x"`;
    expect(fired(text, moved("new", "archived"))).toEqual(["r"]);
    expect(fired(text, moved("done", "archived"))).toEqual([]);
  });
});

describe("facts (R-151)", () => {
  test.each<[string, boolean]>([
    ['requester is "ANN@customer.example"', true],
    ['requester domain is "customer.example"', true],
    ['requester domain ends with "other.example"', false],
    ["it was done by an agent", true],
    ["it was done by a rule or the API", false],
    ["it was not done by a rule, the API or the program", true],
    ["not it was done by the requester", true],
    ['subject contains "order" and mailbox is "shop@desk.example"', true],
    ["state is closed and category is none", true],
  ])("%s", (condition, is) => {
    const described = moved("open", "closed");
    const mail = { subject: "Order 42", mailbox: "shop@desk.example" };
    expect(firesOn("the state changes", { ...described, mail }, `and ${condition}`)).toBe(is);
  });

  test("what is not known is an error at its name, which says what is", () => {
    const text =
      'ruleset "t"\nrule "r"\nwhen a note is added\nand tags include "x" and not body contains "y"\nthen stop';
    const [problem, ...others] = parseRuleset(text).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "no-fact", params: { of: "ticket" } });
    expect(text.slice(problem?.from, problem?.to)).toBe("body");
    expect(String(problem?.params.what)).toContain("requester domain");
  });

  test.each([
    ["mail arrives", 'requester is "x"', "requester"],
    ["a reply arrives", "it was not done by a rule", "it was not done by"],
    ["a ticket is closed", "mail has attachments", "mail has attachments"],
    ["a ticket is closed", 'header "x-y" is "z"', "header"],
    ["the priority changes", "spam score is over 5", "spam score"],
  ])("when %s, and %s", (event, condition, place) => {
    const text = `ruleset "t"\nrule "r"\nwhen ${event}\nand ${condition}\nthen stop`;
    const { problems } = parseRuleset(text);
    expect(problems.map(({ code, from, to }) => [code, text.slice(from, to)])).toEqual([["no-fact", place]]);
  });
});

test.each([
  ['forward to "a@b.example"', "only-mail"],
  ["send no auto-reply", "only-mail"],
  ["hold", "only-new"],
  ["file without ticket", "only-new"],
])("what a rule about a ticket cannot do: %s (R-152)", (action, code) => {
  const { problems } = parseRuleset(`ruleset "t"\nrule "r"\nwhen a ticket is closed\nthen ${action}`);
  expect(problems.map((one) => one.code)).toEqual([code]);
});

test("what it can do is as ever (R-152)", () => {
  const all = `set category to "A"\nraise priority\nassign to group "G"\nassign to person "p"\nadd tag "t"\nremove tag "u"
    set state to open\nnotify group "G"\nnotify assignee\nreply with template "T"\nclear target\nstop`;
  const { actions, ticket, reply } = run(
    `rule "r"\nwhen a ticket is closed\nthen ${all}`,
    moved("open", "closed"),
  );
  expect(actions).toHaveLength(12);
  expect(ticket).toMatchObject({ category: "A", priority: "high", group: "G", assignee: "p", state: "open" });
  expect(reply).toEqual({ rule: "r", template: "T" });
});

describe("tests (R-158)", () => {
  test("several fields change together", () => {
    const text = `rule "r"\nwhen the tags change\nthen add tag "x"\ntest "t"\ngiven ticket\nwhen the category, priority and tags change by the API\nexpect tag "x"\n`;
    expect(runTests(ruleset(text))[0]?.failures).toEqual([]);
    const read = parseRuleset(`ruleset "t"\n${text}`);
    expect(printRuleset(read)).toContain("  when the category, priority and tags change by the API\n");
    const bad = text.replace("tags change by", "state change by");
    expect(parseRuleset(`ruleset "t"\n${bad}`).problems).toContainEqual(
      expect.objectContaining({ code: "expected" }),
    );
  });

  const rules = `rule "Closed orders"
  when a ticket is closed
  and category is "Orders"
  and it was not done by a rule
  then add tag "answered"

rule "Opened"
  when a ticket is opened
  then set priority to high
`;
  test("describe a ticket and what happens to it", () => {
    const results = runTests(
      ruleset(`${rules}
test "closed by an agent"
  given ticket category "Orders", requester "Ann@Customer.example"
  when a ticket is closed
  expect tag "answered", state closed, no rule "Opened"
test "closed by a rule"
  given ticket category "Orders"
  when the state changes from hold to closed by a rule
  expect nothing
test "opened"
  given ticket
  when a ticket is opened by the API
  expect priority high, state new
test "wrong"
  given ticket state open
  when the state changes to closed
  expect tag "answered"
`),
    );
    expect(results.map(({ failures }) => failures.length)).toEqual([0, 0, 0, 1]);
  });

  test.each([
    ['given subject "x" body "y"\nwhen a ticket is closed\nexpect nothing', "test-mail"],
    ['given reply from "x@y.example"\nwhen a ticket is closed\nexpect nothing', "test-mail"],
    ["given ticket\nexpect nothing", "test-when"],
    ['given requester "x@y.example"\nexpect nothing', "test-when"],
    ["given ticket\nwhen mail arrives\nexpect nothing", "expected"],
    ["given ticket\nwhen a ticket is closed by nobody\nexpect nothing", "expected"],
  ])("%s", (lines, code) => {
    const { problems } = parseRuleset(`ruleset "t"\ntest "t"\n${lines}`);
    expect(problems.map((one) => one.code)).toContain(code);
  });

  test("a reply without a sender is a mail that is added to a ticket (R-61)", () => {
    const [result] = runTests(
      ruleset('rule "r"\nwhen a reply arrives\nthen add tag "x"\ntest "t"\ngiven reply\nexpect tag "x"'),
    );
    expect(result?.failures).toEqual([]);
  });
});

test("the canonical text has articles, and reads as the same (R-8, R-150)", () => {
  const text = `ruleset "t"

rule "r"
  when state changes from new or open to "on hold"
  and it was done by agent, rule
  then stop
`;
  const { ruleset: read, ...parsed } = parseRuleset(text);
  expect(printRuleset(parsed)).toBe(`ruleset "t"

rule "r"
  when the state changes from new or open to "on hold"
  and it was done by an agent or a rule
  then stop
`);
  expect(read.rules.map(({ event }) => whenText(event))).toEqual([
    'the state changes from new or open to "on hold"',
  ]);
});

test("states that the lifecycle does not have are errors, in events too (R-110, R-150)", () => {
  const { problems } = parseRuleset(
    'ruleset "t"\nrule "r"\nwhen state changes to closd\nthen stop\ntest "t"\ngiven ticket\nwhen state changes from opn\nexpect nothing',
  );
  expect(problems.map(({ code, params }) => [code, params.close])).toEqual([
    ["state-unknown", "closed"],
    ["state-unknown", "open"],
  ]);
});

describe("times (R-160)", () => {
  const office = 'calendar "Office" Mon-Fri 09:00-17:00, UTC\n';
  test.each([
    ["15 minutes before first answer is due", "15 minutes before the first answer is due"],
    ["1 hours after the next answer is due", "1 hour after the next answer is due"],
    ["resolution is due", "the resolution is due"],
    ["ticket is in state hold for 3 days", "a ticket is in state hold for 3 days"],
    [
      'a ticket is in state "on hold" for 1 week in "Office"',
      'a ticket is in state "on hold" for 1 week in "Office"',
    ],
  ])("%s", (written, printed) => {
    const { ruleset: read } = parseRuleset(`ruleset "t"\n${office}rule "r"\nwhen ${written}\nthen stop`);
    expect(read.rules.map(({ event }) => whenText(event))).toEqual([printed]);
  });

  test.each([
    ["0 minutes before first answer is due", "duration"],
    ["5 minutes before lunch", "expected"],
    ["5 minutes first answer is due", "expected"],
    ["a ticket is in state hold", "expected"],
    ["a ticket is in state gone for 2 days", "state-unknown"],
    ['a ticket is in state hold for 2 days in "Ofice"', "unknown"],
  ])("%s is an error", (written, code) => {
    const { problems } = parseRuleset(`ruleset "t"\n${office}rule "r"\nwhen ${written}\nthen stop`);
    expect(problems.map((one) => one.code)).toEqual([code]);
  });

  test("there are at most 100", () => {
    const rules = (n: number) =>
      Array.from(
        { length: n },
        (_, i) => `rule "${i}"\nwhen ${i + 1} hours after resolution is due\nthen stop\n`,
      );
    expect(parseRuleset(`ruleset "t"\n${rules(100).join("")}`).problems).toEqual([]);
    const { problems } = parseRuleset(`ruleset "t"\n${rules(101).join("")}`);
    expect(problems.map(({ code, params }) => [code, params.of])).toEqual([["too-many", "times"]]);
  });

  test("are tested like what else happens; the program does it", () => {
    const results = runTests(
      ruleset(`rule "Escalate"
  when 15 minutes before the first answer is due
  and it was done by the program
  then raise priority
rule "Ask"
  when a ticket is in state hold for 3 days
  and state is hold
  then reply with template "There?"
test "escalates"
  given ticket priority high
  when 15 minutes before the first answer is due
  expect priority urgent, no rule "Ask"
test "other times do nothing"
  given ticket
  when 10 minutes before the first answer is due
  expect nothing
test "asks"
  given ticket
  when a ticket is in state hold for 3 days
  expect 1 reply
`),
    );
    expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  });
});

test.each([
  ['rule "r"\nwhen mail arrives\nand subject contains "a" "b"\nthen stop', '"b"'],
  ['target "T" first answer within 4 hours resolved within 2 days', "resolved"],
])("a missing comma is named (R-5): %s", (text, found) => {
  const { problems } = parseRuleset(`ruleset "t"\n${text}`);
  expect(problems.map(({ code, params }) => [code, params.found])).toEqual([["comma", found]]);
});

test("comments keep their indentation (R-3)", () => {
  const text = 'ruleset "t"\n\n#   rule "x"\n#     when mail arrives\n# end\n';
  expect(printRuleset(parseRuleset(text))).toBe(text);
});

test("new mail finds its ticket in the first state (R-112)", () => {
  const declared = "lifecycle\ninitial new -> open\nactive open -> closed\nfinal closed -> open\n";
  const rule = (name: string, event: string, to: string) =>
    `rule "${name}"\nwhen ${event}\nthen set state to ${to}\n`;
  const codes = (...rules: readonly string[]) =>
    parseRuleset(`ruleset "t"\n${declared}${rules.join("")}`).problems.map(({ code }) => code);
  expect(codes(rule("r", "new mail arrives", "closed"))).toEqual(["never-moves"]);
  expect(codes(rule("r", "new mail arrives", "open"))).toEqual([]);
  expect(codes(rule("r", "mail arrives", "closed"))).toEqual([]);
  expect(codes(rule("q", "new mail arrives", "open"), rule("r", "new mail arrives", "closed"))).toEqual([]);
});
