/** Rulesets that include others (R-190 to R-194): what they do is what the text with the rules written out does. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkRuleset, studyRuleset } from "./analysis/index.ts";
import { facts, words } from "./analysis/testing.ts";
import { bundled, gathered, includedIn, placeInBundle, unbundled } from "./bundle.ts";
import { compiledRuleset } from "./compiled.ts";
import { composeRuleset } from "./compose.ts";
import { explainRun } from "./explain.ts";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";

/** A ruleset with others, by name, as the program puts them together. */
const bundle = (text: string, others: { readonly [name: string]: string } = {}, name = "Sales") =>
  bundled(
    text,
    name,
    gathered({ name, text }, (one) => others[one] ?? null),
  );
const rule = (name: string, condition: string, action: string) =>
  `rule "${name}"\n  when mail arrives\n  and subject ${condition}\n  then ${action}\n`;
const problemsOf = (text: string, others?: { readonly [name: string]: string }, name?: string) =>
  composeRuleset(bundle(text, others, name)).problems.map(({ code, params }) => [code, params]);

const Default = `ruleset "Desk"\ntarget "Standard" resolved within 2 days\n${rule("d", 'is "d"', 'add tag "d"')}`;
const Common = `ruleset "Common"\n${rule("spam", 'contains "win"', "stop")}`;

test("R-190: a ruleset is for mailboxes, and its text is printed as it is read", () => {
  const text =
    'Ruleset "Sales" for mailboxes "Sales@desk.example", or "shop@desk.example"\ninclude "Common"\ninclude "More"\nrule "r"\nwhen mail arrives\nthen stop\ninclude "Last"';
  const parsed = parseRuleset(text);
  expect(parsed.problems).toEqual([]);
  expect(parsed.ruleset.mailboxes.map(({ address }) => address)).toEqual([
    "sales@desk.example",
    "shop@desk.example",
  ]);
  expect(parsed.ruleset.includes.map(({ name, at }) => [name, at])).toEqual([
    ["Common", 0],
    ["More", 0],
    ["Last", 1],
  ]);
  const printed = `ruleset "Sales" for mailbox "sales@desk.example", "shop@desk.example"

include "Common"
include "More"

rule "r"
  when mail arrives
  then stop

include "Last"
`;
  expect(printRuleset(parsed)).toBe(printed);
  expect(printRuleset(parseRuleset(printed))).toBe(printed);
});

test.each([
  ['ruleset "x" for "a@desk.example"', "expected"],
  ['ruleset "x" for mailbox "desk"', "mailbox"],
  ['ruleset "x" for mailbox "a@desk.example", "A@desk.example"', "mailbox-twice"],
  [
    `ruleset "x" for mailbox ${Array.from({ length: 501 }, (_, n) => `"a${n}@desk.example"`).join(", ")}`,
    "too-many",
  ],
  ['ruleset "x"\ninclude "C"\ninclude "C"', "include-twice"],
  ['ruleset "x"\ninclude Common', "expected"],
])("R-190, R-192: what is wrong with %s is said", (text, code) => {
  expect(parseRuleset(text).problems.map((one) => one.code)).toContain(code);
});

test("R-191: what is declared for all is declared in the default ruleset alone", () => {
  const sales = `ruleset "Sales"\n${rule("s", 'is "s"', 'set target to "Standard"')}`;
  expect(problemsOf(sales, { Default })).toEqual([]);
  const { ruleset } = composeRuleset(bundle(sales, { Default }));
  expect(ruleset.targets.map(({ name }) => name)).toEqual(["Standard"]);
  expect(ruleset.rules.map(({ name }) => name)).toEqual(["s"]);
  expect(problemsOf(`${sales}target "Own" resolved within 1 day\n`, { Default })).toEqual([
    ["only-default", {}],
  ]);
  expect(problemsOf('ruleset "x" for mailbox "a@b.example"\ncalendar "C" daily 09:00-10:00, UTC')).toEqual([
    ["only-default", {}],
  ]);
  // Of a target that the default one does not declare, it is said as elsewhere.
  expect(problemsOf(sales.replace("Standard", "Standart"), { Default })).toEqual([
    ["unknown", { of: "target", name: "Standart", close: "Standard" }],
  ]);
});

