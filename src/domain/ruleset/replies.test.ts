/** Replies that rules send. */
import { describe, expect, test } from "vitest";
import { checkRuleset } from "./analysis/check.ts";
import { anySite, checkRuleset as checkText } from "./check.ts";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";
import { runTests } from "./run-tests.ts";
import { ruleset, run } from "./testing.ts";

const rule = (actions: string, conditions = "", name = "r") =>
  `rule "${name}"\nwhen mail arrives\n${conditions}then ${actions}\n`;

describe("R-120: a mail is answered with a template", () => {
  test("the last reply counts", () => {
    const two = `${rule('reply with template "A"')}${rule('reply with template "B"', "", "s")}`;
    expect(run(two).reply).toEqual({ rule: "s", template: "B" });
    expect(run(rule('add tag "x"')).reply).toBeNull();
  });

  test("answer is another word for it, and printed as the usual one", () => {
    const text = `ruleset "t"\n${rule('answer with template "A"')}test "x"\ngiven subject "x"\nexpect 1 answer, no answer\n`;
    const printed = printRuleset(parseRuleset(text));
    expect(printed).toContain('then reply with template "A"\n');
    expect(printed).toContain("expect 1 reply\n         no reply\n");
    expect(printRuleset(parseRuleset(printed))).toBe(printed);
  });

  test("a name has one line of at most 100 characters, and a misspelt word is suggested", () => {
    const problems = (action: string) =>
      parseRuleset(`ruleset "t"\n${rule(action)}`).problems.map(({ code, params }) => [code, params.close]);
    expect(problems(`reply with template "${"x".repeat(101)}"`)).toEqual([["name", undefined]]);
    expect(problems('reply with tempalte "x"')).toEqual([["unknown-close", "template"]]);
  });
});

test("R-121: tests expect replies, of which a program gets none", () => {
  const of = (given: string, expected: string) =>
    runTests(
      ruleset(
        `${rule('reply with template "A"', 'and subject contains "question"\n')}${rule("send no auto-reply", 'and body contains "spam"\n', "s")}
test "t"
given subject "A question"
${given}
expect ${expected}`,
      ),
    )[0]?.failures;
  expect(of("", '1 reply, template "A"')).toEqual([]);
  expect(of("", "no reply")).toEqual([{ is: "replies", value: 0 }]);
  expect(of("", 'template "B"')).toEqual([{ is: "template", value: "B" }]);
  expect(of("", "2 replies")).toHaveLength(1);
  expect(of("automatic", "no reply")).toEqual([]);
  expect(of("automatic", 'template "A"')).toHaveLength(1);
  expect(of('body "spam"', "no reply, no auto-reply")).toEqual([]);
});

test("R-122: a template that does not exist is a warning", () => {
  const text = `ruleset "t"\n${rule('reply with template "A"\nstop')}`;
  expect(checkText(text, anySite).warnings).toEqual([]);
  expect(checkText(text, { ...anySite, template: () => false }).warnings).toMatchObject([
    { code: "no-template", name: "A", rule: "r" },
  ]);
});

describe("A-14: a rule that also replies to automatic mail", () => {
  const found = (text: string) =>
    checkRuleset(ruleset(text)).flatMap(({ code, severity, rules, witness }) =>
      code === "reply-automatic" ? [[severity, rules, witness?.mail.automatic]] : [],
    );

  test("is a note, with such a mail", () => {
    expect(found(rule('reply with template "A"'))).toEqual([["note", ["r"], true]]);
  });

  test("not where it cannot fire for one", () => {
    expect(found(rule('reply with template "A"', "and mail is not automatic\n"))).toEqual([]);
    expect(found(rule('add tag "x"'))).toEqual([]);
    const stopped = `${rule("stop", "and mail is automatic\n", "s")}${rule('reply with template "A"')}`;
    expect(found(stopped)).toEqual([]);
  });
});
