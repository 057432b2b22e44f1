import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { boxActions } from "../base/box-actions.ts";
import { boxCheckNames, boxCheckRemedies, boxChecks } from "../base/box-checks.ts";
import { boxSteps } from "../base/box-steps.ts";
import { isReason, reasons } from "../base/fault-reasons.ts";
import { checks, findingCodes } from "../base/finding-codes.ts";
import { remedyCodes, remedyPages } from "../base/remedy-codes.ts";
import { english as englishFiles } from "./en/index.ts";
import { paramsOf } from "./testing.ts";

const english = Object.entries(englishFiles).flatMap(([file, texts]) =>
  Object.entries<string>(texts).map(([key, message]) => [key, message, file] as const),
);
const faults = english.filter(([, , file]) => file.startsWith("fault"));

const sources = globSync(["src/**/*.{ts,tsx}", "appliance/**/*.ts"])
  .filter(
    (file) =>
      !/^src\/text\/en\/|base\/[a-z]+-(?:codes|reasons|actions|checks|steps)|\.test\.|testing/.test(file),
  )
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");
/** Keys composed in the code, such as `state.${state}`: the parts before and after the variable. */
const composed = [...sources.matchAll(/`([a-z][\w.-]*[.-])\$\{[^`]*?\}([\w.-]*)`/gi)].map(
  ([, start = "", end = ""]) => ({ start, end }),
);

/** Faults and findings are said by their code or reason, which the code of the program names. */
const nameOf = (key: string) =>
  key.replace(/^(?:fault|todo|finding|remedy|check-title|action|probed|probe|probe-todo|step)\./, "");
const codesOfReasons = new Set<string>(Object.values(reasons).map(([code]) => code));
const isUsed = (key: string) =>
  codesOfReasons.has(nameOf(key)) ||
  sources.includes(`"${key}"`) ||
  (nameOf(key) !== key && sources.includes(`"${nameOf(key)}"`)) ||
  composed.some(
    ({ start, end }) =>
      nameOf(key).startsWith(start) && key.endsWith(end) && nameOf(key).length > start.length + end.length,
  );

describe("the English texts", () => {
  test.each(english)("%s is used", (key) => {
    expect(isUsed(key)).toBe(true);
  });

  test("every file is one of the catalogue", () => {
    const files = globSync("src/text/en/*.ts").map((file) => file.replace(/^.*\/|\.ts$/g, ""));
    expect(Object.keys(englishFiles).toSorted()).toEqual(files.filter((file) => file !== "index").toSorted());
  });

  test("a key is in only one file of a catalogue", () => {
    const catalogueOf = (file: string) => ["console", "command"].find((name) => file.split("-")[0] === name);
    const keys = english.map(([key, , file]) => `${catalogueOf(file) ?? ""} ${key}`);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  test("a fault's sentence and remedy take the parameters of its reason", () => {
    const taken = Map.groupBy(faults, ([key]) => nameOf(key));
    for (const [name, messages] of taken) {
      const declared: readonly string[] = isReason(name) ? reasons[name].slice(1) : [];
      const found = new Set(messages.flatMap(([, message]) => paramsOf(message)));
      expect({ name, taken: [...found].toSorted() }).toEqual({ name, taken: declared.toSorted() });
    }
  });

  test.each([
    ["finding", findingCodes],
    ["remedy", remedyCodes],
    ["action", boxActions],
    ["probe", boxChecks],
  ] as const)("every %s has its text, which takes its parameters", (kind, codes) => {
    // What analysis finds in rules has codes of its own, in `ruleset.ts`.
    const found = english.filter(
      ([key, , file]) => key.startsWith(`${kind}.`) && file !== "ruleset-findings",
    );
    const taken = found.map(([key, message]) => [nameOf(key), paramsOf(message)]);
    const declared = Object.entries<readonly string[]>(codes).map(([code, names]) => [
      code,
      names.toSorted(),
    ]);
    expect(Object.fromEntries(taken)).toEqual(Object.fromEntries(declared));
  });

  test.each([
    ["probed", boxCheckNames],
    ["probe-todo", boxCheckRemedies],
    ["step", boxSteps],
  ] as const)("every %s has its text", (kind, codes) => {
    const said = english.flatMap(([key]) => (key.startsWith(`${kind}.`) ? [nameOf(key)] : []));
    expect(said.toSorted()).toEqual([...codes].toSorted());
  });

  test("links name one of our pages", () => {
    const named = english.flatMap(([, message]) =>
      [...message.matchAll(/\{#page to=([a-z-]+)\}/g)].map(([, page = ""]) => page),
    );
    expect([...new Set(named)].toSorted()).toEqual([...remedyPages].toSorted());
    expect(english.filter(([, message]) => /\{#(?!page to=[a-z-]+\})/.test(message))).toEqual([]);
  });

  test("every check has its title", () => {
    const titled = english.flatMap(([key]) => (key.startsWith("check-title.") ? [nameOf(key)] : []));
    expect(titled.toSorted()).toEqual([...checks].toSorted());
  });

  test("every reason has its sentence, and every remedy its fault", () => {
    const keys = new Set(faults.map(([key]) => key));
    expect(Object.keys(reasons).filter((reason) => !keys.has(`fault.${reason}`))).toEqual([]);
    expect([...keys].filter((key) => !keys.has(`fault.${nameOf(key)}`))).toEqual([]);
  });
});
