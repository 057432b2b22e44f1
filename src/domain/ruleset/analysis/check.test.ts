import { expect, test } from "vitest";
import { createEvaluator } from "../evaluate.ts";
import { ruleset } from "../testing.ts";
import { checkRuleset } from "./check.ts";
import type { FindingCode } from "./finding.ts";

const findings = (text: string, code?: FindingCode) =>
  checkRuleset(ruleset(text)).filter((one) =>
    code === undefined ? one.code !== "unhandled" : one.code === code,
  );
const rule = (name: string, conditions: string, actions: string, event = "mail arrives") =>
  `rule "${name}"\nwhen ${event}\n${conditions
    .split(";")
    .filter((one) => one !== "")
    .map((one) => `and ${one}\n`)
    .join("")}then ${actions}\n`;
/** What is found in a rule with these conditions. */
const alone = (conditions: string) => findings(rule("r", conditions, "stop")).map(({ code }) => code);

test.each([
  ['subject contains "ab";not subject contains "b"'],
  ['subject is "ab";subject is "ac"'],
  ['subject is "Straße";subject is not "STRASSE"'],
  ['subject starts with "ab";subject starts with "ac"'],
  ['subject ends with "ab";subject matches expression "c$"'],
  ['subject matches expression "^[0-9]+$";subject contains "x"'],
  ['subject matches expression "^[0-9]{3}$";subject matches "????*"'],
  ['subject is missing;subject contains "x"'],
  ['sender domain is "a.example";sender ends with "@b.example"'],
  ['sender domain is "a.example";sender is "x@b.example"'],
  ['sender domain is "a.example";sender does not contain "a.example"'],
  ['sender is exactly "Ann@a.example"'],
  ['category is "A";category is "B"'],
  ['category is "A";category is none'],
  ["mailbox is none"],
  ["priority is at least high;priority is at most normal"],
  ["size is more than 5;size is less than 6"],
  ["size is 0.5"],
  ["spam score is at least 5;spam score is less than 5"],
  ['attachments is less than 1;attachment names include "x"'],
  ['mail has no attachments;attachment types start with "x"'],
  ['attachments is 1;attachment names include "a";attachment names include "b"'],
  ['tags include "a";tags do not contain "a"'],
  ['header "X-A" is "a";header "X-A" does not contain "a"'],
  ["mail is automatic;mail is not automatic"],
  ['subject is exactly "a";subject does not contain "a"'],
  ['subject contains exactly "AB";not subject contains "b"'],
  ["tags are missing"],
])("a condition that no mail meets: %s (A-10)", (conditions) => {
  expect(alone(conditions)).toEqual(["impossible"]);
});

test.each([
  ['subject contains "ab";subject contains "bc";not subject contains "abc"'],
  ['subject starts with "ab";subject ends with "ba";subject matches expression "^.{3}$"'],
  ['subject contains "invoice";subject does not contain "order"'],
  ['subject ends with "a";subject matches expression "a.b"'],
  ['subject matches expression "^[0-9]+$";subject matches "????*"'],
  ['sender domain is "a.example";sender starts with "ann"'],
  ['sender domain is "b";sender contains "a@c"'],
  ['sender domain contains "@"'],
  ['category is "A";category is not "B"'],
  ["size is more than 0.001 MB;size is under 1 MB"],
  ["spam score is more than 5;spam score is less than 6"],
  ["not spam score is at least 0;not spam score is less than 0"],
  ['attachments is 2;attachment names include "a";attachment names do not include "b"'],
  ['attachments is 1;attachment names contain "a";attachment names contain "b"'],
  ['tags include "a";tags include "b"'],
  ['header "X-A" is "a";header "X-A" is "b"'],
  ['header "X-A" is not "a";header "X-A" is not missing'],
  ['subject contains exactly "A";subject does not contain exactly "a";subject contains "ba"'],
  ['subject contains "k";subject does not contain exactly "k";subject does not contain exactly "K"'],
  ['subject is "ss";subject contains exactly "ß"'],
  ['sender name is "Ann";sender is missing'],
])("a condition that some mail meets: %s (A-3)", (conditions) => {
  expect(alone(conditions)).toEqual([]);
});

