import fc from "fast-check";
import { expect, test } from "vitest";
import { priorities } from "../../ticket/index.ts";
import { parseRuleset } from "../parse.ts";
import { printRuleset } from "../print.ts";
import { mailEvents, type Rule } from "../tree.ts";
import { type ActionRow, rowActionNames } from "./action-row.ts";
import { bareTests, type ConditionRow, type RowTest, rowFacts, rowTests } from "./condition-row.ts";
import { editable, withRule } from "./edit.ts";
import { listOf, listText } from "./list.ts";
import { readyMade } from "./ready-made.ts";
import { formOf, type RuleForm, ruleOf } from "./rule-form.ts";

/** What people type, and what could be mistaken for the language. */
const typed = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    "a, b",
    '"',
    '", "',
    "\\",
    "# no",
    "x\nthen stop",
    '" then stop',
    "12",
    "2 MB",
    "or",
    "(",
    "none",
  ),
);
const conditionRow: fc.Arbitrary<ConditionRow> = fc.record({
  fact: fc.constantFrom(...rowFacts),
  header: typed,
  test: fc.constantFrom(...rowTests),
  value: fc.oneof(typed, fc.constantFrom(...priorities)),
});

const actionRow: fc.Arbitrary<ActionRow> = fc.record({
  do: fc.constantFrom(...rowActionNames),
  value: fc.oneof(typed, fc.constantFrom(...priorities)),
});
const form: fc.Arbitrary<RuleForm> = fc.record({
  name: typed,
  event: fc.constantFrom(...mailEvents),
  match: fc.constantFrom("all", "any"),
  conditions: fc.array(conditionRow, { maxLength: 3 }),
  actions: fc.array(actionRow, { minLength: 1, maxLength: 3 }),
});

const rulesIn = (text: string): readonly Omit<Rule, "from" | "to">[] => {
  const { ruleset, problems } = parseRuleset(text);
  // That a state or a target does not exist is found where those that do are known.
  const elsewhere = ["state-unknown", "never-moves", "unknown"];
  expect(problems.filter(({ code }) => !elsewhere.includes(code))).toEqual([]);
  return ruleset.rules.map(({ name, event, conditions, actions }) => ({ name, event, conditions, actions }));
};

const empty = editable('ruleset "Desk"\n');
if (!empty) throw new Error("unreadable");

test("texts in a field are the texts that were put into it", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(typed, fc.string())), (values) => {
      expect(listOf(listText(values))).toEqual(values);
    }),
  );
});

test.each([
  ["invoice, bill", ["invoice", "bill"]],
  [' "a, b" , c,, ', ["a, b", "c"]],
  ['5" screws, "half', ['5" screws', '"half']],
  ["", []],
])("of the field %j, the texts are %j", (field, values) => {
  expect(listOf(field)).toEqual(values);
});

test("a form is a rule in the text, that rule is the same form, and nothing typed becomes another rule", () => {
  let read = 0;
  fc.assert(
    fc.property(form, (one) => {
      const rule = ruleOf(one);
      if (!rule.ok) return;
      read += 1;
      expect(rulesIn(withRule(empty, rule.value))).toEqual([rule.value]);
      const again = formOf(rule.value);
      expect(again && ruleOf(again)).toEqual(rule);
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(100);
});

const textTests = rowTests.slice(0, rowTests.indexOf("at-least"));
const comparisons: readonly RowTest[] = ["is", "is-not", "at-least", "at-most", "more", "less"];

test.each([
  ["sender", "x", textTests],
  ["header", "x", textTests],
  ["tags", "x", textTests],
  ["priority", "high", comparisons.slice(0, 4)],
  ["category", "x", ["is", "is-not", "missing", "missing-not"]],
  ["size", "3 MB", comparisons],
  ["attachments", "3", comparisons],
  ["has attachments", "", ["yes", "no"]],
] as const)(
  "each test that is possible of %s comes back from the text as it was chosen",
  (fact, value, tests) => {
    const possible = rowTests.filter((test) => {
      const row: ConditionRow = { fact, header: fact === "header" ? "x-kind" : "", test, value };
      const rule = ruleOf({
        ...readyMade.blank,
        name: "x",
        conditions: [row],
        actions: [{ do: "stop", value: "" }],
      });
      if (rule.ok)
        expect(formOf(rule.value)?.conditions).toEqual([bareTests.has(test) ? { ...row, value: "" } : row]);
      return rule.ok;
    });
    expect(new Set(possible)).toEqual(new Set(tests));
  },
);

test("a rule that says more than a form has room for is left as text", () => {
  const rules = rulesIn(`ruleset "Desk"
rule "nested"
when mail arrives
and (subject contains "a" and body contains "b") or sender is "c@d.example"
then stop
rule "exact"
when mail arrives
and subject contains exactly "VIP"
then stop
rule "any"
when mail arrives
and subject contains "a" or body contains "b"
then stop
`);
  expect(rules.map((rule) => formOf(rule)?.match ?? null)).toEqual([null, null, "any"]);
});

test.each([
  ["a name is missing", { name: " " }, "name", "empty"],
  ["nothing is done", { actions: [] }, "actions", "no-then"],
  [
    "a test does not fit",
    { conditions: [{ ...readyMade.blank.conditions[0], test: "at-least", value: "3" }] },
    "condition",
    "expected",
  ],
  [
    "a domain to compare with is missing",
    { conditions: [{ fact: "sender domain", header: "", test: "is", value: " " }] },
    ...["condition", "empty"],
  ],
  ["a value is missing", { conditions: [{ ...readyMade.blank.conditions[0] }] }, "condition", "empty"],
  ["a reply is held", { conditions: [], actions: [{ do: "hold", value: "" }] }, "action", "only-new"],
  [
    "something follows stop",
    {
      conditions: [],
      actions: [
        { do: "stop", value: "" },
        { do: "raise-priority", value: "" },
      ],
    },
    ...["action", "after-stop"],
  ],
  ["a tag is none", { conditions: [], actions: [{ do: "add-tag", value: "two words" }] }, "action", "tag"],
] as const)("where %s, the form says so", (_, change, at, code) => {
  const read = ruleOf({ ...readyMade.blank, name: "Rule", ...change });
  if (read.ok) throw new Error("read");
  const { error } = read;
  expect([typeof error.at === "string" ? error.at : error.at.row, error.problem.code]).toEqual([at, code]);
});

test("ready-made rules lack only what the desk has to say", () => {
  for (const [name, one] of Object.entries<RuleForm>(readyMade)) {
    const fill = <T extends { value: string }>(rows: readonly T[]) =>
      rows.map((row) => ({
        ...row,
        value: row.value || ("test" in row && row.test === "missing-not" ? "" : "x@x.example"),
      }));
    const filled = {
      ...one,
      name: one.name || name,
      conditions: fill(one.conditions),
      actions: fill(one.actions),
    };
    const rule = ruleOf(filled);
    if (!rule.ok) throw new Error(`${name}: ${JSON.stringify(rule.error)}`);
    expect(printRuleset(parseRuleset(withRule(empty, rule.value)))).toContain(`rule "${filled.name}"`);
  }
});
