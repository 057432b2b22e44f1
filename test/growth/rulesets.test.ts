/** Rulesets: reading, printing and running them takes time in proportion to their size and the mail's. */
import { expect, test } from "vitest";
import { checkRuleset, diffRulesets } from "../../src/domain/ruleset/analysis/index.ts";
import { createEvaluator } from "../../src/domain/ruleset/evaluate.ts";
import {
  bundled,
  composeRuleset,
  gathered,
  parseRuleset,
  printRuleset,
  runTests,
} from "../../src/domain/ruleset/index.ts";
import { factsFor } from "../../src/domain/ruleset/testing.ts";
import { manyRules } from "../bench/many-rules.ts";
import { growthOf, MOST } from "./growth.ts";

const rule = (name: string, conditions: string): string =>
  `rule "${name}"\nwhen mail arrives\n${conditions}\nthen add tag "x"\n`;

const each = (n: number, make: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => make(i)).join("");

/** Texts of about the given number of characters. */
const texts: readonly (readonly [what: string, make: (size: number) => string])[] = [
  ["blanks", (size) => " ".repeat(size)],
  ["lines", (size) => "\n".repeat(size)],
  ["comments", (size) => "# x\n".repeat(size / 4)],
  ["quotes", (size) => '"'.repeat(size)],
  ["open quotes", (size) => '"\n'.repeat(size / 2)],
  ["backslashes", (size) => `"${"\\".repeat(size)}`],
  ["open parentheses", (size) => rule("r", `and ${"(\n".repeat(size / 2)}`)],
  ["words that are not understood", (size) => "and x\n".repeat(size / 6)],
  ["one long line", (size) => rule("r", `and ${"size is 1 or ".repeat(size / 13)} size is 1`)],
  ["a long list", (size) => rule("r", `and subject is "a"${', "b"'.repeat(size / 5)}`)],
  ["a long text", (size) => rule("r", `and subject is "${"a".repeat(size)}"`)],
  ["states", (size) => `lifecycle\n${each(size / 16, (i) => `s${i} -> s${i + 1}\n`)}`],
  ["the same state", (size) => `lifecycle\n${"new -> open\n".repeat(size / 12)}`],
  ["ways of a state", (size) => `lifecycle\nnew -> x${each(size / 8, (i) => `, s${i}`)}`],
  ["the same way", (size) => `lifecycle\nnew -> open${", open".repeat(size / 6)}\nopen`],
  [
    "what a state says",
    (size) => `lifecycle\nnew -> open${" and goes to open when we reply".repeat(size / 31)}`,
  ],
  [
    "what states say that are not declared",
    (size) => `lifecycle\nnew -> open\n${each(size / 34, (i) => `and returns to s${i} after 3 days\n`)}`,
  ],
  [
    "who may take a way",
    (size) =>
      `lifecycle\nnew -> open\nand to open only by group "G"${each(size / 14, (i) => ` or group "${i}"`)}`,
  ],
  ["includes", (size) => each(size / 16, (i) => `include "n${i}"\n`)],
  ["the same include", (size) => 'include "n"\n'.repeat(size / 12)],
  ["lifecycles", (size) => "lifecycle\nnew -> closed\nclosed\n".repeat(size / 31)],
];