test("the conditions that exclude one another are named (A-10)", () => {
  const text = rule("r", 'size is 1;subject is "a";mail is automatic;not subject contains "a"', "stop");
  expect(findings(text)).toMatchObject([
    { code: "impossible", severity: "error", params: { rule: "r", conditions: "2, 4" }, witness: null },
  ]);
});

test("a rule that is never reached names the rules that come first (A-11)", () => {
  const text = [
    rule("other", 'subject contains "x"', "stop"),
    rule("long", 'body contains "b"', "stop"),
    rule("short", 'not body contains "bb"', "stop"),
    rule("late", 'subject contains "y"', 'add tag "t"'),
  ].join("");
  const [found, ...others] = findings(text);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: "shadowed", severity: "warning", rules: ["late", "long", "short"] });
  // The mail meets the rule's conditions, and the rules before it end the run.
  if (!found?.witness) throw new Error("no mail");
  const one = createEvaluator({ rules: ruleset(rule("late", 'subject contains "y"', "stop")).rules });
  expect(one.run(found.witness).trace).toMatchObject([{ is: "fired" }]);
  expect(createEvaluator(ruleset(text)).run(found.witness).trace.at(-1)?.rule).not.toBe("late");
});

test("a rule can be out of reach because of what earlier rules set (A-11)", () => {
  const text = [
    rule("all", "", 'set category to "A"\nraise priority\nremove tag "t"'),
    rule("category", 'category is "B"', "stop"),
    rule("priority", "priority is low", "stop"),
    rule("tag", 'tags include "T";not tags include exactly "T"', "stop"),
    rule("can", 'tags include "T"', "stop"),
  ].join("");
  expect(findings(text).map(({ code, rules }) => [code, ...rules])).toEqual([
    ["shadowed", "category", "all"],
    ["shadowed", "priority", "all"],
  ]);
});

test("two rules that set a field differently for the same mail (A-12)", () => {
  const text = [
    rule("a", 'subject contains "x"', 'set category to "A"\nadd tag "t"\nset priority to high'),
    rule("b", 'body contains "y"', 'set category to "B"\nremove tag "t"\nraise priority'),
    rule("same", 'body contains "y"', 'set category to "B"'),
    rule("knows", 'category is "B";body contains "y"', 'set category to "C"'),
    rule("never with a", 'subject is "w"', "clear category"),
    rule("hold", "", "hold", "new mail arrives"),
    rule("file", "", "file without ticket", "new mail arrives"),
  ].join("");
  const all = findings(text);
  expect(all.map(({ code, rules, params }) => [code, ...rules, params.field])).toEqual([
    ["conflict", "b", "a", "category"],
    ["conflict", "b", "a", "tag"],
    ["conflict", "same", "a", "category"],
    ["conflict", "never with a", "b", "category"],
    ["conflict", "never with a", "same", "category"],
    ["conflict", "never with a", "knows", "category"],
    ["conflict", "file", "hold", "place"],
  ]);
  const evaluator = createEvaluator(ruleset(text));
  for (const { witness, rules } of all) {
    if (!witness) throw new Error("no mail");
    const fired = evaluator.run(witness).trace.flatMap((one) => (one.is === "fired" ? [one.rule] : []));
    expect(fired).toEqual(expect.arrayContaining([...rules]));
  }
});

test.each([
  ["category", 'set category to "A"', "clear category", "A", ""],
  ["priority", "set priority to low", "set priority to high", "low", "high"],
  ["group", 'assign to group "A"', 'assign to group "B"', "A", "B"],
  ["group", 'assign to group "A"', "clear group", "A", ""],
  ["assignee", 'assign to person "a"', 'assign to person "b"', "a", "b"],
  ["assignee", "clear assignee", 'assign to person "b"', "", "b"],
  ["tag", 'add tag "t"', 'remove tag "t"', "add-tag", "remove-tag"],
  ["place", "hold", "file without ticket", "hold", "file"],
])(
  "each field that two rules can leave differently: %s, by %s and %s (A-12)",
  (field, one, other, before, after) => {
    const text = rule("a", "", one, "new mail arrives") + rule("b", "", other, "new mail arrives");
    expect(findings(text)).toMatchObject([
      { code: "conflict", severity: "warning", rules: ["b", "a"], params: { field, before, after } },
    ]);
  },
);

