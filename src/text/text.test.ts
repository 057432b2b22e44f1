import { globSync, readFileSync } from "node:fs";
import { parseMessage } from "messageformat";
import { describe, expect, test } from "vitest";
import { isReason, reasons } from "../base/fault-reasons.ts";
import { type Language, languages, type Messages } from "./catalogue.ts";
import { english as englishFiles } from "./en/index.ts";
import { compile } from "./message.ts";
import { paramsOf } from "./testing.ts";

/** The messages of each language, by file. */
const catalogues = { en: englishFiles } as const satisfies Record<Language, unknown>;

/** Every message of a language, with its file. */
const messagesOf = (language: Language): readonly (readonly [key: string, message: string, file: string])[] =>
  Object.entries<Messages>(catalogues[language]).flatMap(([file, texts]) =>
    Object.entries(texts).map(([key, message]) => [key, message, file] as const),
  );

const english = messagesOf("en");
const others = languages.map((language) => [language, messagesOf(language)] as const);
const faults = english.filter(([, , file]) => file.startsWith("fault"));

const sources = globSync(["src/**/*.{ts,tsx}", "appliance/**/*.ts"])
  .filter((file) => !/^src\/text\/|fault-(?:codes|reasons)|\.test\.|testing/.test(file))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");
/** Keys composed in the code, such as `state.${state}`: the parts before and after the variable. */
const composed = [...sources.matchAll(/`([a-z][\w.-]*[.-])\$\{[^`]*?\}([\w.-]*)`/gi)].map(
  ([, start = "", end = ""]) => ({ start, end }),
);

/** Faults are looked up by their code or reason, which are in the program's code. */
const nameOf = (key: string) => key.replace(/^(?:fault|todo)\./, "");
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

  test("a key is in only one file of a catalogue", () => {
    const keys = english.map(
      ([key, , file]) => `${file.split("-")[0] === "console" ? "console" : ""} ${key}`,
    );
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

  test("every reason has its sentence, and every remedy its fault", () => {
    const keys = new Set(faults.map(([key]) => key));
    expect(Object.keys(reasons).filter((reason) => !keys.has(`fault.${reason}`))).toEqual([]);
    expect([...keys].filter((key) => !keys.has(`fault.${nameOf(key)}`))).toEqual([]);
  });
});

describe.each(others)("the texts in %s", (language, all) => {
  test.each(all)("%s is a valid message", (_, message) => {
    expect(() => compile(language, message)).not.toThrow();
    // The source from which the types derive the parameters.
    expect(parseMessage(message).declarations.filter(({ type }) => type !== "input")).toEqual([]);
    expect(message).not.toMatch(/\{\s|\$(?![a-z])/i);
  });

  test("have the keys and the parameters of the English ones", () => {
    const shape = (entries: typeof english) =>
      entries.map(([key, message]) => `${key}: ${paramsOf(message).join(" ")}`).toSorted();
    expect(shape(all)).toEqual(shape(english));
  });
});
