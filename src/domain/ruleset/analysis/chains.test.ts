/** Rules that set off one another (A-16): found where brute force finds them, and not where conditions exclude one another. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isEndless } from "../chain.ts";
import { createEvaluator } from "../evaluate.ts";
import type { RuleFacts } from "../facts.ts";
import { factsFor, ruleset } from "../testing.ts";
import { checkRuleset } from "./check.ts";

const rule = (name: string, event: string, conditions: readonly string[], ...actions: readonly string[]) =>
  `rule "${name}"\nwhen ${event}\n${conditions.map((one) => `and ${one}\n`).join("")}then ${actions.join("\n")}\n`;
const chains = (...rules: readonly string[]) =>
  checkRuleset(ruleset(rules.join(""))).flatMap(({ code, rules: names }) =>
    code === "endless" || code === "circle" ? [[code, ...names]] : [],
  );

describe("A-16", () => {
  const there = (...conditions: readonly string[]) =>
    rule("there", "the state changes to hold", conditions, "set state to open");
  const back = (...conditions: readonly string[]) =>
    rule("back", "the state changes to open", conditions, "set state to hold");

  test("two rules that lead to each other are shown with what sets them off", () => {
    expect(chains(there(), back())).toEqual([["endless", "there", "back"]]);
    const [finding] = checkRuleset(ruleset(there() + back()));
    const { witness } = finding ?? {};
    if (!witness) throw new Error("no witness");
    expect(isEndless(createEvaluator(ruleset(there() + back())), witness)).toBe(true);
  });

  test.each<[string, readonly string[]]>([
    [
      "only one leads to the other",
      [there(), rule("back", "the state changes to closed", [], "set state to hold")],
    ],
    ["one does not run on what rules do", [there("it was not done by a rule"), back()]],
    ["their conditions exclude one another", [there('category is "A"'), back('category is "B"')]],
    [
      "what one sets keeps the other from it",
      [
        rule("there", "the state changes to hold", [], "set state to open", 'add tag "x"'),
        back('tags do not include "x"'),
      ],
    ],
    [
      "what one sets is not what the other waits for",
      [there(), rule("tag", "the tags change", [], 'set category to "A"')],
    ],
  ])("%s: nothing is found", (_, rules) => {
    expect(chains(...rules)).toEqual([]);
  });

  test("one that comes to an end is a note", () => {
    expect(chains(rule("up", "the priority changes", [], "raise priority"))).toEqual([["circle", "up"]]);
    expect(chains(rule("set", "the category changes", [], 'set category to "A"'))).toEqual([
      ["circle", "set"],
    ]);
  });

  test("one alone, over several fields, and three in a round", () => {
    const flip = [
      rule("on", "the tags change", ['tags do not include "t"'], 'add tag "t"', "stop"),
      rule("off", "the tags change", ['tags include "t"'], 'remove tag "t"'),
    ];
    expect(chains(...flip)).toEqual([["endless", "on", "off"]]);
    const round = ["A", "B", "C"].map((from, n) =>
      rule(
        from,
        "the category changes",
        [`category is "${from}"`],
        `set category to "${"BCA"[n] ?? ""}"`,
        "stop",
      ),
    );
    expect(chains(...round)).toEqual([["endless", "A", "B", "C"]]);
    expect(chains(...round.slice(0, 2))).toEqual([]);
  });
});

const events = [
  "the category changes",
  "the priority changes",
  "the tags change",
  "the state changes to open",
  "the state changes to hold",
];
const conditions = [
  'category is "A"',
  "category is none",
  "priority is high",
  'tags include "t"',
  "state is open",
  "it was done by a rule",
];
const actions = [
  'set category to "A"',
  "clear category",
  "raise priority",
  "lower priority",
  'add tag "t"',
  'remove tag "t"',
  "set state to open",
  "set state to hold",
];
const small = fc.record({
  event: fc.constantFrom(...events),
  conditions: fc.array(fc.tuple(fc.constantFrom("", "not "), fc.constantFrom(...conditions)), {
    maxLength: 2,
  }),
  actions: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1, maxLength: 2 }),
  stop: fc.boolean(),
});

/** All that can happen to a ticket in a small world. */
function worlds(): readonly RuleFacts[] {
  const found: RuleFacts[] = [];
  for (const category of [null, "A", "Z"])
    for (const priority of ["low", "normal", "high", "urgent"] as const)
      for (const tags of [[], ["t"]])
        for (const state of ["open", "hold"])
          for (const happened of [
            { on: "fields", fields: ["category", "priority", "tags"] },
            { on: "state", from: "new", to: state },
          ] as const)
            for (const by of ["agent", "rule"] as const)
              found.push(
                factsFor({
                  ticket: { category, priority, tags, state },
                  happening: { happened, by, requester: "x@x.example" },
                }),
              );
  return found;
}

test("A-16: what goes on without end in a small world is found, and what is found does", () => {
  fc.assert(
    fc.property(fc.array(small, { minLength: 1, maxLength: 3 }), (rules) => {
      const text = rules
        .map((one, n) =>
          rule(
            `r${n}`,
            one.event,
            one.conditions.map((parts) => parts.join("")),
            ...one.actions,
            ...(one.stop ? ["stop"] : []),
          ),
        )
        .join("");
      const read = ruleset(text);
      const found = checkRuleset(read);
      const evaluator = createEvaluator(read);
      const all = worlds();
      // A-7: what fires somewhere is not said to fire nowhere, and what is shown fires.
      const firing = new Set(
        all.flatMap((one) =>
          evaluator.run(one).trace.flatMap(({ is, rule: name }) => (is === "fired" ? [name] : [])),
        ),
      );
      for (const { code, rules: about, witness } of found) {
        const [name = ""] = about;
        if (code === "impossible" || code === "shadowed") expect(firing.has(name)).toBe(false);
        if (code !== "conflict") continue;
        const fired = witness ? evaluator.run(witness).trace.filter(({ is }) => is === "fired") : [];
        expect(fired.map((one) => one.rule)).toEqual(expect.arrayContaining([...about]));
      }
      for (const { code, witness } of found)
        if (code === "endless") expect(witness && isEndless(evaluator, witness)).toBe(true);
      const isUndecided = found.some(
        ({ code, params }) => code === "undecided" && params.question === "chains",
      );
      if (!isUndecided && all.some((one) => isEndless(evaluator, one)))
        expect(found.map(({ code }) => code)).toContainEqual(expect.stringMatching(/endless|circle/));
    }),
    { numRuns: 120, seed: 16 },
  );
});
