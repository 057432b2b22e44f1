/** Notes that rules add. */
import { expect, test } from "vitest";
import { checkRuleset as analysed } from "./analysis/check.ts";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";
import { runTests } from "./run-tests.ts";
import { ruleset } from "./testing.ts";

test("R-138: a rule adds a note, without blanks around it; what is too long is an error", () => {
  const text = (note: string) => `ruleset "t"\n\nrule "r"\n  when mail arrives\n  then add note "${note}"\n`;
  const read = parseRuleset(text(" Ask Jo. "));
  expect(read.ruleset.rules[0]?.actions).toEqual([{ do: "note", text: "Ask Jo." }]);
  expect(printRuleset(read)).toBe(text("Ask Jo."));
  expect(parseRuleset(text("x".repeat(5_001))).problems).toMatchObject([{ code: "note" }]);
});

test.each([
  ['then add note "Ask Jo."', 'note "Ask Jo."', true],
  ['then add note "Ask Jo."', "no note", false],
  ['then add note "Ask Jo."', 'note "Ask Kim."', false],
  ["then stop", "no note", true],
  ['then add note "Ask Jo."\nhold', "no note", true],
])("R-139: in a test, %j against %j", (then, expected, passes) => {
  const text = `rule "r"\nwhen new mail arrives\n${then}\ntest "t"\ngiven size 1\nexpect ${expected}\n`;
  expect(runTests(ruleset(text))[0]?.failures.length === 0).toBe(passes);
});

test("A-16: a rule that adds a note and waits for notes goes on without end, unless it asks who did it", () => {
  const rule = (more: string) => `rule "r"\nwhen a note is added\n${more}then add note "again"\n`;
  expect(analysed(ruleset(rule(""))).map(({ code }) => code)).toContain("endless");
  const asked = analysed(ruleset(rule("and it was not done by a rule\n"))).map(({ code }) => code);
  expect(asked).not.toContain("endless");
  expect(asked).not.toContain("circle");
});
