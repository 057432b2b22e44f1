import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

interface Spec {
  /** The folder with SPEC.md and the code. */
  readonly folder: string;
  /** The letter before the numbers of its rules, and how many rules there are at least. */
  readonly rules: Readonly<Record<string, number>>;
  /** Other folders whose tests name the rules, from `folder`. */
  readonly tests?: readonly string[];
  /** Whether no number may be left out. */
  readonly gapless?: boolean;
}

/**
 * The tests of a SPEC.md: it numbers its rules in ascending order from 1, tests name every one of them, and neither tests nor
 * code name a rule that it does not have.
 */
export function testSpec({ folder, rules, tests = [], gapless = false }: Spec): void {
  const letters = Object.keys(rules).join("");
  const rule = new RegExp(`\\b[${letters}]-\\d+\\b`, "g");
  const stated = [
    ...readFileSync(join(folder, "SPEC.md"), "utf8").matchAll(
      new RegExp(`^- \\*\\*([${letters}]-\\d+)\\*\\*`, "gm"),
    ),
  ].map(([, name = ""]) => name);
  const namedIn = (where: string, pattern: string): readonly string[] =>
    globSync(pattern, { cwd: join(folder, where) })
      .filter((file) => file !== "spec.test.ts")
      .flatMap((file) => readFileSync(join(folder, where, file), "utf8").match(rule) ?? []);
  const byTests = new Set([".", ...tests].flatMap((where) => namedIn(where, "**/*.test.ts")));

  test.each(Object.entries(rules))(
    "the rules %s-1 and so on of SPEC.md are in order, each once",
    (letter, least) => {
      const numbers = stated.filter((one) => one.startsWith(letter)).map((one) => Number(one.slice(2)));
      expect(numbers[0]).toBe(1);
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      expect(numbers.length).toBeGreaterThanOrEqual(least);
      if (gapless) expect(numbers.at(-1)).toBe(numbers.length);
    },
  );

  test("every rule is named by a test, and every rule that is named exists", () => {
    expect(stated.filter((one) => !byTests.has(one))).toEqual([]);
    expect([...byTests, ...namedIn(".", "**/*.ts")].filter((one) => !stated.includes(one))).toEqual([]);
  });
}
