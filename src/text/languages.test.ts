/** What each language's texts have in common with the English ones. */
import { type Model, parseMessage, visit } from "messageformat";
import { describe, expect, test } from "vitest";
import { english as englishFiles, type Translated } from "./en/index.ts";
import { compile } from "./message.ts";
import type { Messages } from "./messages.ts";
import { paramsOf } from "./testing.ts";
import { translations } from "./translations.ts";

type Entry = readonly [name: string, message: string];

const entriesOf = (files: Readonly<Record<string, Messages>>): readonly Entry[] =>
  Object.entries(files).flatMap(([file, texts]) =>
    Object.entries(texts).map(([key, message]) => [`${file}: ${key}`, message] as const),
  );

const english = entriesOf(englishFiles);
const inEnglish = new Map(english);
const others: readonly (readonly [language: string, all: readonly Entry[]])[] = [
  ["en", english],
  ...Object.entries<() => Translated>(translations).map(
    ([language, texts]) => [language, entriesOf(texts())] as const,
  ),
];

/** What is the same in every language: links, options of the command line, code, and lines. */
const fixedIn = (message: string) => ({
  links: (message.match(/\{[#/]page[^}]*\}/g) ?? []).toSorted(),
  options: (message.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []).toSorted(),
  code: (message.match(/`[^`]*`/g) ?? []).toSorted(),
  lines: message.split("\n").length,
  around: [/^\s/.test(message), /\s$/.test(message)],
  empty: message === "",
});

/** A message's variants: the keys of each. */
function variantsOf(message: string): readonly (readonly string[])[] {
  const parsed = parseMessage(message);
  return parsed.type === "message"
    ? []
    : parsed.variants.map(({ keys }) => keys.map((key) => ("value" in key ? String(key.value) : "*")));
}

/** Whether a message chooses by numbers only, and not by codes. */
function choosesByNumber(message: string): boolean {
  const parsed = parseMessage(message);
  if (parsed.type === "message") return false;
  const numbers = new Set<string>();
  visit(parsed, {
    declaration: (one: Model.Declaration) => {
      if (one.type === "input" && one.value.functionRef?.name === "integer") numbers.add(one.name);
    },
  });
  return parsed.selectors.every(({ name }) => numbers.has(name));
}

describe.each(others)("the texts in %s", (language, all) => {
  test("are valid messages", () => {
    for (const [name, message] of all) {
      expect(() => compile(language, message), name).not.toThrow();
      // The source from which the types derive the parameters.
      const declared = parseMessage(message).declarations.filter(({ type }) => type !== "input");
      expect(declared, name).toEqual([]);
      expect(message, name).not.toMatch(/\{\s|\$(?![a-z])/i);
    }
  });

  test("have the keys and the parameters of the English ones", () => {
    const shape = (entries: readonly Entry[]) =>
      entries.map(([name, message]) => `${name}: ${paramsOf(message).join(" ")}`).toSorted();
    expect(shape(all)).toEqual(shape(english));
  });

  test("have the links, options, code and lines of the English ones", () => {
    for (const [name, message] of all) {
      expect({ name, ...fixedIn(message) }).toEqual({ name, ...fixedIn(inEnglish.get(name) ?? "") });
    }
  });

  test("choose among all forms that the language has for whole numbers", () => {
    const rules = new Intl.PluralRules(language);
    const categories = new Set<string>(["zero", "one", "two", "few", "many"]);
    const forms = new Set<string>(Array.from({ length: 1001 }, (_, n) => rules.select(n)));
    for (const [name, message] of all) {
      const variants = variantsOf(message);
      if (variants.length === 0 || !choosesByNumber(message)) continue;
      for (let at = 0; at < (variants[0]?.length ?? 0); at += 1) {
        const said = new Set(variants.map((keys) => keys[at] ?? ""));
        // One that only chooses by a value, such as 0, needs no forms.
        if (![...said].some((key) => categories.has(key))) continue;
        const missing = [...forms].filter((form) => !said.has(form));
        // The variant for all others stands for one form.
        expect(missing.length, `${name} lacks ${missing.join(", ")}`).toBeLessThanOrEqual(1);
      }
    }
  });

  test("are not English", () => {
    if (language === "en") return;
    const same = all.filter(([name, message]) => {
      const words = message.replace(/\{[^}]*\}|`[^`]*`/g, "").match(/\p{Ll}{2,}/gu) ?? [];
      return words.length >= 4 && message === inEnglish.get(name);
    });
    expect(same).toEqual([]);
  });
});
