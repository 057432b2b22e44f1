import fc from "fast-check";
import { expect, test } from "vitest";
import type { Hours } from "../calendar/index.ts";
import { clockNames, type Length, lengthUnits, type Target } from "../target/index.ts";
import { doers, ruledFields, type Share } from "../ticket/index.ts";
import { type Parsed, type Piece, parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";
import {
  type Action,
  type Check,
  type Condition,
  choiceFacts,
  comparisons,
  type Expected,
  type Given,
  mailEvents,
  numberFacts,
  plainTextFacts,
  type Rule,
  type Ruleset,
  requesterFacts,
  setFacts,
  type Test,
  type TextFact,
  type TicketEventWait,
  textTests,
  yesFacts,
} from "./tree.ts";

const text = fc.string({ unit: "grapheme", maxLength: 8 }).map((one) => one.replaceAll("\r", ""));
const filled = text.filter((one) => one.trim() !== "");
const name = filled.filter((one) => !/\p{Cc}/u.test(one));
const tag = fc.constantFrom("vip", "größe", "a-b", "x_1.2:3");
const priority = fc.constantFrom("low", "normal", "high", "urgent");
/** Not new, which a rule can never set. */
const state = fc.constantFrom("open", "hold", "closed");
const size = fc.nat(5_000_000);

const textFact: fc.Arbitrary<TextFact> = fc.oneof(
  fc.constantFrom(...plainTextFacts, ...setFacts).map((name): TextFact => ({ name })),
  filled.map((header): TextFact => ({ name: "header", header: header.trim().toLowerCase() })),
);

const check: fc.Arbitrary<Check> = fc.oneof(
  fc.record({
    kind: fc.constant("text" as const),
    fact: textFact,
    not: fc.boolean(),
    by: fc.constantFrom(...textTests.filter((by) => by !== "expression")),
    exactly: fc.boolean(),
    values: fc.array(filled, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("missing" as const), fact: textFact, not: fc.boolean() }),
  fc.record({
    kind: fc.constant("choice" as const),
    fact: fc.constantFrom(...choiceFacts.filter((fact) => fact !== "priority" && fact !== "target")),
    not: fc.boolean(),
    values: fc.option(fc.array(filled, { minLength: 1, maxLength: 3 })),
  }),
  fc.record({
    kind: fc.constant("choice" as const),
    fact: fc.constant("target" as const),
    not: fc.boolean(),
    values: fc.option(fc.array(fc.constantFrom("standard", "Standard"), { minLength: 1, maxLength: 3 })),
  }),
  fc.record({
    kind: fc.constant("choice" as const),
    fact: fc.constant("priority" as const),
    not: fc.boolean(),
    values: fc.array(priority, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant("priority" as const),
    by: fc.constantFrom("at-least" as const, "at-most" as const),
    value: priority,
  }),
  fc.record({
    kind: fc.constant("number" as const),
    fact: fc.constantFrom(...numberFacts),
    by: fc.constantFrom(...comparisons),
    value: size,
  }),
  fc.record({
    kind: fc.constant("state" as const),
    not: fc.boolean(),
    values: fc.array(state, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("yes" as const), fact: fc.constantFrom(...yesFacts), not: fc.boolean() }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    check,
    tie("condition").map((of): Condition => ({ kind: "not", of })),
    joined("and", tie("condition")),
    joined("or", tie("condition")),
  ),
}));

/** As it is read: alternatives within alternatives are one list. */
function joined(kind: "and" | "or", of: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  return fc
    .array(of, { minLength: 2, maxLength: 3 })
    .map((parts) => ({ kind, of: parts.flatMap((part) => (part.kind === kind ? part.of : [part])) }));
}

/** Targets are declared below. */
const targetNames = ["Standard", 'the "other"'] as const;
const calendarName = "Office\\hours";
const targetName = fc.constantFrom(...targetNames);

const hours: fc.Arbitrary<Hours> = fc
  .record({ day: fc.nat(6), from: fc.nat(1439), length: fc.integer({ min: 1, max: 1439 }) })
  .map(({ day, from, length }) => ({ day, from, to: from + length }));
const byHours = (a: Hours, b: Hours) => a.day - b.day || a.from - b.from || a.to - b.to;
const calendar = fc.record({
  name: fc.constant(calendarName),
  zone: fc.constantFrom("Europe/London", "UTC", "America/Port-au-Prince", "Etc/GMT+5"),
  hours: fc
    .uniqueArray(hours, { minLength: 1, maxLength: 9, comparator: (a, b) => byHours(a, b) === 0 })
    .map((all) => all.toSorted(byHours)),
  holidays: fc
    .uniqueArray(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 })
    .map((days) => days.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)).sort()),
});
const length: fc.Arbitrary<Length> = fc.record({
  n: fc.integer({ min: 1, max: 500 }),
  unit: fc.constantFrom(...lengthUnits),
});
const promise = fc.option(length);
const targets = (inCalendar: Target["calendar"]): fc.Arbitrary<readonly Target[]> =>
  fc.tuple(
    ...targetNames.map((one) =>
      fc.record({
        name: fc.constant(one),
        calendar: fc.constantFrom(null, inCalendar),
        limits: fc.record({ first: length, next: promise, resolved: promise }),
        warn: promise,
      }),
    ),
  );

