import { expect, test } from "vitest";
import { languageViolations } from "./language.ts";

const file = "src/edges/web/a.ts";
const check = (text: string, name = file): readonly string[] => languageViolations(new Map([[name, text]]));

test.each([
  ["const show = (c) => html(c, inEnglish(problem));", "inEnglish is a language of its own choice"],
  ["export const language = defaultLanguage;", "defaultLanguage is a language of its own choice"],
  ["const t = textIn(of.language);", "one language for a whole module"],
  ['const show = () => faultText("en", problem);', '"en" is a language of its own choice'],
  [
    "const fault = { text: inEnglish(problem) }; log.warn(fault.text);",
    "inEnglish is a language of its own choice",
  ],
])("a language of its own choice is found: %s", (text, what) => {
  expect(check(`\n${text}`)).toEqual([`${file}:2: ${what}; the language is passed in`]);
});

test.each([
  'import { inEnglish } from "../../text/index.ts";',
  'log.error("it failed", { cause: inEnglish(problem) });',
  'parts.log.warn("it failed", { cause: inEnglish(problem) });',
  "box.log('not well: ' + inEnglish(cause));",
  "throw new Error(inEnglish(problem));",
  "class Refused extends Error { constructor(why) { super(inEnglish(why)); } }",
  "const show = (c) => faultText(languageOf(c), problem);",
  "const show = (language) => textIn(language);",
])("what is passed in, logged or thrown is not: %s", (text) => {
  expect(check(text)).toEqual([]);
});

test("an exception is for its file only, and not for a language by its tag", () => {
  const smtp = "src/edges/smtp/replies.ts";
  expect(check("const said = inEnglish(error);", smtp)).toEqual([]);
  expect(check('const said = inEnglish(error); const t = textIn("en");', smtp)).toHaveLength(1);
});

test("an exception that nothing needs any more is told", () => {
  expect(check("const said = faultText(language, error);", "src/edges/smtp/replies.ts")).toEqual([
    "src/edges/smtp/replies.ts: is no longer an exception of .tools/language.ts",
  ]);
});

test("texts themselves and other places are not looked at", () => {
  expect(check('export const inEnglish = (fault) => faultText("en", fault);', "src/text/faults.ts")).toEqual(
    [],
  );
});
