/** Analysis of rules about what happens to tickets (A-7). */
import { describe, expect, test } from "vitest";
import { parseRuleset } from "../parse.ts";
import { printRuleset } from "../print.ts";
import { runTests } from "../run-tests.ts";
import { ruleset } from "../testing.ts";
import { checkRuleset } from "./check.ts";
import { compareRules } from "./compare.ts";
import { diffRulesets } from "./diff.ts";
import { witnessLines } from "./given.ts";

const rule = (name: string, event: string, conditions: readonly string[], ...actions: readonly string[]) =>
  `rule "${name}"\nwhen ${event}\n${conditions.map((one) => `and ${one}\n`).join("")}then ${actions.join("\n")}\n`;
const found = (text: string) =>
  checkRuleset(ruleset(text)).map(({ code, rules }) => [code, ...rules].join(" "));

describe("A-7: what can happen to tickets is considered as well", () => {
  test.each([
    ["a ticket is opened", 'requester domain is "a.example"', 'requester is "b@c.example"'],
    ["a note is added", "it was done by a rule", "it was done by an agent"],
    ["the state changes", "state is open", "state is hold"],
    ["the category changes", "category is none", 'category is "A"'],
    ["a delivery fails", 'requester is "x"', 'requester domain is not "x"'],
  ])("when %s: conditions that exclude one another", (event, ...conditions) => {
    expect(found(rule("r", event, conditions, "raise priority"))).toEqual(["impossible r", "unhandled"]);
    for (const one of conditions)
      expect(found(rule("r", event, [one], "raise priority"))).toEqual(["unhandled"]);
  });

  test("rules about different events do not get in each other's way", () => {
    const text = [
      rule("mail", "mail arrives", [], 'set category to "A"', "stop"),
      rule("opened", "a ticket is opened", [], 'set category to "B"', "stop"),
      rule("closed", "the state changes to closed", [], 'set category to "C"', "stop"),
      rule("hold", "the state changes to hold", [], 'set category to "D"', "stop"),
      rule("priority", "the priority changes", [], 'set category to "E"', "stop"),
    ].join("");
    expect(found(text)).toEqual([]);
  });

  test("a rule that others keep from firing, and two that set one field", () => {
    const text = [
      rule("any", "the state changes", [], 'set category to "A"', "stop"),
      rule("closed", "a ticket is closed", [], 'set category to "B"'),
    ].join("");
    expect(found(text)).toEqual(["shadowed closed any", "unhandled"]);
    const both = [
      rule("any", "the state changes", ["it was done by an agent"], 'set category to "A"'),
      rule("closed", "a ticket is closed", [], 'set category to "B"'),
    ].join("");
    expect(found(both)).toEqual(["conflict closed any", "unhandled"]);
  });

  test("what is found is shown as a test describes it, which passes", () => {
    const text = [
      rule("any", "the state changes to hold or closed", ['subject contains "x"'], 'set category to "A"'),
      rule(
        "done",
        "a ticket is closed",
        ['requester domain is "a.example"', "it was done by the API"],
        'set category to "B"',
      ),
    ].join("");
    const [conflict] = checkRuleset(ruleset(text));
    expect(conflict?.code).toBe("conflict");
    const lines = conflict?.witness ? witnessLines(conflict.witness) : [];
    const tested = ruleset(`${text}test "t"\n${lines.join("\n")}\nexpect rule "any", rule "done"\n`);
    expect(lines).toEqual([
      '  given ticket requester "x@a.example"',
      '        subject "x"',
      "        state closed",
      "  when the state changes from hold to closed by the API",
    ]);
    expect(runTests(tested)[0]?.failures).toEqual([]);
  });

  test("A-3: of fields that change together, all are printed", () => {
    const text = [
      rule("one", "the category changes", [], 'set target to "A"'),
      rule("other", "the priority changes", [], 'set target to "B"'),
      'target "A" resolved within 1 day\ntarget "B" resolved within 2 days\n',
    ].join("");
    const conflict = checkRuleset(ruleset(text)).find(({ code }) => code === "conflict");
    const lines = conflict?.witness ? witnessLines(conflict.witness) : [];
    expect(lines.at(-1)).toMatch(/^ {2}when the (?:category and priority|priority and category) change/);
    const tested = `${text}test "t"\n${lines.join("\n")}\nexpect rule "one", rule "other"\n`;
    expect(runTests(ruleset(tested))[0]?.failures).toEqual([]);
    const read = parseRuleset(`ruleset "t"\n${tested}`);
    expect(printRuleset(parseRuleset(printRuleset(read)))).toBe(printRuleset(read));
  });

  test("two rulesets and two rules are compared over it", () => {
    const one = (action: string) =>
      ruleset(rule("r", "a ticket is closed", ["it was done by a rule"], action));
    const { classes, rest } = diffRulesets(one('add tag "x"'), one('add tag "y"'));
    expect([rest, classes.map(({ changes }) => changes.length)]).toEqual(["none", [2, 1, 1]]);
    expect(classes[0]?.witness.happening).toMatchObject({
      by: "rule",
      happened: { on: "state", to: "closed" },
    });
    const { rules } = ruleset(
      [
        rule("a", "the state changes to closed", [], "stop"),
        rule("b", "the state changes to closed or hold", [], "stop"),
        rule("c", "mail arrives", [], "stop"),
      ].join(""),
    );
    const [a, b, c] = rules;
    if (!a || !b || !c) throw new Error("no rules");
    expect(
      [compareRules(a, b), compareRules(a, c), compareRules(b, a)].map(({ relation }) => relation),
    ).toEqual(["implies", "disjoint", "is-implied"]);
  });
});

describe("A-17: actions that come to nothing because of another one", () => {
  test.each<[string, readonly string[], string | null]>([
    [
      "new mail arrives",
      ['set category to "A"', 'reply with template "T"', "hold"],
      'set category to "A", reply with template "T"',
    ],
    ["new mail arrives", ["file without ticket", 'notify group "G"'], 'notify group "G"'],
    ["mail arrives", ['reply with template "T"', "send no auto-reply"], 'reply with template "T"'],
    ["new mail arrives", ["send no auto-reply", "hold", "stop"], null],
    ["mail arrives", ["send no auto-reply", 'notify group "G"'], null],
  ])("when %s: %j", (event, actions, lost) => {
    const all = checkRuleset(ruleset(rule("r", event, [], ...actions)));
    expect(all.flatMap(({ code, params }) => (code === "lost" ? [params.actions] : []))).toEqual(
      lost === null ? [] : [lost],
    );
  });
});
