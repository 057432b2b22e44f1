import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRuleset } from "../parse.ts";
import type { Rule } from "../tree.ts";
import {
  type Editable,
  editable,
  ruleText,
  withoutRule,
  withRule,
  withRuleLater,
  withRuleReplaced,
} from "./edit.ts";
import type { RuleParts } from "./rule-form.ts";

const text = `# Our rules.
ruleset "Desk" # since 2024

# About money.
rule "Invoices"
  # also in German
  when mail arrives   # any mail
  and subject contains "invoice",
    "Rechnung"     # both
  then set category to "Billing"
       assign to group "Accounts" # Ann


# Not about money.

# Really not.
Rule "Jobs"
when new mail arrives
then add tag "jobs"
rule "Rest"
  when mail arrives
  then raise priority

# How it is tested.
test "invoice"
  given subject "Invoice 1"
  expect rule "Invoices"
         no rule "Jobs"
`;

const open = (of: string): Editable => {
  const found = editable(of);
  if (!found) throw new Error(`not editable:\n${of}`);
  return found;
};
const parts = ({ name, event, conditions, actions }: Rule): RuleParts => ({
  name,
  event,
  conditions,
  actions,
});
const rulesOf = (of: string): readonly RuleParts[] => open(of).parsed.ruleset.rules.map(parts);
const comments = (of: string): readonly string[] =>
  of.split("\n").flatMap((line) => (line.includes("#") ? [line.slice(line.indexOf("#") + 1).trim()] : []));

const before = rulesOf(text);
const [invoices, jobs, rest] = before;
if (!invoices || !jobs || !rest) throw new Error("three rules");

test("a text with errors cannot be edited", () => {
  expect(editable(`${text}rule`)).toBeNull();
});

test("a rule is shown as it is written", () => {
  expect(ruleText(open(text), 1)).toBe('Rule "Jobs"\nwhen new mail arrives\nthen add tag "jobs"');
});

test("a new rule comes below the others, and above the tests if there are none", () => {
  const added: RuleParts = { ...jobs, name: "More" };
  const changed = withRule(open(text), added);
  expect(rulesOf(changed)).toEqual([...before, added]);
  expect(changed.replace(/\n\nrule "More"\n.*\n.*/, "")).toBe(text);
  const bare = 'ruleset "Desk"\n\n# How.\ntest "x"\n  given subject "x"\n  expect nothing\n';
  const first = withRule(open(bare), added);
  expect(first).toBe(
    'ruleset "Desk"\n\nrule "More"\n  when new mail arrives\n  then add tag "jobs"\n\n# How.\ntest "x"\n  given subject "x"\n  expect nothing\n',
  );
});

test("a rule that is replaced by itself stays as it is written", () => {
  for (const [n, rule] of before.entries()) expect(withRuleReplaced(open(text), n, rule)).toBe(text);
});

test("a changed rule keeps its comments, and no other line changes", () => {
  const changed = withRuleReplaced(open(text), 0, { ...invoices, actions: invoices.actions.slice(1) });
  expect(changed).toBe(
    text
      .replace(
        /rule "Invoices"[\s\S]*# Ann/,
        `rule "Invoices"
  # also in German
  when mail arrives # any mail
  # both
  and subject contains "invoice" or "Rechnung"
  then assign to group "Accounts" # Ann`,
      )
      .replace(
        '  # both\n  and subject contains "invoice" or "Rechnung"',
        '  and subject contains "invoice" or "Rechnung" # both',
      ),
  );
});

test("comments of lines that go are kept above the rule", () => {
  const changed = withRuleReplaced(open(text), 0, { ...invoices, conditions: [], actions: jobs.actions });
  expect(changed).toContain('# both\n# Ann\nrule "Invoices"\n');
  expect([...comments(changed)].sort()).toEqual([...comments(text)].sort());
});

