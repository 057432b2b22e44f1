import { describe, expect, test } from "vitest";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";
import { ruleset } from "./testing.ts";

const problemsOf = (text: string) =>
  parseRuleset(text).problems.map(({ code, params, from, to }) => [code, text.slice(from, to), params]);
const codesOf = (text: string) => parseRuleset(text).problems.map(({ code }) => code);
const rule = (lines: string) => `ruleset "t"\nrule "r"\n${lines}`;
const condition = (text: string) => rule(`when mail arrives\nand ${text}\nthen stop`);

describe("the text", () => {
  test("case, spacing, articles and indentation mean nothing (R-1)", () => {
    const plain = ruleset('rule "r"\nwhen reply arrives\nand sender is agent\nthen add tag "x"');
    const odd = ruleset(
      'RULE   "r"\n\t When a Reply arrives\nAND the sender IS an agent\n  Then ADD the tag "x"',
    );
    expect(odd.rules.map(({ from: _, to: __, ...one }) => one)).toEqual(
      plain.rules.map(({ from: _, to: __, ...one }) => one),
    );
  });

  test("quotes are straight or curly, with three escapes (R-2)", () => {
    const [one] = ruleset(
      'rule “say "hi" \\\\”\nwhen mail arrives\nand body contains "a \\"b\\"\\n”c"\nthen stop',
    ).rules;
    expect(one?.name).toBe('say "hi" \\');
    expect(one?.conditions).toMatchObject([{ values: ['a "b"\n”c'] }]);
    expect(problemsOf(condition('subject is "a\\tb"'))).toEqual([["escape", "\\t", { character: "t" }]]);
    expect(codesOf(condition('subject is "a'))).toEqual(["unclosed"]);
  });

  test("comments are kept where they stand (R-3)", () => {
    const text = `# first
ruleset "t" # name

# about r
rule "r"
  when mail arrives # always
  # why
  and subject is "# no comment"
  then stop

# end
`;
    expect(printRuleset(parseRuleset(text))).toBe(text);
  });

  test("an or, a comma and a parenthesis continue a line (R-4)", () => {
    expect(
      ruleset(
        'rule "r"\nwhen mail arrives\nand (subject is "a",\n"b"\nand size is 1)\nor size is 2 or\nsize is 3\nthen stop',
      ).rules[0]?.conditions,
    ).toMatchObject([{ kind: "or", of: [{ kind: "and" }, { value: 2 }, { value: 3 }] }]);
  });

  test.each([
    [
      "a misspelt word",
      condition('subjekt is "x"'),
      ["unknown-close", "subjekt", { found: "subjekt", close: "subject" }],
    ],
    ["the second word of a phrase", condition('sender nome is "x"'), ["expected", "nome", expect.anything()]],
    ["no text", condition("subject is x"), ["expected", "x", { what: "text", found: "x" }]],
    ["no number", condition('size is "x"'), ["expected", '"x"', { what: "number", found: '"x"' }]],
    ["the end of a line", condition("subject is"), ["expected", "", { what: "text", found: "" }]],
    ["something left", condition("size is 5 5"), ["left-over", "5", { found: "5" }]],
    ["an odd character", condition("size is 5 €"), ["character", "€", { character: "€" }]],
    [
      "no rule around it",
      'ruleset "t"\nwhen mail arrives',
      ["expected", "when", { what: "lifecycle, calendar, target, include, rule, test", found: "when" }],
    ],
    ["an unknown event", rule("when ticket is lost\nthen stop"), ["expected", "lost", expect.anything()]],
    [
      "an action that is not in the language",
      rule('when mail arrives\nthen dance "x"'),
      ["expected", "dance", expect.anything()],
    ],
  ])("%s is pointed at (R-5)", (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test("all errors are found at once, in order (R-5)", () => {
    const text = rule('when mail arives\nand subject is\nthen add tag ""\nand now\ntest "x"\ngiven mud');
    expect(codesOf(text)).toEqual([
      ...["unknown-close", "expected", "empty", "expected", "no-expect", "expected"],
    ]);
  });

  test("a ruleset starts with its name, and names are unique (R-6)", () => {
    expect(codesOf("")).toEqual(["no-ruleset"]);
    expect(codesOf('rule "r"\nwhen mail arrives\nthen stop')).toEqual(["no-ruleset"]);
    const twice = 'rule "r"\nwhen mail arrives\nthen stop\n';
    expect(problemsOf(`ruleset "t"\n${twice}${twice}`)).toEqual([
      ["name-twice", 'rule "r"', { of: "rules", name: "r" }],
    ]);
    const tests = 'test "r"\ngiven automatic\nexpect nothing\n';
    expect(codesOf(`ruleset "t"\n${twice}${tests}`)).toEqual([]);
    expect(codesOf(`ruleset "t"\n${tests}${tests}`)).toEqual(["name-twice"]);
  });

  test("there are limits (R-7)", () => {
    expect(codesOf(" ".repeat(1_000_001))).toEqual(["too-long"]);
    expect(codesOf(condition(`${"(".repeat(60)}size is 1${")".repeat(60)}`))).toEqual(["nested"]);
    expect(codesOf(condition(`${"not ".repeat(60)}size is 1`))).toEqual(["nested"]);
    const many = Array.from({ length: 5_001 }, (_, n) => `rule "${n}"\nwhen mail arrives\nthen stop`).join(
      "\n",
    );
    expect(codesOf(`ruleset "t"\n${many}`)).toEqual(["too-many"]);
    const tests = (n: number) =>
      Array.from({ length: n }, (_, at) => `test "${at}"\ngiven size 1\nexpect nothing`).join("\n");
    expect(codesOf(`ruleset "t"\n${tests(1000)}`)).toEqual([]);
    expect(codesOf(`ruleset "t"\n${tests(1001)}`)).toEqual(["too-many"]);
    expect(codesOf(condition(`subject matches "${"?".repeat(600)}"`))).toEqual(["expression"]);
    expect(codesOf(condition(`subject matches expression "a{100}{6}"`))).toEqual(["expression"]);
  });

  test.each([
    ["no event", 'rule "r"\nthen stop', ["no-when", "expected"]],
    ["no action", 'rule "r"\nwhen mail arrives', ["no-then"]],
    ["no mail", 'test "r"', ["no-given"]],
    ["no expectation", 'test "r"\ngiven automatic', ["no-expect"]],
  ])("a part with %s is incomplete (R-10, R-60)", (_, text, codes) => {
    expect(codesOf(`ruleset "t"\n${text}`)).toEqual(codes);
  });

  test("nothing follows stop (R-13)", () => {
    expect(problemsOf(rule('when mail arrives\nthen stop\nadd tag "x"'))).toEqual([
      ["after-stop", 'add tag "x"', {}],
    ]);
  });

  test("only new mail is held or filed (R-52)", () => {
    expect(codesOf(rule("when mail arrives\nthen hold"))).toEqual(["only-new"]);
    expect(codesOf(rule("when a reply arrives\nthen file without ticket"))).toEqual(["only-new"]);
    expect(codesOf(rule("when new mail arrives\nthen hold"))).toEqual([]);
  });

  test("a text that would match everything is refused (R-33)", () => {
    expect(codesOf(condition('subject contains ""'))).toEqual(["empty"]);
    expect(codesOf(condition('subject matches ""'))).toEqual(["empty"]);
    expect(codesOf(condition('subject is ""'))).toEqual([]);
  });

  test("a test names rules that exist (R-62)", () => {
    const text = 'ruleset "t"\ntest "x"\ngiven automatic\nexpect no rule "gone"';
    expect(problemsOf(text)).toEqual([["test-rule", 'test "x"', { name: "gone" }]]);
  });
});