const reason = fc.option(filled);
const share: fc.Arbitrary<Share> = fc
  .record({
    owner: fc.boolean(),
    by: fc.constantFrom("round-robin" as const, "least-busy" as const, null),
    most: fc.option(fc.integer({ min: 1, max: 10_000 })),
  })
  .filter(({ owner, by }) => owner || by !== null);

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant("set-category" as const), category: fc.option(name) }),
  fc.record({ do: fc.constant("set-priority" as const), priority }),
  fc.record({
    do: fc.constantFrom("raise-priority" as const, "lower-priority" as const, "no-auto-reply" as const),
  }),
  fc.record({ do: fc.constant("set-state" as const), state }),
  fc.record({ do: fc.constant("reply" as const), template: name }),
  fc.constant<Action>({ do: "forward", to: "supplier@parts.example" }),
  fc.record({ do: fc.constant("call" as const), webhook: name }),
  fc.record({ do: fc.constant("notify-person" as const), person: name }),
  fc.record({ do: fc.constant("notify-group" as const), group: name }),
  fc.constant<Action>({ do: "notify-assignee" }),
  fc.record({ do: fc.constant("assign-group" as const), group: fc.option(name) }),
  fc.record({ do: fc.constant("assign-group" as const), group: name, share }),
  fc.record({ do: fc.constant("assign-person" as const), person: fc.option(name) }),
  fc.record({ do: fc.constant("set-target" as const), target: fc.option(targetName) }),
  fc.record({ do: fc.constantFrom("add-tag" as const, "remove-tag" as const), tag }),
);
const lastAction: fc.Arbitrary<Action> = fc.oneof(
  action,
  fc.constant<Action>({ do: "stop" }),
  fc.record({ do: fc.constantFrom("hold" as const, "file" as const), reason }),
);

const place = { from: 0, to: 0 };

const someStates = fc.option(fc.uniqueArray(state, { minLength: 1, maxLength: 3 }));
const ticketEvent: fc.Arbitrary<TicketEventWait> = fc.oneof(
  fc.record({ on: fc.constantFrom("opened", "note", "answer", "undelivered", "closed") }),
  fc.record({ on: fc.constant("state" as const), from: someStates, to: someStates }),
  fc.record({ on: fc.constant("field" as const), field: fc.constantFrom(...ruledFields) }),
  fc.record({ on: fc.constant("stay" as const), state, length, calendar: fc.constant(null) }),
  fc.record({
    ...{ on: fc.constant("clock" as const), clock: fc.constantFrom(...clockNames) },
    ...{ side: fc.constantFrom("before" as const, "after" as const), length },
  }),
  fc.record({
    ...{ on: fc.constant("clock" as const), clock: fc.constantFrom(...clockNames) },
    ...{ side: fc.constant("after" as const), length: fc.constant(null) },
  }),
);
const doer = fc.constantFrom(...doers);
const ofTicket: fc.Arbitrary<Check> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant("by" as const), not: fc.boolean() },
    values: fc.uniqueArray(doer, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant("text" as const),
    fact: fc.constantFrom(...requesterFacts, "subject", "tags").map((name): TextFact => ({ name })),
    ...{ not: fc.boolean(), by: fc.constant("contains" as const), exactly: fc.boolean() },
    values: fc.array(filled, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    ...{ kind: fc.constant("state" as const), not: fc.boolean() },
    values: fc.uniqueArray(state, { minLength: 1, maxLength: 3 }),
  }),
);
const ticketRule: fc.Arbitrary<Rule> = fc.record({
  ...{ name: filled, event: ticketEvent },
  conditions: fc.array(
    fc.oneof(
      ofTicket,
      fc.record({ kind: fc.constant("not" as const), of: ofTicket }),
      fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        of: fc.array(ofTicket, { minLength: 2, maxLength: 3 }),
      }),
    ),
    { maxLength: 3 },
  ),
  actions: fc.array(
    action.filter((one) => one.do !== "forward" && one.do !== "no-auto-reply"),
    { minLength: 1, maxLength: 3 },
  ),
  from: fc.constant(0),
  to: fc.constant(0),
});
const mailRule: fc.Arbitrary<Rule> = fc
  .record({
    name: filled,
    event: fc.constantFrom(...mailEvents),
    conditions: fc.array(condition, { maxLength: 3 }),
    actions: fc.array(action, { maxLength: 3 }),
    last: lastAction,
  })
  .map(({ last, ...one }) => {
    const onlyNew = last.do === "hold" || last.do === "file";
    return {
      ...one,
      ...{ event: onlyNew ? "new mail arrives" : one.event, actions: [...one.actions, last], ...place },
    };
  });

