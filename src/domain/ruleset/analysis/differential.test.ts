/**
 * Analysis against brute force: small rulesets over a small world, all mails of which are run through the evaluator. The
 * seeds are fixed, so that a failure can be repeated.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEvaluator, type Run } from "../evaluate.ts";
import type { RuleFacts } from "../facts.ts";
import { parseRuleset } from "../parse.ts";
import { actionText } from "../print.ts";
import { runTests } from "../run-tests.ts";
import { ruleset } from "../testing.ts";
import type { Rule } from "../tree.ts";
import { checkRuleset } from "./check.ts";
import { compareRules } from "./compare.ts";
import { diffRulesets } from "./diff.ts";
import type { Finding } from "./finding.ts";
import { witnessLines } from "./given.ts";
import { chosenByTurns, facts, pairs, words } from "./testing.ts";

/** In each state that it may be in: a new ticket is in the first. */
const inStates = (isReply: boolean): readonly string[] =>
  isReply ? ["new", "open", "hold", "closed"] : ["new"];

/** 1,320 mails. */
const world: readonly RuleFacts[] = [null, ...words("ab", 2), "aab", "aba", "bab"]
  .flatMap((subject) =>
    [null, "A", "B"].flatMap((category) =>
      [[], ["t"], ["T"], ["t", "u"]].flatMap((tags) =>
        (["normal", "urgent"] as const).flatMap((priority) =>
          [true, false].flatMap((isReply) =>
            inStates(isReply).map((state, n) =>
              facts({ subject, automatic: n === 1 }, { category, tags, priority, state }, isReply),
            ),
          ),
        ),
      ),
    ),
  )
  .map((one, n) => ({
    ...one,
    chosen: chosenByTurns[n % chosenByTurns.length] ?? [],
    ticket: { ...one.ticket, assignee: n % 7 === 0 ? "jo" : null },
  }));

const word = fc.stringMatching(/^[ab]{1,2}$/);
const textCheck = fc
  .tuple(
    fc.constantFrom(
      "is",
      "is not",
      "contains",
      "does not contain",
      "starts with",
      "ends with",
      "does not end with",
    ),
    word,
  )
  .map(([verb, text]) => `subject ${verb} "${text}"`);
const pattern = fc
  .tuple(
    fc.constantFrom("matches", "does not match", "matches expression"),
    fc.constantFrom("a*", "*b?", "?", "a?b", "*a*b*"),
    fc.constantFrom("^a*b$", "^[ab]$", "b.a", "^(ab|b)", "a{2}"),
  )
  .map(
    ([verb, simple, expression]) => `subject ${verb} "${verb.endsWith("expression") ? expression : simple}"`,
  );
const check = fc.oneof(
  { arbitrary: textCheck, weight: 4 },
  { arbitrary: pattern, weight: 2 },
  fc.constantFrom(
    "subject is missing",
    'category is "A"',
    'category is not "a"',
    "category is none",
    'category is "B" or "C"',
    "priority is urgent",
    "priority is at least high",
    "priority is at most normal",
    'tags include "t"',
    'tags do not include "t" or "u"',
    'tags include exactly "t"',
    'tags contain "u"',
    "state is open",
    "mail is automatic",
    "state is not new or hold",
    'assignee is "jo"',
    "assignee is none",
  ),
);
const condition = fc.oneof(
  check,
  check.map((one) => `not ${one}`),
  fc.tuple(check, check).map(([a, b]) => `${a} or ${b}`),
  fc.tuple(check, check).map(([a, b]) => `not (${a} and ${b})`),
);
const action = fc.constantFrom(
  ...[
    'set category to "A"',
    'set category to "B"',
    "clear category",
    "set priority to high",
    "raise priority",
  ],
  ...[
    "lower priority",
    'add tag "t"',
    'remove tag "t"',
    'add tag "u"',
    'assign to group "G"',
    'assign to group "G", round robin',
    'assign to group "G", least busy',
    'assign to person "jo"',
    'set target to "T"',
    "clear target",
    "send no auto-reply",
    'reply with template "A"',
    'reply with template "B"',
    'notify group "G"',
    'forward to "x@y.example"',
    "notify assignee",
    'call "W"',
    "set state to open",
    "set state to hold",
    "set state to closed",
  ],
);
const ruleText = fc
  .record({
    event: fc.constantFrom("mail arrives", "mail arrives", "new mail arrives", "a reply arrives"),
    conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
    actions: fc.uniqueArray(action, { minLength: 1, maxLength: 2 }),
    last: fc.constantFrom("", "", "stop"),
  })
  .map(({ event, conditions, actions, last }) => {
    const ending = last === "" ? actions : [...actions, last];
    return `when ${event}\n${conditions.map((one) => `and ${one}\n`).join("")}then ${ending.join("\n")}\n`;
  });
