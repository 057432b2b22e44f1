import { expect, test } from "vitest";
import { languageOf } from "./locale.ts";

test("English where there is no catalogue of a language", () => {
  for (const LANG of [undefined, "", "C", "C.UTF-8", "POSIX", "xx_XX.UTF-8", "en_GB", "toString", "enx"])
    expect(languageOf({ LANG })).toBe("en");
});

test("LC_ALL comes before LC_MESSAGES, and that before LANG; empty ones are not set", () => {
  const asked: string[] = [];
  const env = new Proxy<Record<string, string>>(
    { LC_ALL: "", LC_MESSAGES: "en_GB.UTF-8", LANG: "xx" },
    {
      get(target, name) {
        asked.push(String(name));
        return target[String(name)];
      },
    },
  );
  expect(languageOf(env)).toBe("en");
  expect(asked).toEqual(["LC_ALL", "LC_MESSAGES"]);
});
