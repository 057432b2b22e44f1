import { expect, test } from "vitest";
import { languageOf, textIn } from "./console.ts";
import { consoleTexts } from "./en/console.ts";

test("no footer is cut on a screen of 80 columns", () => {
  const feet = Object.entries<string>(consoleTexts).filter(([key]) => key.startsWith("foot."));
  expect(feet.length).toBeGreaterThan(5);
  for (const [, line] of feet) expect(line.length).toBeLessThanOrEqual(78);
  expect(textIn("en")("foot.read.more", { at: 100, of: 100 }).length).toBeLessThanOrEqual(78);
});

test("English if there is no catalogue for a language", () => {
  expect([undefined, "C", "xx_XX.UTF-8", "en_GB", "toString"].map(languageOf)).toEqual(Array(5).fill("en"));
});
