import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = import.meta.dirname;
const stated = [...readFileSync(`${here}/SPEC.md`, "utf8").matchAll(/^- \*\*(T-\d+)\*\*/gm)].map(
  ([, n = ""]) => n,
);
const named = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: here })
    .filter((file) => file !== "spec.test.ts")
    .flatMap((file) => readFileSync(`${here}/${file}`, "utf8").match(/\bT-\d+\b/g) ?? []);

test("the rules of SPEC.md are in order, each once", () => {
  const numbers = stated.map((one) => Number(one.slice(2)));
  expect(numbers.length).toBeGreaterThan(10);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test("every rule is named by a test, and every named rule exists", () => {
  const byTests = new Set(named("*.test.ts"));
  expect(stated.filter((one) => !byTests.has(one))).toEqual([]);
  expect(named("*.ts").filter((one) => !stated.includes(one))).toEqual([]);
});
