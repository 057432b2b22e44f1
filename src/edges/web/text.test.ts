import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { languages, textIn, textKeys } from "./text.ts";

const sources = globSync("**/*.{ts,tsx}", { cwd: import.meta.dirname })
  .filter((file) => !/^text(?:-\w+)?\.ts$/.test(file) && !file.includes(".test."))
  .map((file) => readFileSync(`${import.meta.dirname}/${file}`, "utf8"))
  .join("\n");
/** Names put together in the code, such as `state.${state}`: what stands before and after the variable part. */
const composed = [...sources.matchAll(/`([a-z][\w.]*\.)\$\{[^`]*?\}([\w.]*)`/gi)].map(
  ([, start = "", end = ""]) => ({
    start,
    end,
  }),
);

describe("texts", () => {
  test.each(textKeys)("%s is used", (key) => {
    const used =
      sources.includes(`"${key}"`) ||
      composed.some(
        ({ start, end }) =>
          key.startsWith(start) && key.endsWith(end) && key.length > start.length + end.length,
      );
    expect(used).toBe(true);
  });

  test("places are filled, and a count chooses the form", () => {
    for (const language of languages) {
      const t = textIn(language);
      expect(t("list.messages", { n: 1 })).not.toBe(t("list.messages", { n: 2 }).replace("2", "1"));
      expect(t("ticket.via", { mailbox: "x@y.example" })).toContain("x@y.example");
    }
  });

  test("what fills a place is not read as a place itself", () => {
    expect(textIn("en")("event.set", { name: "{value}", value: "$&" })).toBe("set {value} to $&");
  });
});
