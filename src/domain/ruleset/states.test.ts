/** States in rules. */
import { describe, expect, test } from "vitest";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";
import { runTests } from "./run-tests.ts";
import { holds, ruleset, run } from "./testing.ts";

const lifecycle = `lifecycle
  initial new -> open, "on the shelf", closed
  active open -> closed
  waiting "on the shelf" -> open
  final closed -> open only by administrators
`.replace(" only by administrators", "\n  and to open only by administrators");
const problems = (text: string) =>
  parseRuleset(`ruleset "t"\n${text}`).problems.map(({ code, params, from, to }) => ({
    code,
    at: `ruleset "t"\n${text}`.slice(from, to),
    ...("close" in params ? { close: params.close } : {}),
  }));
const rule = (actions: string, conditions = "") =>
  `rule "r"\nwhen mail arrives\n${conditions}then ${actions}\n`;
const inState = (state: string) => ({ isReply: true, ticket: { state } });

describe("R-110: the state is a fact", () => {
  test("one of several, or none of them", () => {
    expect(holds("state is open", inState("open"))).toBe(true);
    expect(holds("state is hold, open or closed", inState("open"))).toBe(true);
    expect(holds("state is not hold or closed", inState("open"))).toBe(true);
    expect(holds("state is not open", inState("open"))).toBe(false);
    expect(holds('state is open or subject is "x"', inState("open"))).toBe(true);
    expect(holds('state is hold or "closed"', inState("closed"))).toBe(true);
    expect(holds("(state is hold or open) and not state is hold", inState("open"))).toBe(true);
  });

  test("rules see it as earlier rules set it", () => {
    const two = `${rule("set state to hold")}rule "s"\nwhen mail arrives\nand state is hold\nthen add tag "x"\n`;
    expect(run(two, inState("open")).ticket).toMatchObject({ state: "hold", tags: ["x"] });
  });

  test("one that the lifecycle does not have is an error at its name, and one that is close is suggested", () => {
    expect(problems(rule('add tag "x"', "and state is opne or hold\n"))).toEqual([
      { code: "state-unknown", at: "opne", close: "open" },
    ]);
    expect(problems(`${lifecycle}${rule("set state to hold")}`)).toEqual([
      { code: "state-unknown", at: "hold", close: "" },
    ]);
    expect(problems('test "t"\ngiven state foo\nexpect state "on hold"\n')).toMatchObject([
      { at: "foo" },
      { at: '"on hold"' },
    ]);
    // Rules may stand above the lifecycle.
    expect(problems(`${rule('set state to "on the shelf"')}${lifecycle}`)).toEqual([]);
    // Of a lifecycle with errors nothing is known.
    expect(problems(`${rule("set state to foo")}lifecycle\n`).map(({ code }) => code)).toEqual(["no-states"]);
  });

  test("several words stand in quotes, and are printed so", () => {
    const text = `ruleset "t"\n${rule('set state to "On the Shelf"', 'and state is not "on the shelf", open\n')}${lifecycle}`;
    const printed = printRuleset(parseRuleset(text));
    expect(printed).toContain(
      '  and state is not "on the shelf" or open\n  then set state to "on the shelf"\n',
    );
    expect(printRuleset(parseRuleset(printed))).toBe(printed);
  });
});

describe("R-111: rules move tickets along the ways of the lifecycle", () => {
  test("as the program, whom limits do not bind", () => {
    const { moves, ticket } = run(`${lifecycle}${rule("set state to open")}`, inState("closed"));
    expect(ticket.state).toBe("open");
    expect(moves).toEqual([{ rule: "r", from: "closed", to: "open", allowed: true }]);
  });

  test("where there is no way, the ticket stays", () => {
    const { moves, ticket } = run(`${lifecycle}${rule('set state to "on the shelf"')}`, inState("open"));
    expect(ticket.state).toBe("open");
    expect(moves).toEqual([{ rule: "r", from: "open", to: "on the shelf", allowed: false }]);
  });

  test("staying is always possible", () => {
    const { moves, ticket } = run(rule("set state to closed"), inState("closed"));
    expect([ticket.state, moves[0]?.allowed]).toEqual(["closed", true]);
  });
});

test("R-112: a move that never happens is an error at its name", () => {
  expect(problems(rule("set state to new"))).toEqual([]);
  expect(problems(rule("set state to new", "and state is not new\n"))).toEqual([
    { code: "never-moves", at: "new" },
  ]);
  expect(
    problems(`${lifecycle}${rule('set state to "on the shelf"', "and state is open or closed\n")}`),
  ).toEqual([{ code: "never-moves", at: '"on the shelf"' }]);
  expect(problems(`${lifecycle}${rule("set state to closed", "and state is new or closed\n")}`)).toEqual([]);
  // Which of them is asked for is seen, whatever else is.
  expect(
    problems(`${lifecycle}${rule("set state to closed", 'and subject is "x" or state is "on the shelf"\n')}`),
  ).toEqual([]);
  // In two steps.
  expect(
    problems(`${lifecycle}${rule("set state to open\nset state to closed", "and state is closed\n")}`),
  ).toEqual([]);
});

test("R-113: tests give and expect a state", () => {
  const text = `${lifecycle}${rule("set state to closed", "and state is open\n")}
test "a"
  given reply from "ann@customer.example"
        state open
  expect state closed
test "b"
  given subject "x"
  expect state new, nothing
test "c"
  given state "on the shelf"
  expect state closed
`;
  expect(runTests(ruleset(text))).toMatchObject([
    { failures: [] },
    { failures: [] },
    { failures: [{ is: "state", value: "closed" }] },
  ]);
});