const rule = fc.oneof(mailRule, ticketRule);

const given: fc.Arbitrary<Given> = fc.oneof(
  fc.record({ set: fc.constantFrom("automatic" as const, "authenticated" as const, "agent" as const) }),
  fc.record({ set: fc.constant("sender" as const), address: filled, name: fc.option(text) }),
  fc.record({
    set: fc.constant("recipients" as const),
    addresses: fc.array(filled, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ set: fc.constantFrom("subject" as const, "body" as const), value: text }),
  fc.record({
    set: fc.constantFrom(
      "mailbox" as const,
      "group" as const,
      "category" as const,
      "assignee" as const,
      "tag" as const,
    ),
    value: filled,
  }),
  fc.record({ set: fc.constant("priority" as const), value: priority }),
  fc.record({ set: fc.constant("target" as const), value: targetName }),
  fc.record({ set: fc.constant("chosen" as const), person: filled, group: filled, share: fc.option(share) }),
  fc.record({ set: fc.constant("state" as const), value: state }),
  fc.record({
    set: fc.constant("header" as const),
    header: filled.map((one) => one.trim().toLowerCase()),
    value: text,
  }),
  fc.record({ set: fc.constant("attachment" as const), name: filled, type: fc.option(filled) }),
  fc.record({ set: fc.constantFrom("size" as const, "spam score" as const), value: size }),
);
const expected: fc.Arbitrary<Expected> = fc.oneof(
  fc.record({
    is: fc.constantFrom("category" as const, "group" as const, "assignee" as const),
    value: fc.option(filled),
  }),
  fc.record({ is: fc.constant("priority" as const), value: priority }),
  fc.record({ is: fc.constant("target" as const), value: fc.option(targetName) }),
  fc.record({ is: fc.constant("replies" as const), value: fc.nat(12) }),
  fc.record({ is: fc.constant("template" as const), value: filled }),
  fc.record({ is: fc.constant("call" as const), webhook: fc.option(filled) }),
  fc.record({ is: fc.constant("forwarded" as const), to: fc.constantFrom(null, "supplier@parts.example") }),
  fc.record({
    ...{ is: fc.constant("notified" as const), who: fc.constantFrom("person" as const, "group" as const) },
    name: filled,
  }),
  fc.record({
    ...{ is: fc.constant("notified" as const), who: fc.constantFrom("assignee" as const, "nobody" as const) },
    name: fc.constant(null),
  }),
  fc.record({ is: fc.constant("state" as const), value: state }),
  fc.record({ is: fc.constant("tag" as const), value: filled, not: fc.boolean() }),
  fc.record({
    is: fc.constantFrom("held" as const, "filed" as const, "no-auto-reply" as const, "nothing" as const),
  }),
);
const ticketTest: fc.Arbitrary<Test> = fc.record({
  name: filled,
  given: fc
    .record({ address: filled, subject: text, value: state })
    .map(({ address, subject, value }): Given[] => [
      ...([{ set: "ticket" }, { set: "requester", address }] as const),
      ...([
        { set: "subject", value: subject },
        { set: "state", value },
      ] as const),
    ]),
  event: fc.record({ event: ticketEvent, by: doer }),
  expected: fc.array(expected, { minLength: 1, maxLength: 4 }),
  from: fc.constant(0),
  to: fc.constant(0),
});
const mailTest: fc.Arbitrary<Test> = fc.record({
  name: filled,
  given: fc.array(given, { minLength: 1, maxLength: 4 }),
  event: fc.constant(null),
  expected: fc.array(expected, { minLength: 1, maxLength: 4 }),
  from: fc.constant(0),
  to: fc.constant(0),
});

const time = calendar.chain((one) =>
  targets(one).map((all) => ({
    calendars: [{ ...one, ...place }],
    targets: all.map((target) => ({ ...target, ...place })),
  })),
);
const withoutTime = fc.record({
  name: filled,
  lifecycle: fc.constant(null),
  rules: fc.uniqueArray(rule, { maxLength: 4, selector: ({ name }) => name }),
  tests: fc.uniqueArray(fc.oneof(mailTest, ticketTest), { maxLength: 2, selector: ({ name }) => name }),
});
const included = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z"\\ä]{1,5}$/), at: fc.nat(4) }), {
  maxLength: 3,
  selector: ({ name }) => name,
});
const rulesets: fc.Arbitrary<Ruleset> = fc
  .tuple(withoutTime, time, included)
  .map(([one, declared, others]) => {
    const placed = others.map(({ name, at }) => ({ name, at: Math.min(at, one.rules.length), ...place }));
    const includes = placed.toSorted((a, b) => a.at - b.at);
    // Who includes others may expect their rules.
    return { ...one, ...declared, mailboxes: [], includes };
  });

