import { expect, test } from "vitest";
import { ruleset } from "../testing.ts";
import { compareRules } from "./compare.ts";
import { diffRulesets } from "./diff.ts";

const one = (conditions: string, actions = "stop") =>
  ruleset(`rule "r"\nwhen mail arrives\nand ${conditions}\nthen ${actions}\n`);
const relation = (a: string, b: string): string => {
  const [first, second] = [a, b].map((text) => one(text).rules[0]);
  if (!(first && second)) throw new Error("no rules");
  return compareRules(first, second).relation;
};

test.each([
  ['subject contains "ab"', 'subject contains "a"', "implies"],
  ['subject contains "a"', 'subject starts with "ab"', "is-implied"],
  ['subject is "STRASSE"', 'subject is "straße"', "same"],
  ['subject matches expression "^a+$"', 'subject matches expression "^aa*$"', "same"],
  ['subject matches expression "^(ab)+$"', 'subject ends with "a"', "disjoint"],
  ["size is less than 5", "size is at most 4", "same"],
  ["not size is less than 5", "size is at least 5", "same"],
  ["not spam score is less than 5", "spam score is at least 5", "is-implied"],
  ['sender domain is "a"', 'sender ends with "@a"', "overlap"],
  ['category is "A"', "category is not none", "implies"],
  ['subject contains "a"', 'body contains "a"', "overlap"],
])("%s and %s: %s (A-30)", (a, b, expected) => {
  expect(relation(a, b)).toBe(expected);
});

test("a change that changes nothing is proved to (A-20)", () => {
  const text = (conditions: string) => one(conditions, 'set category to "A"\nadd tag "t"');
  const [a, b] = [text('subject is "ss"'), text('subject is "ß" or subject is "SS"')];
  expect(diffRulesets(a, b)).toEqual({ classes: [], rest: "none" });
  // What is set twice is set once.
  const twice = one('subject contains "x"', 'add tag "t"\nadd tag "t"\nraise priority\nset priority to high');
  expect(diffRulesets(twice, one('subject contains "x"', 'set priority to high\nadd tag "t"')).rest).toBe(
    "none",
  );
  expect(
    diffRulesets(twice, one('subject contains "x"', 'set priority to high\nadd tag "t"')).classes,
  ).toEqual([]);
});

test("what is set to what it was is no change; a class says what was set (A-20, A-21)", () => {
  const { classes, rest } = diffRulesets(
    one('category is "A"', "send no auto-reply"),
    one('category is "A"', 'set category to "A"\nsend no auto-reply'),
  );
  expect(rest).toBe("none");
  // "a" is not written like "A".
  expect(classes).toMatchObject([
    {
      changes: [{ of: { name: "category" }, before: { is: "kept" }, after: { value: "A" } }],
      witness: { ticket: { category: "a" } },
    },
  ]);
});

test("more than 100 classes are not listed, and where the work ends that is said (A-21, A-4)", () => {
  const many = (conditions: string) =>
    ruleset(
      Array.from(
        { length: 7 },
        (_, n) =>
          `rule "${n}"\nwhen mail arrives\nand body contains "w${n}"${conditions}\nthen add tag "t${n}"\n`,
      ).join(""),
    );
  const { classes, rest } = diffRulesets(many(""), many("\nand mail is automatic"));
  expect([classes.length, rest]).toEqual([100, "more"]);
  const heavy = (text: string) => one(`subject matches expression "${text}"`, 'add tag "t"');
  expect(diffRulesets(heavy("^(ab)+$"), heavy("^a(ba)*b$"), { left: 10 })).toEqual({
    classes: [],
    rest: "undecided",
  });
  expect(diffRulesets(heavy("^(ab)+$"), heavy("^a(ba)*b$")).rest).toBe("none");
});

test("rules that both have need no work, whatever they are called; moved ones are compared (A-20)", () => {
  const rules = (names: string, order: readonly string[]) =>
    ruleset(
      order
        .map(
          (word) =>
            `rule "${names} ${word}"\nwhen mail arrives\nand subject matches expression "^(${word}.*){3}$"\nthen set category to "${word}"\n`,
        )
        .join(""),
    );
  const old = rules("r", ["a", "b", "c"]);
  expect(diffRulesets(old, rules("s", ["a", "b", "c"]), { left: 0 })).toEqual({ classes: [], rest: "none" });
  expect(diffRulesets({ rules: [] }, { rules: [] })).toEqual({ classes: [], rest: "none" });
  // No subject starts with two letters.
  expect(diffRulesets(old, rules("r", ["a", "c", "b"])).classes).toEqual([]);
  const added = diffRulesets(old, rules("r", ["a", "b", "c", "d"]));
  expect(added.rest).toBe("none");
  expect(added.classes.map(({ after }) => after)).toEqual([["r d"]]);
});
