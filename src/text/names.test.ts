import { expect, test } from "vitest";
import { languages } from "./catalogue.ts";
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