/** What rules name has to be declared. */
const declared = 'target "T" resolved within 1 day\n';
const rulesetText = fc
  .array(ruleText, { minLength: 1, maxLength: 5 })
  .map((all) => declared + all.map((one, n) => `rule "r${n}"\n${one}`).join(""));

const firedIn = ({ trace }: Run): readonly string[] =>
  trace.flatMap(({ rule, is }) => (is === "fired" ? [rule] : []));
const named = (found: readonly Finding[], code: string) =>
  found.flatMap(({ code: of, rules: [name] }) => (of === code && name !== undefined ? [name] : []));

describe("over a small world", () => {
  test("what is found is what trying all mails finds (A-3, A-10 to A-15)", () => {
    fc.assert(
      fc.property(rulesetText, (text) => {
        const { rules, targets } = ruleset(text);
        const found = checkRuleset({ rules, targets });
        expect(named(found, "undecided")).toEqual([]);
        const runs = world.map((one) => createEvaluatorOnce(rules).run(one));
        const everFired = new Set(runs.flatMap(firedIn));
        const aloneFired = new Set(rules.filter((one) => world.some((mail) => firesAlone(one, mail))));
        for (const rule of rules) {
          const isFound = named(found, "impossible").includes(rule.name);
          const isShadowed = named(found, "shadowed").includes(rule.name);
          // What is never found must never happen; what is not found was shown by a mail that was run.
          if (isFound) expect(aloneFired.has(rule)).toBe(false);
          if (isFound || isShadowed) expect(everFired.has(rule.name)).toBe(false);
        }
        const isUnused = found.some(({ code }) => code === "no-ticket");
        if (isUnused) expect(runs.every(({ ticket }) => ticket.target === null)).toBe(true);
        for (const { code, rules: about, witness } of found) {
          if (code === "impossible" || code === "no-ticket" || code === "lost") continue;
          if (!witness) throw new Error(`${code} without a mail`);
          const fired = firedIn(createEvaluatorOnce(rules).run(witness));
          if (code === "conflict") expect(fired).toEqual(expect.arrayContaining([...about]));
          if (code === "reply-automatic") {
            expect(fired).toContain(about[0]);
            expect(witness.mail.automatic).toBe(true);
          }
          if (code === "unhandled") expect(fired).toEqual([]);
          if (code === "shadowed") {
            expect(fired).not.toContain(about[0]);
            expect(rules.some((one) => one.name === about[0] && firesAlone(one, witness))).toBe(true);
          }
        }
        const replying = new Set(named(found, "reply-automatic"));
        for (const [n, run] of runs.entries())
          for (const { rule, action } of run.actions)
            if (action.do === "reply" && world[n]?.mail.automatic) expect(replying).toContain(rule);
        const isUnhandled = runs.some((run, n) => world[n]?.isReply === false && firedIn(run).length === 0);
        if (isUnhandled) expect(found.some(({ code }) => code === "unhandled")).toBe(true);
        const conflicts = new Set(
          found.flatMap(({ code, rules: of }) => (code === "conflict" ? [of.join()] : [])),
        );
        for (const pair of conflictsIn(rules, runs)) expect(conflicts).toContain(pair);
      }),
      { seed: 20261130, numRuns: 120 },
    );
  });

  test("of the conditions that exclude one another, none can be left out (A-10)", () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.array(condition, { minLength: 3, maxLength: 6 }), (conditions) => {
        const found = (of: readonly string[]) =>
          checkRuleset(
            ruleset(`rule "r"\nwhen mail arrives\n${of.map((one) => `and ${one}\n`).join("")}then stop\n`),
          ).find(({ code }) => code === "impossible");
        const core = found(conditions)?.params.conditions;
        if (core === undefined) return;
        seen += 1;
        const named = String(core)
          .split(", ")
          .map((n) => conditions[Number(n) - 1] ?? "");
        expect(found(named)).toBeDefined();
        for (const one of named.keys()) expect(found(named.toSpliced(one, 1))).toBeUndefined();
      }),
      { seed: 10, numRuns: 150 },
    );
    expect(seen).toBeGreaterThan(20);
  });

  test("a ruleset of one rule less is explained by the rules named (A-11)", () => {
    let seen = 0;
    fc.assert(
      fc.property(rulesetText, (text) => {
        const { rules } = ruleset(text);
        for (const {
          code,
          rules: [name, ...before],
        } of checkRuleset({ rules })) {
          if (code !== "shadowed") continue;
          seen += 1;
          expect(before.length).toBeGreaterThan(0);
          const few = rules.filter((one) => one.name === name || before.includes(one.name));
          expect(named(checkRuleset({ rules: few }), "shadowed")).toContain(name);
          // Each of them is needed.
          for (const one of before) {
            const fewer = few.filter((other) => other.name !== one);
            expect(named(checkRuleset({ rules: fewer }), "shadowed")).not.toContain(name);
          }
        }
      }),
      { seed: 11, numRuns: 120 },
    );
    expect(seen).toBeGreaterThan(5);
  });

  test("every class of mail treated differently is listed (A-20, A-21)", () => {
    fc.assert(
      fc.property(rulesetText, ruleText, fc.nat(4), (text, other, at) => {
        const old = ruleset(text).rules;
        const [changed] = ruleset(`${declared}rule "new"\n${other}`).rules;
        if (!changed) throw new Error("no rule");
        const next = [...old.slice(0, at), changed, ...old.slice(at + 1)];
        const { classes, rest } = diffRulesets({ rules: old }, { rules: next });
        expect(rest).toBe("none");
        const listed = new Set(classes.map(({ changes }) => fieldsIn(changes)));
        for (const one of classes)
          expect(
            changedFields(
              createEvaluatorOnce(old).run(one.witness),
              createEvaluatorOnce(next).run(one.witness),
            ),
          ).toEqual(fieldsIn(one.changes));
        for (const mail of world) {
          const fields = changedFields(
            createEvaluatorOnce(old).run(mail),
            createEvaluatorOnce(next).run(mail),
          );
          if (fields !== "[]") expect(listed).toContain(fields);
        }
        expect(diffRulesets({ rules: old }, { rules: old })).toEqual({ classes: [], rest: "none" });
      }),
      { seed: 7, numRuns: 80 },
    );
  });

  test("conditions are compared as trying all mails does (A-30)", () => {
    const one = fc.tuple(condition, condition).map((both) => both.map((text) => `and ${text}\n`).join(""));
    fc.assert(
      fc.property(one, one, (a, b) => {
        const text = `rule "a"\nwhen mail arrives\n${a}then stop\nrule "b"\nwhen mail arrives\n${b}then stop\n`;
        const [first, second] = ruleset(text).rules;
        if (!(first && second)) throw new Error("no rules");
        const { relation, both, onlyFirst, onlySecond } = compareRules(first, second);
        expect(relation).not.toBe("undecided");
        const kinds = new Set(world.map((mail) => `${firesAlone(first, mail)} ${firesAlone(second, mail)}`));
        if (both === null) expect(kinds).not.toContain("true true");
        if (onlyFirst === null) expect(kinds).not.toContain("true false");
        if (onlySecond === null) expect(kinds).not.toContain("false true");
      }),
      { seed: 30, numRuns: 200 },
    );
  });
});