/** The lines of a ruleset that was not read from text. */
function piecesOf({ name, includes, calendars, targets: promised, rules, tests }: Ruleset): readonly Piece[] {
  const line = { tokens: [], above: [], beside: [], ...place };
  return [
    { line, kind: "ruleset", name, mailboxes: [] },
    ...calendars.map((one): Piece => ({ line, kind: "calendar", calendar: one })),
    ...promised.map(
      (one): Piece => ({
        ...{ line, kind: "target" },
        target: { ...one, calendar: one.calendar && { name: one.calendar.name, ...place } },
      }),
    ),
    ...[...rules, null].flatMap((one, at): Piece[] => [
      ...includes
        .filter((other) => other.at === at)
        .map((other): Piece => ({ line, kind: "include", name: other.name })),
      ...(one ? rulePieces(one) : []),
    ]),
    ...tests.flatMap((one): Piece[] => [
      { line, kind: "test", name: one.name },
      { line, kind: "given", given: one.given, first: true },
      ...(one.event ? [{ line, kind: "happens", event: one.event } as const] : []),
      { line, kind: "expect", expected: one.expected, first: true },
    ]),
  ];

  function rulePieces(one: Ruleset["rules"][number]): readonly Piece[] {
    return [
      { line, kind: "rule", name: one.name },
      { line, kind: "when", event: one.event },
      ...one.conditions.map((condition): Piece => ({ line, kind: "condition", condition })),
      ...one.actions.map((action, n): Piece => ({ line, kind: "action", action, first: n === 0 })),
    ];
  }
}

const withoutPlaces = ({
  name,
  mailboxes,
  includes,
  lifecycle,
  calendars,
  targets: promised,
  rules,
  tests,
}: Parsed["ruleset"]) => ({
  name,
  mailboxes,
  includes: includes.map((one) => ({ ...one, ...place })),
  lifecycle,
  calendars: calendars.map((one) => ({ ...one, ...place })),
  targets: promised.map((one) => ({ ...one, ...place })),
  rules: rules.map((one) => ({ ...one, ...place })),
  tests: tests.map((one) => ({ ...one, ...place })),
});

test("what is printed reads as the same ruleset, and prints as the same text (R-8)", () => {
  fc.assert(
    fc.property(rulesets, (one) => {
      const printed = printRuleset({ pieces: piecesOf(one), below: [] });
      const parsed = parseRuleset(printed);
      expect(parsed.problems).toEqual([]);
      expect(withoutPlaces(parsed.ruleset)).toEqual(one);
      expect(printRuleset(parsed)).toBe(printed);
    }),
    { numRuns: 300 },
  );
});

test("a text of any kind is read to its end, and never printed wrongly (R-5, R-8)", () => {
  const words = fc.constantFrom(
    ...[
      "ruleset",
      "rule",
      "test",
      "when",
      "mail arrives",
      "and",
      "or",
      "not",
      "(",
      ")",
      ",",
      '"x"',
      '"',
      "\n",
      "then",
    ],
    ...[
      "stop",
      "subject",
      "is",
      "contains",
      "given",
      "expect",
      "5",
      "#",
      "nothing",
      "automatic",
      "\\",
      "“",
      "hold",
    ],
    ...["calendar", "target", '"x"', "Mon-Fri", "09:00", "-", "17:00", "UTC", "except", "2026-12-25"],
    ...["a ticket is opened", "the state changes", "from", "to", "it was done by", "an agent", "ticket"],
    ...["first answer within", "2 days", "warn", "before", "in", "set target to"],
    ...["include", "for mailbox", '"a@b.example"'],
    ...["lifecycle", "initial", "new", "final", "->", "closed", "goes to", "when we reply", "after 2 days"],
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
      const source = parts.join(" ");
      const parsed = parseRuleset(source);
      for (const { from, to } of parsed.problems)
        expect(0 <= from && from <= to && to <= source.length).toBe(true);
      if (parsed.problems.length > 0) return;
      const printed = printRuleset(parsed);
      expect(printRuleset(parseRuleset(printed))).toBe(printed);
    }),
    { numRuns: 1_000 },
  );
});

test("a long condition has one alternative a line (R-4, R-8)", () => {
  const long = (n: number) => `subject contains "${String(n).repeat(30)}"`;
  const printed = printRuleset(
    parseRuleset(
      `ruleset "t"\nrule "r"\nwhen mail arrives\nand ${long(1)} or ${long(2)} or ${long(3)}\nthen stop`,
    ),
  );
  expect(printed).toContain(`  and ${long(1)}\n      or ${long(2)}\n      or ${long(3)}\n`);
});
