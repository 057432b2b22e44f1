/** Notifications that rules send. */
import { expect, test } from "vitest";
import { anySite, checkRuleset } from "./check.ts";
import { parseRuleset } from "./parse.ts";
import { runTests } from "./run-tests.ts";
import { ruleset } from "./testing.ts";

const rule = `rule "r"
when mail arrives
and subject contains "urgent"
then notify person "ann"
notify group "Leads"
notify assignee
`;

test("R-125: a person, a group, or the assignee; a misspelt word is suggested", () => {
  expect(ruleset(rule).rules[0]?.actions).toEqual([
    { do: "notify-person", person: "ann" },
    { do: "notify-group", group: "Leads" },
    { do: "notify-assignee" },
  ]);
  const [problem] = parseRuleset('ruleset "t"\nrule "r"\nwhen mail arrives\nthen notify asignee\n').problems;
  expect([problem?.code, problem?.params.close]).toEqual(["unknown-close", "assignee"]);
});

test("R-126: tests expect who is notified", () => {
  const of = (subject: string, expected: string) =>
    runTests(ruleset(`${rule}test "t"\ngiven subject "${subject}"\nexpect ${expected}\n`))[0]?.failures;
  expect(of("urgent", 'notified person "ann", notified group "Leads", notified assignee')).toEqual([]);
  expect(of("urgent", 'notified person "bob"')).toHaveLength(1);
  expect(of("urgent", 'notified group "Other"')).toHaveLength(1);
  expect(of("urgent", "nobody notified")).toEqual([{ is: "notified", who: "nobody", name: null }]);
  expect(of("calm", "nobody notified")).toEqual([]);
  expect(of("calm", "notified assignee")).toHaveLength(1);
});

test("R-127: who does not exist is a warning", () => {
  const site = { ...anySite, group: () => false, person: () => false };
  expect(checkRuleset(`ruleset "t"\n${rule}`, site).warnings).toMatchObject([
    { code: "no-person", name: "ann" },
    { code: "no-group", name: "Leads" },
  ]);
});