const evaluators = new WeakMap<readonly Rule[], ReturnType<typeof createEvaluator>>();
function createEvaluatorOnce(rules: readonly Rule[]): ReturnType<typeof createEvaluator> {
  const known = evaluators.get(rules) ?? createEvaluator({ rules });
  evaluators.set(rules, known);
  return known;
}

const alone = new WeakMap<Rule, readonly Rule[]>();
function firesAlone(rule: Rule, mail: RuleFacts): boolean {
  const rules = alone.get(rule) ?? [rule];
  alone.set(rule, rules);
  return createEvaluatorOnce(rules).run(mail).trace[0]?.is === "fired";
}

/** Pairs that leave a field differently, found in runs; said here in another way than in the analysis. */
function conflictsIn(rules: readonly Rule[], runs: readonly Run[]): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const run of runs) {
    const fired = rules.filter(({ name }) =>
      run.trace.some((one) => one.rule === name && one.is === "fired"),
    );
    for (const [n, second] of fired.entries())
      for (const first of fired.slice(0, n))
        if (disagree(first, second) || givesOther(run, first, second))
          pairs.add([second.name, first.name].join());
  }
  return pairs;
}

function disagree(first: Rule, second: Rule): boolean {
  const asks = JSON.stringify(second.conditions);
  return (["set-category", "set-priority", "assign-group", "set-state", "reply"] as const).some((kind) => {
    const [a, b] = [first, second].map(({ actions }) => {
      const last = actions.findLast((one) => one.do === kind);
      return JSON.stringify(last?.do === "assign-group" ? last.group : last);
    });
    const field = fieldOf[kind];
    const reads = asks.includes(`"fact":"${field}"`) || asks.includes(`"kind":"${field}"`);
    return a !== undefined && b !== undefined && a !== b && !reads;
  });
}

