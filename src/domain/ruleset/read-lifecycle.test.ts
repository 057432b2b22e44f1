import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultLifecycle, isStateName, kinds } from "../lifecycle/index.ts";
import { checkRuleset } from "./check.ts";
import { defaultRuleset } from "./default.ts";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";

const DAY = 86_400_000;
const text = (lines: string) => `ruleset "t"\n\nlifecycle\n${lines}`;
const lifecycle = (lines: string) => {
  const { ruleset, problems } = parseRuleset(text(lines));
  expect(problems).toEqual([]);
  return ruleset.lifecycle;
};
const state = (lines: string, name: string) => lifecycle(lines)?.states.find((one) => one.name === name);
const problemsOf = (lines: string) => {
  const whole = text(lines);
  return parseRuleset(whole).problems.map(({ code, from, to }) => [code, whole.slice(from, to)]);
};
const small = (more = "") => `new -> open\nopen -> closed\nclosed -> open\n${more}`;

describe("the text of a lifecycle", () => {
  test("R-80: durations are in minutes, hours, days or weeks", () => {
    const lasting = (duration: string) =>
      `new -> hold\nhold -> closed\nand returns to new after ${duration}\nclosed`;
    const lengths = ["90 minutes", "1 hour", "3 days", "2 weeks", "0.5 days"].map(
      (one) => state(lasting(one), "hold")?.returns?.after,
    );
    expect(lengths).toEqual([5_400_000, 3_600_000, 3 * DAY, 14 * DAY, DAY / 2]);
    for (const one of ["0 days", "0.001 hours", "4000 days"])
      expect(problemsOf(lasting(one))[0]?.[0]).toBe("duration");
    expect(problemsOf(lasting("3 fortnights"))).toEqual([["expected", "fortnights"]]);
    expect(printRuleset(parseRuleset(text(lasting("2 weeks"))))).toContain("after 14 days\n");
  });

  test("R-81: a line for each state; case does not matter, odd names stand in quotes", () => {
    const odd = lifecycle(
      'initial NEW -> "Waiting for Parts", "rule"\nwaiting "waiting for parts" → rule\nfinal "RULE"',
    );
    expect(odd?.states.map(({ name, kind, ways }) => [name, kind, ways.map(({ to }) => to)])).toEqual([
      ["new", "initial", ["waiting for parts", "rule"]],
      ["waiting for parts", "waiting", ["rule"]],
      ["rule", "final", []],
    ]);
  });

  test("R-82: what else is said, on the line or below it", () => {
    const lines = `new -> open and goes to open when we reply
open -> closed, hold and to closed only by group "Leads", administrators or group "Accounts"
hold -> open
  and stays when the requester writes
  and returns to open after 3 days
closed -> open
  and goes to open when the requester writes within 14 days and stays when we reply`;
    expect(lifecycle(lines)?.states).toMatchObject([
      { onReply: "open", returns: null },
      {
        ways: [
          { to: "closed", only: { administrators: true, groups: ["Accounts", "Leads"] } },
          { to: "hold" },
        ],
      },
      { onMail: { to: null, within: null }, returns: { to: "open", after: 3 * DAY } },
      { onMail: { to: "open", within: 14 * DAY }, onReply: null },
    ]);
    expect(state(small("and opens a new ticket when the requester writes"), "closed")?.onMail).toEqual({
      to: null,
      within: 0,
    });
    expect(problemsOf(small("and opens a window"))).toEqual([["expected", "window"]]);
  });

  test("R-83: the short form after a single state", () => {
    const short = `new -> open, hold, closed
open -> hold, closed
hold -> open, closed and returns to open after 3 days
closed -> open when the requester writes within 14 days`;
    expect(state(short, "closed")).toMatchObject({
      ways: [{ to: "open" }],
      onMail: { to: "open", within: 14 * DAY },
    });
    expect(printRuleset(parseRuleset(text(short)))).toBe(`ruleset "t"

lifecycle
  initial new -> open, hold, closed
  active open -> hold, closed
  waiting hold -> open, closed
    and returns to open after 3 days
  final closed -> open
    and goes to open when the requester writes within 14 days
`);
  });

  test.each([
    ["a state that is not declared", "new -> opn, closed\nopen -> closed\nclosed", ["state-unknown", "opn"]],
    ["a state that is declared twice", small("open"), ["state-twice", "open"]],
    ["a state that leads to itself", "new -> new, closed\nclosed", ["state-itself", "new"]],
    ["a way that is named twice", "new -> closed, closed\nclosed", ["way-twice", "closed"]],
    [
      "a thing said twice",
      small("and stays when we reply and stays when we reply"),
      ["clause-twice", "closed"],
    ],
    ["a limit of a way that is not there", small("and to new only by administrators"), ["no-way", "new"]],
    ["a bad name", "new -> overdue\nclosed", ["state-name", "overdue"]],
    ["a line about no state", "and stays when we reply", ["no-state", "and"]],
  ])("R-84: %s is pointed at", (_, lines, problem) => {
    expect(problemsOf(lines)).toEqual([problem]);
  });

  test("R-84: a name that is nearly one is suggested", () => {
    expect(parseRuleset(text("new -> opn, closed\nopen -> closed\nclosed")).problems).toMatchObject([
      { params: { name: "opn", close: "open" } },
    ]);
  });

  test.each([
    ["no initial state", "active new -> closed\nclosed", ["initial", "lifecycle"]],
    ["two initial states", "new -> a2\ninitial a2 -> closed\nclosed", ["initial", "lifecycle"]],
    ["no final state", "new -> open\nopen -> new", ["no-final", "lifecycle"]],
    ["no states", "", ["no-states", "lifecycle"]],
    ["a state that cannot be reached", small("odd -> closed"), ["unreachable", "odd"]],
    ["a state that cannot be left", "new -> open, closed\nopen\nclosed", ["stuck", "open"]],
    ["states without end", "new -> x, closed\nx -> y\ny -> x\nclosed", ["endless", "x"], ["endless", "y"]],
    [
      "a circle of timed returns",
      "new -> x, closed\nx -> closed and goes to y after 1 day\ny -> closed and goes to x after 1 day\nclosed",
      ["circle", "x"],
      ["circle", "y"],
    ],
  ])("R-85: %s", (_, lines, ...problems) => {
    expect(problemsOf(lines)).toEqual(problems);
  });

  test("R-85: a second lifecycle, and more states than there can be", () => {
    expect(problemsOf(small("lifecycle\nnew -> closed\nclosed"))).toEqual([["lifecycle-twice", "lifecycle"]]);
    const many = Array.from({ length: 40 }, (_, n) => `s${n} -> closed`).join("\n");
    expect(problemsOf(`new -> closed\nclosed\n${many}`)).toEqual([["too-many", "s28"]]);
  });

  test("R-86: a group that does not exist is a warning", () => {
    const whole = text(small('and to open only by group "Leads" or group "Accounts"'));
    const site = {
      group: (name: string) => name === "Accounts",
      template: () => true,
      webhook: () => true,
      own: () => false,
      mailbox: () => true,
      person: () => true,
    };
    const { warnings } = checkRuleset(whole, site);
    expect(warnings).toMatchObject([{ code: "way-group", name: "Leads", rule: "" }]);
    expect(whole.slice(warnings[0]?.from, warnings[0]?.to)).toBe("lifecycle");
  });

  test("the default ruleset says what is so without a lifecycle (R-72)", () => {
    const { ruleset, problems } = parseRuleset(defaultRuleset.text);
    expect(problems).toEqual([]);
    const { from: _, to: __, ...declared } = ruleset.lifecycle ?? { from: 0, to: 0 };
    expect(declared).toEqual(defaultLifecycle);
    const [, own = ""] = defaultRuleset.text.split('ruleset "Default"');
    expect(printRuleset(parseRuleset(defaultRuleset.text))).toContain(own);
  });
});

