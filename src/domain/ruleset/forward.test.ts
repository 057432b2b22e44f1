/** Mail that rules forward. */
import { expect, test } from "vitest";
import { anySite, checkRuleset } from "./check.ts";
import { parseRuleset } from "./parse.ts";
import { runTests } from "./run-tests.ts";
import { ruleset } from "./testing.ts";

const rule = (to: string) =>
  `rule "r"\nwhen mail arrives\nand subject contains "part"\nthen forward to "${to}"\n`;

test("R-130: to an address that mail can be sent to", () => {
  expect(ruleset(rule("Orders@Parts.example")).rules[0]?.actions).toEqual([
    { do: "forward", to: "orders@parts.example" },
  ]);
  for (const wrong of ["nobody", "a@b, c@d.example", "a b@parts.example"])
    expect(parseRuleset(`ruleset "t"\n${rule(wrong)}`).problems.map(({ code }) => code)).toEqual(["address"]);
});

test("R-131: tests expect where it is forwarded to", () => {
  const of = (subject: string, expected: string) =>
    runTests(
      ruleset(`${rule("orders@parts.example")}test "t"\ngiven subject "${subject}"\nexpect ${expected}\n`),
    )[0]?.failures;
  expect(of("part 7", 'forwarded to "Orders@parts.example"')).toEqual([]);
  expect(of("part 7", 'forwarded to "other@parts.example"')).toHaveLength(1);
  expect(of("part 7", "not forwarded")).toEqual([{ is: "forwarded", to: null }]);
  expect(of("lamp", "not forwarded")).toEqual([]);
});

test("R-132: to one of our own addresses is a warning", () => {
  const own = (address: string) => address === "help@desk.example";
  const warnings = (to: string) => checkRuleset(`ruleset "t"\n${rule(to)}`, { ...anySite, own }).warnings;
  expect(warnings("help@desk.example")).toMatchObject([{ code: "forward-own", rule: "r" }]);
  expect(warnings("orders@parts.example")).toEqual([]);
});