/** Whether the second rule gives the ticket to somebody else than the first does. */
function givesOther({ actions }: Run, first: Rule, second: Rule): boolean {
  const [a, b] = [first, second].map(
    ({ name }) =>
      actions
        .flatMap(({ rule, action, chosen }) =>
          rule !== name ? [] : action.do === "assign-person" ? [action.person] : (chosen ?? []),
        )
        .at(-1) ?? null,
  );
  return (
    a !== null && b !== null && a !== b && !JSON.stringify(second.conditions).includes('"fact":"assignee"')
  );
}

const fieldOf = {
  "set-category": "category",
  "set-priority": "priority",
  "assign-group": "group",
  "set-state": "state",
  reply: "reply",
} as const;

/** The fields that two runs leave differently, as the diff names them. */
function changedFields(was: Run, is: Run): string {
  const names: unknown[] = [];
  for (const name of ["category", "group", "assignee", "target", "priority", "state"] as const)
    if (was.ticket[name] !== is.ticket[name]) names.push({ name });
  for (const tag of ["t", "u"])
    if (was.ticket.tags.includes(tag) !== is.ticket.tags.includes(tag)) names.push({ name: "tag", tag });
  if (JSON.stringify(was.place) !== JSON.stringify(is.place)) names.push({ name: "place" });
  if (was.reply?.template !== is.reply?.template) names.push({ name: "reply" });
  for (const what of ['notify group "G"', "notify assignee", 'forward to "x@y.example"', 'call "W"']) {
    const [before, after] = [was, is].map(({ actions }) =>
      actions.some(({ action }) => actionText(action) === what),
    );
    if (before !== after) names.push({ name: "done", what });
  }
  if (was.autoReply !== is.autoReply) names.push({ name: "auto-reply" });
  return fieldsIn(names.map((of) => ({ of })));
}

const fieldsIn = (changes: readonly { readonly of: unknown }[]): string =>
  JSON.stringify(changes.map(({ of }) => JSON.stringify(of)).sort());

