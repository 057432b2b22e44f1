import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { backtrackingViolations, judged, keyOf } from "./backtracking.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "backtracking-"));
});
afterAll(() => rm(folder, { recursive: true }));

const check = (text: string): readonly string[] =>
  backtrackingViolations(new Map([["src/a.ts", text]]), (jobs) =>
    judged(jobs, join(folder, "verdicts.json")),
  );

test("a linear expression is accepted, however it is written", () => {
  const text = [
    "export const word = /^[a-z]+$/;",
    "export const known = /:(one|two)/g;",
    `export const made = new RegExp(\`^(?:\${["one", "two"].join("|")})$\`, "u");`,
    "export const find = (name: string) => new RegExp(`^$" + "{name}=`);",
  ];
  expect(check(text.join("\n"))).toEqual([]);
});

test.each([
  ["nested repetition", "/^(?:a+)+$/", "exponential"],
  ["a run that is tried from each of its places", "/\\s+$/", "2nd degree polynomial"],
  ["what follows everything", "/#.*$/", "2nd degree polynomial"],
  ["two repetitions of the same", "/^\\S+@\\S+$/", "2nd degree polynomial"],
  ["a sequence of two characters", "/(?:ab)+$/", "2nd degree polynomial"],
  ["put together", 'new RegExp("x*" + "x*$")', "3rd degree polynomial"],
  ["put together of constants", "RegExp(`^(?:$" + '{names.join("|")})+$`)', "exponential"],
])("a slower expression is found: %s", (_, expression, what) => {
  const [found = "", ...others] = check(
    `const names = ["a", "a+"];\nexport const x = [names, ${expression}];`,
  );
  expect(found).toContain(`src/a.ts:2: takes ${what}`);
  expect(others).toEqual([]);
});

test("one for short texts has a comment that says so, with number and reason", () => {
  const under = (comment: string): readonly string[] => check(`${comment}\nexport const blanks = /\\s+$/;`);
  expect(under("// bounded: at most 200 characters, cut by readDate")).toEqual([]);
  expect(under("/* bounded: at most 2,000 characters, the longest line of a reply */")).toEqual([]);
  const wrong = 'src/a.ts:2: a bound reads like "bounded: at most 200 characters, cut by readDate"';
  for (const comment of [
    "// bounded: short",
    "// bounded: at most 200 characters",
    "// bounded: at most 90,000 characters, cut by it",
  ]) {
    expect(under(comment)).toEqual([wrong]);
  }
  const [elsewhere = ""] = check(
    "// bounded: at most 200 characters, cut by it\n\nexport const blanks = /\\s+$/;",
  );
  expect(elsewhere).toContain("src/a.ts:3: takes 2nd degree");
});

test("an unnecessary bound is refused", () => {
  expect(check("// bounded: at most 200 characters, cut by readDate\nexport const one = /a/;")).toEqual([
    "src/a.ts:2: needs no bound: its time is linear",
  ]);
});

const long = "/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g";

test.each([
  ["that looks around", "/^(?=a)a+b/"],
  ["that counts far", "/^(?:a{1,500}b)+$/"],
  ["that takes too many steps", long],
])(
  "an undecidable expression needs a comment with why it is linear, or its bound: one %s",
  (_, expression) => {
    const under = (comment: string): readonly string[] =>
      check(`${comment}\nexport const one = ${expression};`);
    expect(under("")).toEqual([
      'src/a.ts:2: analysis cannot decide on it: simplify it, or say beside it "linear: <why>" or "bounded: at most ..."',
    ]);
    expect(under("// linear: anchored, and it repeats one character")).toEqual([]);
    expect(under("// bounded: at most 200 characters, cut by readDate")).toEqual([]);
    const wrong = [
      'src/a.ts:2: a reason is a short sentence, like "linear: anchored, and its repetitions share no character"',
    ];
    expect(under("// linear: yes")).toEqual(wrong);
    expect(under(`// linear: ${"long ".repeat(30)}`)).toEqual(wrong);
  },
);

test("a reason is refused if the analysis can decide", () => {
  const under = (expression: string): readonly string[] =>
    check(`// linear: anchored, and it repeats one character\nexport const one = ${expression};`);
  expect(under("/^a+$/")).toEqual(["src/a.ts:2: needs no reason: its time is linear"]);
  expect(under("/a{1,500}/")).toEqual(["src/a.ts:2: needs no reason: its time is linear"]);
  const [found = "", ...others] = under("/\\s+$/");
  expect(found).toContain("src/a.ts:2: takes 2nd degree polynomial");
  expect(others).toEqual([]);
});

test("verdicts are cached by the text of the expression", () => {
  const memory = join(folder, "memory.json");
  const job = { source: "^(?:b+)+$", flags: "" };
  const first = judged([job], memory).get(keyOf(job));
  expect(first).toContain("exponential");
  expect(JSON.parse(readFileSync(memory, "utf8"))).toEqual({ "/^(?:b+)+$/": first });
  expect(judged([job], memory).get(keyOf(job))).toBe(first);
});
