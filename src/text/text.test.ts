import { globSync, readFileSync } from "node:fs";
import { parseMessage } from "messageformat";
import { describe, expect, test } from "vitest";
import { isReason, reasons } from "../base/fault-reasons.ts";
import { languages, type Messages } from "./catalogue.ts";
import { subjects as en } from "./en/index.ts";
import { compile } from "./message.ts";
import { paramsOf } from "./testing.ts";

/** Every language with its subjects; that the list of languages and this one are the same is checked below. */
const catalogues: Readonly<Record<string, Readonly<Record<string, Messages>>>> = { en };
const english = Object.values(en).flatMap((texts: Messages) => Object.entries(texts));

const sources = globSync(["src/**/*.{ts,tsx}", "appliance/**/*.ts"])
  .filter((file) => !/^src\/text\/|\.test\.|testing/.test(file))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");
/** Names put together in the code, such as `state.${state}`: what stands before and after the variable part. */
const composed = [...sources.matchAll(/`([a-z][\w.]*\.)\$\{[^`]*?\}([\w.]*)`/gi)].map(
  ([, start = "", end = ""]) => ({ start, end }),
);

/** Faults are said by their code or reason, which the code of the program names. */
const nameOf = (key: string) => key.replace(/^(?:fault|todo)\./, "");
const isUsed = (key: string) =>
  sources.includes(`"${nameOf(key)}"`) ||
  composed.some(
    ({ start, end }) => key.startsWith(start) && key.endsWith(end) && key.length > start.length + end.length,
  );

describe("the English texts", () => {
  test.each(english.map(([key]) => key))("%s is used", (key) => {
    expect(isUsed(key)).toBe(true);
  });

  test("a key is in one file alone", () => {
    const keys = english.map(([key]) => key);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  test("a fault's sentence and remedy take the parameters of its reason", () => {
    for (const [key, message] of Object.entries<string>(en.faults)) {
      const name = nameOf(key);
      const declared: readonly string[] = isReason(name) ? reasons[name].slice(1) : [];
      const taken = paramsOf(message);
      if (key.startsWith("fault.")) expect({ key, taken }).toEqual({ key, taken: declared.toSorted() });
      else
        expect({ key, unknown: taken.filter((one) => !declared.includes(one)) }).toEqual({
          key,
          unknown: [],
        });
    }
  });

  test("every reason has its sentence, and every remedy its fault", () => {
    const keys = new Set<string>(Object.keys(en.faults));
    expect(Object.keys(reasons).filter((reason) => !keys.has(`fault.${reason}`))).toEqual([]);
    expect([...keys].filter((key) => !keys.has(`fault.${nameOf(key)}`))).toEqual([]);
  });
});

test("there is a catalogue for every language", () => {
  expect(Object.keys(catalogues)).toEqual([...languages]);
});

describe.each(Object.entries(catalogues))("the texts in %s", (language, subjects) => {
  const all = Object.values(subjects).flatMap((texts) => Object.entries(texts));

  test.each(all)("%s is a valid message", (_, message) => {
    expect(() => compile(language, message)).not.toThrow();
    // What the types can tell the parameters from.
    expect(parseMessage(message).declarations.filter(({ type }) => type !== "input")).toEqual([]);
    expect(message).not.toMatch(/\{\s|\$(?![a-z])/i);
  });

  test("have the keys and the parameters of the English ones", () => {
    const shape = (entries: readonly (readonly [string, string])[]) =>
      entries.map(([key, message]) => `${key}: ${paramsOf(message).join(" ")}`).toSorted();
    expect(shape(all)).toEqual(shape(english));
  });
});