describe("texts", () => {
  const test_ = (fact: string, texts: fc.Arbitrary<string>, verbs: readonly string[]) =>
    fc
      .tuple(fc.constantFrom("", "not "), fc.constantFrom(...verbs), texts)
      .map(([not, verb, text]) => `${not}${fact} ${verb} "${text}"`);
  const verbs = ["is", "contains", "starts with", "ends with", "does not contain", "is not"];
  const expressions = fc.constantFrom("^a", "b$", "a.b", "^[^a]*$", "^(ab)*$", "(a|b)b", "^.{2,3}$", "^$");
  const exactly = verbs.map((one) => `${one} exactly`);
  const short = fc.stringMatching(/^[ab]{1,3}$/);

  test.each([
    [
      "a text",
      fc.oneof(test_("subject", short, verbs), test_("subject", expressions, ["matches expression"])),
      [null, ...words("abx", 5)].map((subject) => facts({ subject })),
    ],
    [
      "a text, folded and exactly",
      fc.oneof(test_("subject", fc.stringMatching(/^[aAbB]{1,2}$/), [...verbs, ...exactly])),
      [null, ...words("aAbB", 4)].map((subject) => facts({ subject })),
    ],
    [
      "a sender and its domain",
      fc.oneof(
        test_("sender", fc.constantFrom("a", "@", "a@b", "@a", "ab"), verbs),
        test_("sender domain", fc.constantFrom("a", "b", "ab", "@"), verbs),
        test_("sender domain", expressions, ["matches expression"]),
      ),
      [null, ...words("ab@", 5)].filter((one) => one !== "").map((sender) => facts({ sender })),
    ],
    [
      "a header",
      fc.oneof(
        test_('header "x-h"', short, verbs),
        fc.constantFrom('header "X-H" is missing', 'header "X-H" is not missing'),
      ),
      [[], ...pairs(words("ab", 3))].map((values) =>
        facts({ headers: new Map(values.length === 0 ? [] : [["x-h", values]]) }),
      ),
    ],
    [
      "attachments",
      fc.oneof(
        test_("attachment names", fc.constantFrom("a", "b", "ab"), verbs),
        test_("attachment types", fc.constantFrom("a", "b"), verbs),
        fc.constantFrom(
          "attachments is 1",
          "attachments is at most 1",
          "mail has no attachments",
          "attachments is 2",
        ),
      ),
      [[], ...pairs(words("ab", 2))].flatMap((names) =>
        (names.length === 0
          ? [[]]
          : pairs(["", "a", "b", "c"]).filter((one) => one.length === names.length)
        ).map((types) => facts({ attachmentNames: names, attachmentTypes: types })),
      ),
    ],
    [
      "numbers",
      fc
        .tuple(
          fc.constantFrom("", "not "),
          fc.constantFrom("size", "spam score"),
          fc.constantFrom("is", "is not", "is more than", "is less than", "is at least", "is at most"),
          fc.constantFrom("0", "1", "1.5", "2"),
        )
        .map((parts) => parts.join(" ")),
      [0, 1, 2, 3].flatMap((size) =>
        [null, -1, 0, 0.5, 1, 1.2, 1.5, 1.7, 2, 3].map((spamScore) => facts({ size, spamScore })),
      ),
    ],
  ])("%s: what no mail meets is what trying all finds (A-1, A-3)", (_, one, mails) => {
    let impossible = 0;
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (conditions) => {
        const text = `rule "r"\nwhen mail arrives\n${conditions.map((of) => `and ${of}\n`).join("")}then stop\n`;
        const { rules } = ruleset(text);
        const [rule] = rules;
        if (!rule) throw new Error("no rule");
        const codes = checkRuleset({ rules }).map(({ code }) => code);
        expect(codes).not.toContain("undecided");
        if (!codes.includes("impossible")) return;
        impossible += 1;
        expect(mails.find((mail) => firesAlone(rule, mail))?.mail).toBeUndefined();
      }),
      { seed: 1, numRuns: 300 },
    );
    expect(impossible).toBeGreaterThan(10);
  });

  test("a mail that is shown means the same as a test (A-3, R-60)", () => {
    fc.assert(
      fc.property(rulesetText, (text) => {
        for (const {
          code,
          witness,
          rules: [name, other],
        } of checkRuleset(ruleset(text))) {
          if (code !== "conflict" || !witness) continue;
          const expected = `expect rule "${name}", rule "${other}"`;
          const parsed = parseRuleset(
            `ruleset "t"\n${text}test "w"\n${witnessLines(witness).join("\n")}\n${expected}`,
          );
          expect(parsed.problems).toEqual([]);
          expect(runTests(parsed.ruleset).map(({ failures }) => failures)).toEqual([[]]);
        }
      }),
      { seed: 60, numRuns: 100 },
    );
  });
});