/** Random lifecycles, most of them with faults. */
const name = fc.constantFrom("end", "open", "hold", "with lab", "the", "rule", "größe_2");
const duration = fc.constantFrom("1 minute", "90 minutes", "36 hours", "14 days");
const clause = fc.oneof(
  fc.tuple(name, duration).map(([to, time]) => `and goes to "${to}" after ${time}`),
  fc
    .tuple(name, fc.option(duration))
    .map(
      ([to, time]) =>
        `and goes to "${to}" when the requester writes${time === null ? "" : ` within ${time}`}`,
    ),
  name.map((to) => `and goes to "${to}" when we reply`),
  fc.constantFrom(
    "and stays when we reply",
    "and stays when the requester writes",
    "and opens a new ticket when the requester writes",
  ),
);
const stateLine = fc
  .record({
    name,
    kind: fc.option(fc.constantFrom(...kinds)),
    ways: fc.uniqueArray(name, { maxLength: 4 }),
    clauses: fc.array(clause, { maxLength: 2 }),
    apart: fc.boolean(),
  })
  .map(({ name: own, kind, ways, clauses, apart }) =>
    [
      `${kind ?? ""} "${own}"${ways.length === 0 ? "" : ` -> ${ways.map((one) => `"${one}"`).join(", ")}`}`,
      ...clauses,
    ].join(apart ? "\n" : " "),
  );

test("R-8, R-81: any lifecycle that is read is printed so that it reads the same", () => {
  let read = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(stateLine, { maxLength: 3 }),
      fc.uniqueArray(name, { maxLength: 5 }),
      (lines, ways) => {
        // Such lifecycles often have no faults.
        const start = `"start" -> ${["end", ...ways].map((one) => `"${one}"`).join(", ")}`;
        const parsed = parseRuleset(text([`initial ${start}`, "final end", ...lines].join("\n")));
        if (parsed.problems.length > 0) return;
        read += 1;
        const printed = printRuleset(parsed);
        const again = parseRuleset(printed);
        expect(again.problems).toEqual([]);
        expect(again.ruleset.lifecycle?.states).toEqual(parsed.ruleset.lifecycle?.states);
        expect(printRuleset(again)).toBe(printed);
        for (const one of again.ruleset.lifecycle?.states ?? []) expect(isStateName(one.name)).toBe(true);
      },
    ),
    { numRuns: 3_000, seed: 20261130 },
  );
  expect(read).toBeGreaterThan(50);
});