test.each(texts)("a ruleset of %s is read in linear time", async (_, make) => {
  const head = 'ruleset "t"\n';
  const { factor, once, twice } = await growthOf(200_000, (n) => head + make(n), parseRuleset);
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

test.each([
  ["includes", (size: number) => each(size / 16, (i) => `include "n${i}"\n`)],
  ["lines that look like includes", (size: number) => "include include\n".repeat(size / 16)],
  ["blanks before a word", (size: number) => `${" ".repeat(size)}x`],
  ["other line ends", (size: number) => "\r\u2028".repeat(size / 2)],
] as const)("a ruleset of %s is put together with others in linear time", async (_, make) => {
  const others = new Map(Array.from({ length: 40 }, (_, n) => [`n${n}`, `ruleset "n${n}"\n`]));
  const composed = (text: string) => {
    const all = gathered({ name: "t", text }, (name) => others.get(name) ?? null);
    return composeRuleset(bundled(text, "t", all));
  };
  const { factor, once, twice } = await growthOf(200_000, (n) => `ruleset "t"\n${make(n)}`, composed);
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

test("many rules and tests are read, printed and run in linear time", async () => {
  const many = (n: number) => {
    const rules = Array.from({ length: n }, (_, i) => rule(`r${i}`, `and subject contains "word ${i}"`));
    return parseRuleset(`ruleset "t"\n${rules.join("")}test "t"\ngiven subject "word 1"\nexpect rule "r1"\n`);
  };
  const { factor, once, twice } = await growthOf(2_000, many, (parsed) => {
    expect(parsed.problems).toEqual([]);
    printRuleset(parsed);
    runTests(parsed.ruleset);
  });
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

test.each([
  ["contains", '"aab"'],
  ["matches", '"*a*a*a*a*b"'],
  ["matches expression", '"(a*)*b"'],
  ["matches expression", '"(a|aa)+$b"'],
  ["matches expression", '"(.*a){20}b"'],
  ["matches expression", '"a.{30}b"'],
])("%s %s takes linear time in the text", async (verb, value) => {
  const given = (n: number) =>
    parseRuleset(
      `ruleset "t"\n${rule("r", `and body ${verb} ${value}`)}test "t"\ngiven body "${"a".repeat(n)}"\nexpect nothing\n`,
    );
  const { factor, once, twice } = await growthOf(100_000, given, ({ ruleset }) => {
    expect(runTests(ruleset)[0]?.failures).toEqual([]);
  });
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

test("what a hostile mail costs the run of rules does not depend on its text, once that has been looked at (R-37)", async () => {
  const rules = Array.from({ length: 10 }, (_, n) =>
    rule(`r${n}`, `and body matches expression "(.*a){20}b|a.{${20 + n}}b" or subject is "x"`),
  ).join("");
  const { ruleset } = parseRuleset(`ruleset "t"\n${rules}`);
  const { answer, run } = createEvaluator(ruleset);
  const given = (n: number) => {
    const facts = factsFor({ mail: { body: "ab a".repeat(n / 4) } });
    return { facts, answers: answer(facts.mail) };
  };
  const runs = ({ facts, answers }: ReturnType<typeof given>) => {
    for (let n = 0; n < 100_000; n++) run(facts, undefined, answers);
  };
  const { factor, once, twice } = await growthOf(8_000, given, runs, 1.5);
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(1.5);
});

test("hundreds of rules that seek words take linear time in the text", async () => {
  const rules = Array.from({ length: 500 }, (_, n) =>
    rule(
      `r${n}`,
      `and body contains "order ${n}", "${"ab".repeat(n % 40)}c" or subject contains "invoice ${n}"`,
    ),
  ).join("");
  const given = (n: number) =>
    parseRuleset(`ruleset "t"\n${rules}test "t"\ngiven body "${"ab".repeat(n / 2)}"\nexpect nothing\n`);
  const { factor, once, twice } = await growthOf(200_000, given, ({ ruleset }) => {
    expect(runTests(ruleset)[0]?.failures).toEqual([]);
  });
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

test("analysis of conditions that texts can hardly meet is bounded (A-4)", async () => {
  const made = (n: number) => {
    const all = Array.from({ length: n }, (_, i) =>
      rule(`r${i}`, `and subject matches expression ".*a.{${i % 14}}b"`),
    );
    const hard = Array.from({ length: 10 }, (_, i) => `and subject contains "a${"b".repeat(i)}a"`);
    const last = rule("hard", `${hard.join("\n")}\nand subject matches expression "^.{0,20}$"`);
    return parseRuleset(`ruleset "t"\n${all.join("")}${last}`).ruleset;
  };
  const { factor, once, twice } = await growthOf(20, made, (ruleset) => {
    expect(checkRuleset(ruleset).map(({ code }) => code)).toContain("unhandled");
  });
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

test("a changed rule among many takes linear time", async () => {
  const pair = (n: number) => {
    const rules = Array.from({ length: n }, (_, i) => rule(`r${i}`, `and subject contains "word ${i} "`));
    const old = parseRuleset(`ruleset "t"\n${rules.join("")}`).ruleset;
    return [old, { rules: old.rules.slice(1) }] as const;
  };
  const { factor, once, twice } = await growthOf(200, pair, ([old, next]) => {
    expect(diffRulesets(old, next).classes).toHaveLength(1);
  });
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

test("rules as desks write them are analysed in linear time, and so is one that is moved", async () => {
  const made = (n: number) => parseRuleset(manyRules(n)).ruleset;
  const check = await growthOf(125, made, (ruleset) => {
    expect(checkRuleset(ruleset).map(({ code }) => code)).not.toContain("undecided");
  });
  expect(check.factor, `${check.once} ms, then ${check.twice} ms`).toBeLessThanOrEqual(MOST);
  const moved = await growthOf(125, made, ({ rules }) => {
    const [first, ...others] = rules;
    const next = { rules: [...others, ...(first ? [first] : [])] };
    expect(diffRulesets({ rules }, next).rest).toBe("none");
  });
  expect(moved.factor, `${moved.once} ms, then ${moved.twice} ms`).toBeLessThanOrEqual(MOST);
});
