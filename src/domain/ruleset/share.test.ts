/** Sharing the tickets of a group: the language, its runs, and what analysis says. */
import { describe, expect, test } from "vitest";
import { checkRuleset as analysed } from "./analysis/check.ts";
import { diffRulesets } from "./analysis/diff.ts";
import { witnessLines } from "./analysis/given.ts";
import { parseRuleset } from "./parse.ts";
import { actionText, printRuleset } from "./print.ts";
import { runTests } from "./run-tests.ts";
import { ruleset, run } from "./testing.ts";

const share = (words: string) =>
  ruleset(`rule "r"\nwhen mail arrives\nthen assign to group "Orders", ${words}`).rules[0]?.actions[0];

describe("R-55: the language", () => {
  test.each([
    ["round robin", { owner: false, by: "round-robin", most: null }],
    ["least busy", { owner: false, by: "least-busy", most: null }],
    ["last owner", { owner: true, by: null, most: null }],
    ["last owner or round robin", { owner: true, by: "round-robin", most: null }],
    ["least busy, at most 20 open tickets", { owner: false, by: "least-busy", most: 20 }],
    ["last owner or least busy, at most 1 open ticket", { owner: true, by: "least-busy", most: 1 }],
  ])("%s", (words, meant) => {
    const action = share(words);
    expect(action).toEqual({ do: "assign-group", group: "Orders", share: meant });
    expect(action && actionText(action)).toBe(`assign to group "Orders", ${words}`);
  });

  test("the design's word for the last owner is read as well", () => {
    expect(share("sticky or round robin")).toEqual(share("last owner or round robin"));
  });

  test.each([
    ["roun robin", "unknown-close"],
    ["last owner or last owner", "unknown-close"],
    ["round robin, at most 0 open tickets", "open-tickets"],
    ["round robin, at most 2.5 open tickets", "open-tickets"],
    ["round robin,", "left-over"],
    ["", "expected"],
  ])("%j is refused", (words, code) => {
    const text = `ruleset "t"\nrule "r"\nwhen mail arrives\nthen assign to group "Orders", ${words}`;
    expect(parseRuleset(text).problems.map((one) => one.code)).toContain(code);
  });
});

const orders = `rule "Orders"
  when mail arrives
  then assign to group "Orders", last owner or round robin
`;

describe("R-58: in tests", () => {
  const test_ = (given: string, expected: string) =>
    runTests(ruleset(`${orders}test "t"\n  given mail from "a@b.example"\n${given}  expect ${expected}\n`))[0]
      ?.failures;

  test("a test says whom a share chooses", () => {
    expect(test_('        chosen "jo" from group "Orders"\n', 'assignee "jo", group "Orders"')).toEqual([]);
    const exact = '        chosen "jo" from group "Orders", last owner or round robin\n';
    expect(test_(exact, 'assignee "jo"')).toEqual([]);
  });

  test("of another share, another group, or where nothing is said, nobody is chosen", () => {
    expect(test_("", 'no assignee, group "Orders"')).toEqual([]);
    expect(test_('        chosen "jo" from group "Orders", least busy\n', "no assignee")).toEqual([]);
    expect(test_('        chosen "jo" from group "Sales"\n', "no assignee")).toEqual([]);
  });

  test("what follows in the list is not part of the share, and it is printed as it is read", () => {
    const text = `ruleset "t"

rule "r"
  when mail arrives
  then assign to group "Orders", least busy, at most 3 open tickets

test "t"
  given mail from "a@b.example"
        chosen "jo" from group "Orders", least busy, at most 3 open tickets
        chosen "kim" from group "Sales"
        subject "x"
  expect assignee "jo"
`;
    expect(printRuleset(parseRuleset(text))).toBe(text);
    expect(runTests(parseRuleset(text).ruleset)[0]?.failures).toEqual([]);
    const one = 'given mail from "a@b.example", chosen "kim" from group "Sales", subject "x"';
    expect(parseRuleset(`ruleset "t"\n${orders}test "t"\n${one}\nexpect nothing`).problems).toEqual([]);
  });
});

test("R-56: where nobody is chosen, who has the ticket keeps it", () => {
  expect(run(orders, { ticket: { assignee: "jo" } }).ticket).toMatchObject({
    group: "Orders",
    assignee: "jo",
  });
});

test("A-8: a rule that asks for whom a share chooses can fire, and the mail that shows it says who it was", () => {
  const text = `${orders}rule "Jo's"
  when mail arrives
  and assignee is "jo"
  and group is "Orders"
  then stop
rule "Nobody's"
  when mail arrives
  and group is "Sales"
  and assignee is "kim"
  then add tag "never"
`;
  const codes = analysed(ruleset(text)).map(({ code, rules: [rule] }) => [code, rule]);
  expect(codes).toEqual([["shadowed", "Nobody's"]]);
  const [found] = diffRulesets(
    ruleset(orders),
    ruleset(`${orders}rule "x"\nwhen mail arrives\nand assignee is "jo"\nthen add tag "x"`),
  ).classes;
  const lines = found ? witnessLines(found.witness).join("\n") : "";
  expect(lines).toMatch(/chosen "jo" from group "Orders", last owner or round robin|assignee "jo"/);
});

test("A-8, A-20: another way of sharing gives tickets to others; the same one does not", () => {
  const other = orders.replace("round robin", "least busy");
  expect(diffRulesets(ruleset(orders), ruleset(orders))).toEqual({ classes: [], rest: "none" });
  const { classes, rest } = diffRulesets(ruleset(orders), ruleset(other));
  expect(rest).toBe("none");
  expect(
    classes.map(({ changes }) => changes.map(({ of, before, after }) => [of.name, before.is, after.is])),
  ).toEqual(expect.arrayContaining([[["assignee", "chosen", "chosen"]]]));
});

test("A-8, A-12: two rules that share one mail differently are in conflict", () => {
  const text = `${orders}rule "Kim's"\n  when mail arrives\n  and subject contains "x"\n  then assign to person "kim"\n`;
  const [found] = analysed(ruleset(text));
  expect(found).toMatchObject({ code: "conflict", params: { field: "assignee", after: "kim" } });
  expect(found?.witness && witnessLines(found.witness).join("\n")).toMatch(/chosen "(?!kim)/);
});
