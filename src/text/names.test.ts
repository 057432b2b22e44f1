import { expect, test } from "vitest";
import { languages } from "./catalogue.ts";
import { listText } from "./lists.ts";
import { directionOf, languageName } from "./names.ts";
import { markedLanguage } from "./testing.ts";

test("each language has a name in itself, and a direction", () => {
  markedLanguage();
  const shown = languages().map((language) => [language, languageName(language), directionOf(language)]);
  expect(shown).toContainEqual(["en", "English", "ltr"]);
  expect(shown).toContainEqual(["is", "Íslenska", "ltr"]);
  for (const [language, name, direction] of shown) {
    expect(name).not.toBe(language);
    expect(direction).toBe(language === "ar" ? "rtl" : "ltr");
  }
});

test("values in a row are set apart as the language does, without a word between them", () => {
  const list = (language: string) => listText(language, ["1", "2", "3"]);
  expect(["en", "fr", "ar", "ja"].map(list)).toEqual(["1, 2, 3", "1, 2, 3", "1، 2، 3", "1、2、3"]);
  expect(listText("en", ["1"])).toBe("1");
});
