/** Webhooks that rules call. */
import { expect, test } from "vitest";
import { anySite, checkRuleset } from "./check.ts";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";
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
