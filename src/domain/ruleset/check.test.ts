import { expect, test } from "vitest";
import { checkRuleset, type Site } from "./check.ts";
import { defaultRuleset } from "./default.ts";
import { createEvaluator } from "./evaluate.ts";
import { explainRun } from "./explain.ts";
import { factsFor, ruleset } from "./testing.ts";

const site: Site = {
  group: (name) => name === "Accounts",
  person: (name) => name === "ben",
  template: () => false,
  webhook: () => false,
  own: () => false,
  mailbox: () => true,
};
const rules = (...lines: readonly string[]) => `ruleset "Desk"\n${lines.join("\n")}\n`;

test("R-70: errors, and otherwise the results of the tests", () => {
  const bad = checkRuleset(rules('rule "a"', "when mail arives", "then stop"), site);
  expect([bad.problems.length, bad.tests]).toEqual([1, []]);
  const failing = checkRuleset(
    rules(
      'rule "a"',
      "when mail arrives",
      "then raise priority",
      'test "t"',
      'given subject "x"',
      "expect nothing",
    ),
    site,
  );
  expect(failing.problems).toEqual([]);
  expect(failing.tests).toMatchObject([{ name: "t", failures: [{ is: "nothing" }] }]);
});

test("R-71: names a group or a person that does not exist", () => {
  const text = rules(
    ...['rule "a"', "when mail arrives", 'then assign to group "Accounts"', 'assign to person "ben"'],
    ...['rule "b"', "when mail arrives", 'then assign to group "Legal"', 'assign to person "zoe"'],
  );
  const { warnings } = checkRuleset(text, site);
  expect(warnings).toMatchObject([
    { code: "no-group", name: "Legal", rule: "b" },
    { code: "no-person", name: "zoe", rule: "b" },
  ]);
  expect(text.slice(warnings[0]?.from, warnings[0]?.to)).toBe('rule "b"');
});

test("R-72: the built-in ruleset has no errors and no rules, and its test passes", () => {
  const { ruleset: brought, problems, warnings, tests } = checkRuleset(defaultRuleset.text, site);
  expect([problems, warnings, brought.rules]).toEqual([[], [], []]);
  expect(tests.map(({ failures }) => failures)).toEqual([[]]);
});

test("R-17: a rule that cannot be evaluated does not fire, and the others run", () => {
  const { rules: read } = ruleset(
    'rule "a"\nwhen mail arrives\nand subject is "x"\nthen stop\nrule "b"\nwhen mail arrives\nthen raise priority',
  );
  const facts = factsFor({ mail: { subject: "x" } });
  const broken = { ...facts, mail: Object.defineProperty({ ...facts.mail }, "subject", { get: fails }) };
  const { trace, ticket } = createEvaluator({ rules: read }).run(broken);
  expect(trace).toEqual([
    { rule: "a", is: "failed", error: "RangeError" },
    { rule: "b", is: "fired" },
  ]);
  expect(ticket.priority).toBe("high");
});

const fails = (): never => {
  throw new RangeError("by design");
};

test("R-75: explains of each rule why it fired or not, with the values of the moment", () => {
  const text = rules(
    ...['rule "first"', "when mail arrives", 'then add tag "x"'],
    ...[
      'rule "second"',
      "when mail arrives",
      'and not (tags include "x" or subject contains "sofa")',
      "then stop",
    ],
    ...['rule "third"', "when a reply arrives", "then stop"],
    ...['rule "fourth"', "when mail arrives", "and size is at most 1 KB", "then stop"],
    ...['rule "fifth"', "when mail arrives", "then raise priority"],
  );
  expect(explainRun(text, factsFor({ mail: { subject: "é".repeat(300) } }))).toEqual([
    { rule: "first", is: "fired", actions: [{ do: "add-tag", tag: "x" }] },
    {
      ...{ rule: "second", is: "not-met" },
      condition: 'not (tags include "x" or subject contains "sofa")',
      saw: [
        { fact: "tags", values: ["x"], of: 1 },
        { fact: "subject", values: [`${"é".repeat(200)}…`], of: 1 },
      ],
    },
    { rule: "fourth", is: "fired", actions: [{ do: "stop" }] },
    { rule: "fifth", is: "after-stop" },
  ]);
  expect(explainRun("rule", factsFor())).toBeNull();
});

test.each([
  ["R-54: what is planned is refused by name", "reject", "later", "reject"],
  ["R-53: a tag as tickets have them", 'add tag "two words"', "tag", '"two words"'],
  ["R-53: a category of one line", 'set category to "a\\nb"', "name", '"a\\nb"'],
  ["R-53: a group's name is short", `assign to group "${"x".repeat(101)}"`, "name", `"${"x".repeat(101)}"`],
])("%s", (_, action, code, place) => {
  const text = rules('rule "a"', "when mail arrives", `then ${action}`);
  const [problem] = checkRuleset(text, site).problems;
  expect([problem?.code, text.slice(problem?.from, problem?.to)]).toEqual([code, place]);
});