test("a rule with a new name has it in the tests too", () => {
  const changed = withRuleReplaced(open(text), 0, { ...invoices, name: 'All "bills"' });
  expect(changed).toContain('expect rule "All \\"bills\\""\n         no rule "Jobs"');
  expect(rulesOf(changed).map(({ name }) => name)).toEqual(['All "bills"', "Jobs", "Rest"]);
});

test("a rule is removed with the comments right above it", () => {
  const changed = withoutRule(open(text.replace(/ *no rule "Jobs"\n/, "")), 1);
  expect(rulesOf(changed)).toEqual([invoices, rest]);
  expect(comments(changed)).toEqual(comments(text).filter((one) => one !== "Really not."));
});

test("rules change places, each with the comments right above it", () => {
  const changed = withRuleLater(open(text), 0);
  expect(rulesOf(changed)).toEqual([jobs, invoices, rest]);
  expect(changed).toContain('# Really not.\nRule "Jobs"');
  expect(changed).toContain('# About money.\nrule "Invoices"');
  expect(withRuleLater(open(changed), 0)).toBe(text);
});

const change = fc.record({
  what: fc.constantFrom("add", "replace", "remove", "later"),
  n: fc.nat(20),
  with: fc.constantFrom(invoices, jobs, rest),
  name: fc.constantFrom("A", "B", "C", "D", "E"),
});

test("after any changes, the rules are what was asked for, and other comments are still there", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const start = text.replace(/\ntest [\s\S]*/, "");
      let now = start;
      let expected = [...before];
      for (const { what, n, with: parts, name } of changes) {
        const at = expected.length === 0 ? 0 : n % expected.length;
        const rule = { ...parts, name };
        if (what !== "remove" && what !== "later" && expected.some((one) => one.name === name)) continue;
        if (what === "add") {
          now = withRule(open(now), rule);
          expected.push(rule);
        } else if (what === "replace" && expected.length > 0) {
          now = withRuleReplaced(open(now), at, rule);
          expected[at] = rule;
        } else if (what === "remove" && expected.length > 0) {
          now = withoutRule(open(now), at);
          expected = expected.toSpliced(at, 1);
        } else if (what === "later" && at + 1 < expected.length) {
          now = withRuleLater(open(now), at);
          expected = expected.toSpliced(at, 2, ...expected.slice(at, at + 2).reverse());
        }
        expect(rulesOf(now)).toEqual(expected);
      }
      for (const kept of ["Our rules.", "since 2024", "How it is tested."])
        expect(comments(now)).toContain(kept);
      if (changes.every(({ what }) => what !== "remove"))
        expect([...comments(now)].sort()).toEqual([...comments(start)].sort());
    }),
    { numRuns: 300 },
  );
});

test("what is edited can be read again", () => {
  expect(parseRuleset(withRule(open(text), { ...rest, name: "Last" })).problems).toEqual([]);
});

test("R-192: a new rule comes below the lines that include others, and what includes them stays where it is", () => {
  const [rule] = open('ruleset "x"\nrule "New"\nwhen mail arrives\nthen stop\n').parsed.ruleset.rules;
  if (!rule) throw new Error("no rule");
  const added = 'rule "New"\n  when mail arrives\n  then stop';
  expect(withRule(open('ruleset "x"\n\ninclude "A"\ninclude "B" # last\n'), parts(rule))).toBe(
    `ruleset "x"\n\ninclude "A"\ninclude "B" # last\n\n${added}\n`,
  );
  const between =
    'ruleset "x"\n\nrule "One"\n  when mail arrives\n  then raise priority\n\ninclude "A"\n\nrule "Two"\n  when mail arrives\n  then lower priority\n';
  expect(withRule(open(between), parts(rule))).toBe(`${between.trimEnd()}\n\n${added}\n`);
  const moved = open(withRuleLater(open(between), 0)).parsed.ruleset;
  expect([moved.rules.map(({ name }) => name), moved.includes.map(({ at }) => at)]).toEqual([
    ["Two", "One"],
    [1],
  ]);
  expect(open(withoutRule(open(between), 0)).parsed.ruleset.includes).toMatchObject([{ name: "A", at: 0 }]);
});
