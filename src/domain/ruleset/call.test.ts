/** Webhooks that rules call. */
import { expect, test } from "vitest";
import { anySite, checkRuleset } from "./check.ts";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";
import { runTests } from "./run-tests.ts";
import { ruleset } from "./testing.ts";

const rule = (event: string) => `rule "r"\n  when ${event}\n  then call "Shop"\n`;

test.each(["mail arrives", "ticket is opened", "note is added"])(
  "R-135: a rule calls a webhook when %s",
  (event) => {
    const read = parseRuleset(`ruleset "t"\n\n${rule(event)}`);
    expect(read.problems).toEqual([]);
    expect(read.ruleset.rules[0]?.actions).toEqual([{ do: "call", webhook: "Shop" }]);
    expect(printRuleset(read)).toContain('then call "Shop"');
  },
);

test("R-135: it has a name", () => {
  expect(parseRuleset(`ruleset "t"\nrule "r"\nwhen mail arrives\nthen call\n`).problems).toHaveLength(1);
  expect(ruleset(rule("mail arrives")).rules).toHaveLength(1);
});

test("R-136: one that does not exist is a warning", () => {
  const text = `ruleset "t"\n${rule("mail arrives")}`;
  expect(checkRuleset(text, anySite).warnings).toEqual([]);
  expect(checkRuleset(text, { ...anySite, webhook: () => false }).warnings).toMatchObject([
    { code: "no-webhook", name: "Shop", rule: "r" },
  ]);
});

test.each([
  ['then call "Shop"', 'call "Shop"', []],
  ['then call "Shop"', "no call", [{ is: "call", webhook: null }]],
  ['then call "Shop"', 'call "Bank"', [{ is: "call", webhook: "Bank" }]],
  ["then stop", "no call", []],
  ['then call "Shop"\nhold', 'call "Shop"', [{ is: "call", webhook: "Shop" }]],
])("R-136: in a test, %j against %j", (then, expected, failures) => {
  const text = `rule "r"\nwhen new mail arrives\n${then}\ntest "t"\ngiven size 1\nexpect ${expected}\n`;
  const [result] = runTests(ruleset(text));
  expect(result?.failures).toEqual(failures);
  const printed = printRuleset(parseRuleset(`ruleset "t"\n${text}`));
  expect(printed).toContain(`expect ${expected}\n`);
});