test("R-192: the rules of another ruleset run where it is included, once, and its tests do not", () => {
  const B = `ruleset "B"\ninclude "D"\n${rule("b", 'is "b"', 'add tag "b"')}`;
  const C = `ruleset "C"\n${rule("c", 'is "c"', 'add tag "c"')}include "D"\ntest "c"\n  given subject "x"\n  expect held\n`;
  const D = `ruleset "D"\n${rule("d1", 'is "d"', 'add tag "d"')}`;
  const A = `ruleset "A"\n${rule("a", 'is "a"', 'add tag "a"')}include "B"\ninclude "C"\ninclude "Default"\n`;
  const { ruleset, problems } = composeRuleset(bundle(A, { B, C, D, Default }, "A"));
  expect(problems).toEqual([]);
  expect(ruleset.rules.map(({ name }) => name)).toEqual(["a", "d1", "b", "c", "d"]);
  expect(ruleset.tests).toEqual([]);
});

test("R-192: a test may name a rule of an included ruleset", () => {
  const text = (name: string) =>
    `ruleset "Sales"\ninclude "Common"\ntest "t"\n  given subject "win"\n  expect rule "${name}"\n`;
  const study = studyRuleset(bundle(text("spam"), { Common, Default }), { first() {}, progress() {} });
  expect(study.problems).toEqual([]);
  expect(study.tests).toMatchObject([{ name: "t", failures: [], fired: ["spam"] }]);
  expect(problemsOf(text("ham"), { Common, Default })).toEqual([["test-rule", { name: "ham" }]]);
});

test("R-193: circles, unknown names and too many are errors that name them", () => {
  const of = (name: string, other: string) => `ruleset "${name}"\ninclude "${other}"\n`;
  expect(problemsOf(of("A", "B"), { B: of("B", "C"), C: of("C", "A") }, "A")).toEqual([
    ["include-circle", { circle: "A → B → C → A" }],
  ]);
  expect(problemsOf(of("A", "A"), {}, "A")).toEqual([["include-circle", { circle: "A → A" }]]);
  expect(problemsOf(of("Desk", "B"), { B: of("B", "Default") }, "Default")).toEqual([
    ["include-circle", { circle: "Default → B → Default" }],
  ]);
  expect(problemsOf(of("A", "B"), { B: of("B", "C"), C: of("C", "B") }, "A")).toEqual([
    ["include-circle", { circle: "B → C → B" }],
  ]);
  expect(problemsOf(of("A", "Nowhere"))).toEqual([["include-unknown", { name: "Nowhere" }]]);
  const chain = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`N${n}`, of(`N${n}`, `N${n + 1}`)]));
  expect(problemsOf(of("A", "N0"), { ...chain, N12: 'ruleset "N12"' }, "A")).toEqual([
    ["include-deep", { most: 10 }],
  ]);
  const wide = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`W${n}`, `ruleset "W${n}"`]));
  const all = `ruleset "A"\n${Object.keys(wide)
    .map((name) => `include "${name}"\n`)
    .join("")}`;
  expect(problemsOf(all, wide, "A")).toContainEqual(["include-many", { most: 50 }]);
});

test("R-194: rules of one name in two rulesets are an error, and limits are those of all together", () => {
  const other = `ruleset "Sales"\ninclude "Common"\n${rule("spam", 'is "x"', "stop")}`;
  const { problems } = composeRuleset(bundle(other, { Common }));
  expect(problems).toMatchObject([{ code: "rule-twice", params: { name: "spam", ruleset: "Common" } }]);
  expect(other.slice(problems[0]?.from).startsWith('rule "spam"')).toBe(true);
  const many = (from: number) =>
    Array.from({ length: 2_600 }, (_, n) => `rule "${from + n}"\nwhen mail arrives\nthen stop\n`).join("");
  expect(
    problemsOf(`ruleset "A"\ninclude "B"\n${many(0)}`, { B: `ruleset "B"\n${many(5_000)}` }, "A"),
  ).toEqual([["too-many", { of: "rules", most: 5_000 }]]);
});

test("places in a bundle are found again, whatever the texts have in them", () => {
  const texts = fc.array(fc.constantFrom("a", "\f", '"', "\n", "include", '"B"', " ", "\\"), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(texts, fc.dictionary(fc.string(), texts, { maxKeys: 4 }), (main, others) => {
      const named = Object.entries(others).map(([name, text]) => ({ name, text: text.join("") }));
      const text = bundled(main.join(""), named.length > 0 ? "A" : null, named);
      const found = unbundled(text);
      const plain = (one: string) => one.replaceAll("\f", " ");
      expect(found.text).toBe(plain(main.join("")));
      expect(found.others.map(({ name, text }) => ({ name, text }))).toEqual(
        named.map((one) => ({ name: one.name, text: plain(one.text) })),
      );
      const place = placeInBundle(text);
      for (const { name, from, text: its } of found.others) {
        expect(place(from + its.length)).toMatchObject({ ruleset: name, from });
        expect(text.slice(from, from + its.length)).toBe(its);
      }
      expect(place(main.join("").length).ruleset).toBeNull();
    }),
    { numRuns: 200 },
  );
});