test.each([
  ['set category to "A"', 'set category to "B"', 'category is not "C"'],
  ['set category to "A"', 'set category to "B"', 'subject is "x" or not category is "C"'],
  ["set priority to low", "set priority to high", "priority is at most high"],
  ["set priority to low", "set priority to high", "priority is low"],
  ['assign to group "A"', 'assign to group "B"', "group is not none"],
  ['assign to person "a"', 'assign to person "b"', "(assignee is not none and size is over 5)"],
  ['add tag "t"', 'remove tag "t"', 'tags include "t"'],
  ["set priority to low", "raise priority", ""],
  ["lower priority", "raise priority", ""],
  ["lower priority", "set priority to low", "priority is high"],
  ['set category to "A"', 'set category to "A"', ""],
  ['add tag "t"', 'remove tag "u"', ""],
  ["hold", 'hold because "later"', ""],
])("%s, then %s where the rule knows (%s), is no conflict (A-12)", (one, other, condition) => {
  const event = "new mail arrives";
  expect(findings(rule("a", "", one, event) + rule("b", condition, other, event))).toEqual([]);
});

test("no more than 100 conflicts are listed, and that is said (A-12)", () => {
  const text = Array.from({ length: 20 }, (_, n) =>
    rule(`${n}`, `body contains "w${n}"`, `set category to "${n}"`),
  );
  const all = findings(text.join(""));
  expect([all.length, all.filter(({ code }) => code === "more-conflicts")]).toMatchObject([
    101,
    [{ severity: "warning", params: { listed: 100 } }],
  ]);
});

test("new mail for which no rule fires is a note (A-13)", () => {
  const some = rule("a", 'subject contains "x"', "stop") + rule("b", "", "stop", "a reply arrives");
  expect(findings(some, "unhandled")).toMatchObject([
    { severity: "note", at: null, witness: { isReply: false } },
  ]);
  const rest = rule("c", 'not subject contains "X"', "stop", "new mail arrives");
  expect(findings(some + rest, "unhandled")).toEqual([]);
  // Replies are no new mail.
  expect(findings(rule("c", "", "stop", "new mail arrives"), "unhandled")).toEqual([]);
});

test("where the work ends, the question is undecided (A-4)", () => {
  const rules = ruleset(rule("r", 'subject matches expression "^(ab)+$";subject contains "ba"', "stop"));
  expect(checkRuleset(rules, { left: 10 })).toMatchObject([
    { code: "undecided", severity: "warning", params: { question: "fires", rule: "r" } },
    { code: "unhandled" },
  ]);
  expect(checkRuleset(rules).map(({ code }) => code)).toEqual(["unhandled"]);
});

test("texts whose letters may join when they are folded are undecided (A-6)", () => {
  expect(alone('subject contains exactly "か";not subject contains "か"')).toEqual(["undecided"]);
});

test("the ticket may be anything before the run, and texts any text (A-1, A-2)", () => {
  expect(alone('category is "A";priority is urgent;tags include "x";subject contains "\u{1f600}"')).toEqual(
    [],
  );
});

test("findings are in the order of the text (A-5)", () => {
  const bad = "size is 1;size is 2";
  const places = findings(
    rule("a", bad, "stop") + rule("b", "", "stop") + rule("c", "", "stop") + rule("d", bad, "stop"),
  );
  expect(places.map(({ code, at }) => [code, at?.from])).toEqual(
    places.map(({ code, at }) => [code, at?.from]).toSorted(([, a], [, b]) => Number(a) - Number(b)),
  );
  expect(places.map(({ rules: [name] }) => name)).toEqual(["a", "c", "d"]);
});

test("a rule for a state into which earlier rules move new mail can fire (A-10, R-110)", () => {
  const moves = rule("moves", 'subject contains "done"', "set state to closed", "new mail arrives");
  const asks = (state: string) => rule("asks", `state is ${state}`, 'add tag "x"', "new mail arrives");
  const codes = (text: string) => findings(text).map(({ code, rules }) => [code, rules[0]]);
  expect(codes(moves + asks("closed"))).toEqual([]);
  expect(codes(moves + asks("hold"))).toEqual([["impossible", "asks"]]);
  expect(codes(asks("closed") + moves)).toEqual([["impossible", "asks"]]);
});
