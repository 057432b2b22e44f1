/** Tests of a mail's texts that are answered before the run (R-37). */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compiledRuleset, isCostly } from "./compiled.ts";
import { createEvaluator } from "./evaluate.ts";
import type { MailForRules } from "./facts.ts";
import { factsFor, holds, ruleset } from "./testing.ts";

const texts = fc.constantFrom(
  'subject contains "ab"',
  'subject does not contain "a", "b"',
  'subject matches "a*b"',
  'body matches expression "^a+b"',
  'not body is exactly "AB"',
  'header "X-A" does not end with "b"',
  'sender domain is "b.example"',
  'recipients include "b@desk.example"',
  "subject is missing",
  "mail has attachments",
  'mailbox is "a@desk.example"',
);
const others = fc.constantFrom(
  'tags include "ab"',
  'tags match "a*"',
  'category is "ab"',
  "priority is at least high",
  "sender is an agent",
);
const check = fc.oneof(texts, others);
const condition = fc.oneof(
  check,
  fc.tuple(check, check, texts).map(([a, b, c]) => `(${a} or not (${b} and ${c}))`),
  fc.tuple(check, texts).map(([a, b]) => `${a} or ${b}`),
);
const action = fc.constantFrom('add tag "ab"', 'set category to "ab"', "raise priority", "stop");
const rules = fc
  .array(
    fc.tuple(fc.constantFrom("mail", "new mail", "a reply"), fc.array(condition, { maxLength: 3 }), action),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((all) =>
    all
      .map(
        ([event, conditions, then], n) =>
          `rule "r${n}"\nwhen ${event} arrives\n${conditions.map((one) => `and ${one}\n`).join("")}then ${then}\n`,
      )
      .join(""),
  );

const text = fc.oneof(fc.constant(null), fc.stringMatching(/^[abAB]{1,4}$/));
const mail: fc.Arbitrary<Partial<MailForRules>> = fc.record({
  ...{ subject: text, body: text },
  sender: fc.constantFrom(null, "ann@b.example", "ann@a.example"),
  headers: fc
    .array(fc.stringMatching(/^[ab]{1,2}$/))
    .map((all) => new Map(all.length > 0 ? [["x-a", all]] : [])),
  recipients: fc.subarray(["a@desk.example", "b@desk.example"]),
  attachmentNames: fc.subarray(["a.txt"]),
  mailbox: fc.constantFrom("a@desk.example", "b@desk.example"),
});
const ticket = fc.record({
  category: fc.constantFrom(null, "ab", "b"),
  tags: fc.subarray(["ab", "b"]),
  priority: fc.constantFrom("normal", "urgent" as const),
});

test("a run with answers is the run without (R-37)", () => {
  fc.assert(
    fc.property(rules, mail, ticket, fc.boolean(), fc.boolean(), (written, of, on, isReply, agent) => {
      const evaluator = createEvaluator(ruleset(written));
      const answers = evaluator.answer(factsFor({ mail: of }).mail);
      const facts = factsFor({ isReply, mail: { ...of, agent }, ticket: on });
      expect(evaluator.run(facts, undefined, answers)).toEqual(evaluator.run(facts));
    }),
    { seed: 37, numRuns: 2_000 },
  );
});

test("a run with answers looks at no text of the mail (R-37)", () => {
  fc.assert(
    fc.property(rules, mail, ticket, fc.boolean(), (written, of, on, isReply) => {
      const evaluator = createEvaluator(ruleset(written));
      const facts = factsFor({ isReply, mail: of, ticket: on });
      const answers = evaluator.answer(facts.mail);
      // Whether a text is there at all is seen without looking at it.
      const hidden = (value: string | null) => (value === null ? null : "hidden");
      const { subject, body, sender, headers } = facts.mail;
      const other: MailForRules = {
        ...facts.mail,
        ...{ subject: hidden(subject), body: hidden(body), sender: hidden(sender), recipients: [] },
        headers: new Map([...headers.keys()].map((name) => [name, ["hidden"]])),
      };
      const expected = evaluator.run(facts);
      expect(evaluator.run({ ...facts, mail: other }, undefined, answers)).toEqual(expected);
    }),
    { seed: 37, numRuns: 2_000 },
  );
});

test("patterns see the first characters of all values together (R-36)", () => {
  const values = (...lengths: number[]) => new Map([["x-a", [...lengths.map((n) => "a".repeat(n)), "b"]]]);
  const isFound = (...lengths: number[]) =>
    holds('header "X-A" matches "b"', { mail: { headers: values(...lengths) } });
  expect(isFound(10_000, 9_999)).toBe(true);
  expect(isFound(10_000, 10_000)).toBe(false);
  expect(holds('header "X-A" is "b"', { mail: { headers: values(30_000) } })).toBe(true);
});

test("long mail, many texts, and any mail with patterns, is looked at elsewhere (R-37)", () => {
  const compiled = (condition: string) => {
    const found = compiledRuleset(`ruleset "t"\nrule "r"\nwhen mail arrives\nand ${condition}\nthen stop\n`);
    if (!found) throw new Error("it has errors");
    return found;
  };
  const { mail } = factsFor({ mail: { subject: "short" } });
  const words = compiled('subject contains "a"');
  expect(isCostly(words, mail)).toBe(false);
  expect(isCostly(words, { ...mail, body: "a".repeat(20_001) })).toBe(true);
  const recipients = Array.from({ length: 501 }, (_, n) => `${n}@x.example`);
  expect(isCostly(words, { ...mail, recipients })).toBe(true);
  expect(isCostly(compiled('subject matches "a*"'), mail)).toBe(true);
});
