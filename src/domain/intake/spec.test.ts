import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const rule = /\bI-\d+\b/g;
const here = import.meta.dirname;
const stated = [...readFileSync(`${here}/SPEC.md`, "utf8").matchAll(/^- \*\*(I-\d+)\*\*/gm)].map(
  ([, n]) => n,
);
const folders = [here, `${here}/../../engine/intake`, `${here}/../../engine/tickets`];
const tests = folders.flatMap((cwd) => globSync("*.test.ts", { cwd }).map((file) => `${cwd}/${file}`));
/** Rules named in the titles of tests, and in the tables and groups that titles are made of. */
const named = new Set(
  tests
    .filter((file) => !file.endsWith("/spec.test.ts"))
    .flatMap((file) => readFileSync(file, "utf8").match(rule) ?? []),
);

test("the rules of SPEC.md count up from I-1, each once", () => {
  const numbers = stated.map((one) => Number(one?.slice(2)));
  expect(numbers[0]).toBe(1);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
});

test("every rule is named by a test, and every rule named by a test exists", () => {
  expect(stated.filter((one) => one !== undefined && !named.has(one))).toEqual([]);
  expect([...named].filter((one) => !stated.includes(one))).toEqual([]);
});

test("every rule named in the code exists", () => {
  const sources = globSync("*.ts", { cwd: here }).filter((file) => !file.endsWith(".test.ts"));
  const inCode = sources.flatMap((file) => readFileSync(`${here}/${file}`, "utf8").match(rule) ?? []);
  expect(inCode.filter((one) => !stated.includes(one))).toEqual([]);
  expect(inCode.length).toBeGreaterThan(50);
});
