import { expect, test } from "vitest";
import { ruleset } from "../testing.ts";
import { checkRuleset } from "./check.ts";
import { changedDeclarations } from "./declarations.ts";
import { diffRulesets } from "./diff.ts";

const target = (name: string) => `target "${name}" first answer within 4 hours\n`;
const rule = (name: string, conditions: string, actions: string, event = "mail arrives") =>
  `rule "${name}"\nwhen ${event}\n${conditions}\nthen ${actions}\n`;
const unused = (text: string) =>
  checkRuleset(ruleset(text)).flatMap(({ code, params }) => (code === "no-ticket" ? [params.target] : []));

test("a target that no ticket gets is found (A-15)", () => {
  const declared = target("A") + target("B");
  expect(unused(declared)).toEqual(["A", "B"]);
  expect(unused(declared + rule("r", 'and subject contains "x"', 'set target to "A"'))).toEqual(["B"]);
  const impossible = 'and subject contains "ab"\nand not subject contains "b"';
  expect(unused(target("A") + rule("r", impossible, 'set target to "A"'))).toEqual(["A"]);
  const always = rule("s", "and size is at least 0", "clear target");
  expect(unused(target("A") + rule("r", 'and subject contains "x"', 'set target to "A"') + always)).toEqual([
    "A",
  ]);
  expect(
    unused(target("A") + rule("r", "and size is more than 1", 'set target to "A"\nhold', "new mail arrives")),
  ).toEqual(["A"]);
});

test("two rules that set the target differently are found (A-12), and so is a target that changes (A-20)", () => {
  const declared = target("A") + target("B");
  const first = rule("r", 'and subject contains "x"', 'set target to "A"');
  const second = rule("s", 'and subject contains "y"', 'set target to "B"');
  const found = checkRuleset(ruleset(declared + first + second)).filter(({ code }) => code === "conflict");
  expect(found.map(({ params }) => params)).toEqual([
    { rule: "s", other: "r", field: "target", tag: "", before: "A", after: "B" },
  ]);
  const { classes, rest } = diffRulesets(
    ruleset(declared + first),
    ruleset(declared + first.replace('"A"', '"B"')),
  );
  expect(rest).toBe("none");
  expect(classes.map(({ changes }) => changes)).toEqual([
    [{ of: { name: "target" }, before: { is: "value", value: "A" }, after: { is: "value", value: "B" } }],
  ]);
  expect(classes[0]?.witness.mail.subject).toContain("x");
});

test("what is declared differently is listed by name (A-22)", () => {
  const changes = (old: string, next: string) =>
    changedDeclarations(ruleset(old), ruleset(next)).map(({ of, name, is }) => [of, name, is]);
  const calendar = (hours: string) => `calendar "C" Mon ${hours}, UTC\n`;
  const within = (time: string) => `target "T" resolved within ${time} in "C"\n`;
  const lifecycle = (more = "") =>
    `lifecycle\nnew -> open\nopen -> closed, hold\nhold -> open\nclosed -> open\n${more}`;
  expect(changes("", "")).toEqual([]);
  const both = calendar("09:00-17:00") + within("1 day");
  expect(changes("", both)).toEqual([
    ["calendar", "C", "added"],
    ["target", "T", "added"],
  ]);
  expect(changes(both, calendar("09:00-18:00") + within("1 day"))).toEqual([["calendar", "C", "changed"]]);
  expect(changes(both, calendar("9:00-17:00") + within("2 days"))).toEqual([["target", "T", "changed"]]);
  expect(changes(both, calendar("09:00-17:00"))).toEqual([["target", "T", "removed"]]);
  expect(changes(lifecycle(), lifecycle())).toEqual([]);
  expect(
    changes(lifecycle("waiting pause -> open\n").replace("closed, hold", "closed, hold, pause"), lifecycle()),
  ).toEqual([
    ["state", "open", "changed"],
    ["state", "pause", "removed"],
  ]);
});
