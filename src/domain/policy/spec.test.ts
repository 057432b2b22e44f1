import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const rule = /\bP-\d+\b/g;
const here = import.meta.dirname;
const stated = [...readFileSync(`${here}/SPEC.md`, "utf8").matchAll(/^- \*\*(P-\d+)\*\*/gm)].map(
  ([, n]) => n,
);
const named = (folder: string, pattern: string): ReadonlySet<string> =>
  new Set(
    globSync(pattern, { cwd: folder })
      .filter((file) => file !== "spec.test.ts")
      .flatMap((file) => readFileSync(`${folder}/${file}`, "utf8").match(rule) ?? []),
  );
const elsewhere = [
  "../ticket",
  "../intake",
  "../../engine/people",
  "../../engine/tickets",
  "../../record/reading",
];
const byTests = new Set(
  [here, ...elsewhere.map((folder) => `${here}/${folder}`)].flatMap((folder) => [
    ...named(folder, "*.test.ts"),
  ]),
);

test("the rules of SPEC.md count up from P-1", () => {
  expect(stated).toEqual(stated.map((_, i) => `P-${i + 1}`));
});

test("every rule is named by a test, and every named rule exists", () => {
  expect(stated.filter((one) => one !== undefined && !byTests.has(one))).toEqual([]);
  expect([...byTests, ...named(here, "*.ts")].filter((one) => !stated.includes(one))).toEqual([]);
});