test("the names that a text includes are found as its reader finds them", () => {
  const text =
    'ruleset "A"\n  Include "B"\nan include the “C” # x\n# include "D"\nrule "include"\nwhen mail arrives\nthen hold because "\ninclude "E\\\\F"';
  expect(includedIn(text)).toEqual(["B", "C", "E\\F"]);
  const { includes } = parseRuleset('ruleset "A"\nInclude "B"\ninclude “C”').ruleset;
  expect(includes.map(({ name }) => name)).toEqual(["B", "C"]);
});

/** Rules over a small world, each with a name of its own. */
const someRule = fc
  .record({
    condition: fc.constantFrom(
      ...[
        'is "a"',
        'contains "b"',
        'starts with "a"',
        'does not contain "ab"',
        "is missing",
        'matches "?b*"',
      ],
    ),
    also: fc.constantFrom("", "and category is none\n", 'and tags include "t"\n', "and state is open\n"),
    action: fc.constantFrom(
      ...['set category to "A"', 'add tag "t"', "raise priority", "stop", "set state to open"],
      ...['set target to "Standard"', "send no auto-reply", 'reply with template "T"'],
    ),
  })
  .map(
    ({ condition, also, action }) =>
      (name: string) =>
        `rule "${name}"\nwhen mail arrives\nand subject ${condition}\n${also}then ${action}\n`,
  );
const mails = [null, ...words("ab", 2), "aba"].flatMap((subject) =>
  (["new", "open", "closed"] as const).map((state) =>
    facts({ subject }, { state, tags: state === "open" ? ["t"] : [] }, state !== "new"),
  ),
);

test("R-192: rules that are included do what they do where they are written out, and so do findings", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(someRule, fc.nat(3)), { maxLength: 6 }), (parts) => {
      // A rule stands in the ruleset itself, in one that is included, or in one that this includes.
      const texts = parts.map(([text, where], n) => ({ where, text: text(`r${n}`) }));
      const of = (where: number) => texts.filter((one) => one.where === where).map(({ text }) => text);
      const [before, inner, innermost, after] = [of(0), of(1), of(2), of(3)].map((all) => all.join(""));
      const Inner = `ruleset "Inner"\ninclude "Innermost"\n${inner}`;
      const Innermost = `ruleset "Innermost"\n${innermost}`;
      const own = `ruleset "Sales"\n${before}include "Inner"\n${after}`;
      const composed = bundle(own, { Inner, Innermost, Default });
      const target = 'target "Standard" resolved within 2 days\n';
      const written = `ruleset "Sales"\n${target}${before}${innermost}${inner}${after}`;
      const [one, other] = [compiledRuleset(composed), compiledRuleset(written)];
      if (!one || !other) throw new Error("errors");
      for (const mail of mails) {
        expect(one.evaluator.run(mail)).toEqual(other.evaluator.run(mail));
        expect(explainRun(composed, mail)?.map(({ ruleset: _, ...same }) => same)).toEqual(
          explainRun(written, mail),
        );
      }
      const found = (text: string) =>
        checkRuleset({ ...composeRuleset(text).ruleset, targets: [] })
          .map(({ code, rules, params, witness }) => ({ code, rules, params, witness }))
          .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      expect(found(composed)).toEqual(found(written));
      // Each finding is in the ruleset that its rule is written in, and what it finds is so for all mails.
      const place = placeInBundle(composed);
      for (const { code, at, rules } of checkRuleset(one.ruleset)) {
        const [name] = rules;
        if (at && name)
          expect(place(at.from).text.slice(at.from - place(at.from).from)).toMatch(`rule "${name}"`);
        if (code !== "impossible" && code !== "shadowed") continue;
        for (const mail of mails)
          expect(one.evaluator.run(mail).actions.map((done) => done.rule)).not.toContain(name);
      }
    }),
    { seed: 12, numRuns: 60 },
  );
});
