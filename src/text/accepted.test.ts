import { expect, test } from "vitest";
import { acceptedLanguage } from "./accepted.ts";

test.each([
  undefined,
  null,
  "",
  "en",
  "en-GB",
  "EN-us;q=0.3",
  "xx, en;q=0.5",
  "*",
  "xx",
  ";;;,,q=",
  "en;q=x",
])("%j is English, the only one so far", (header) => expect(acceptedLanguage(header)).toBe("en"));

test("a header of any length costs little", () => {
  expect(acceptedLanguage("xx;q=0.1,".repeat(1_000_000))).toBe("en");
});
