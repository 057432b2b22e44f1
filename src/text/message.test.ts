import fc from "fast-check";
import { MessageFormat } from "messageformat";
import { parseCST } from "messageformat/cst";
import { expect, test } from "vitest";
import { catalogueOf } from "./catalogue.ts";
import { compile } from "./message.ts";

const messages = {
  plain: "Nothing to fill",
  name: "by {$name}",
  two: "set {$name} to {$value}",
  count: ".input {$n :integer} .match $n one {{{$n} message for {$who}}} * {{{$n} messages for {$who}}}",
  brace: "\\{user\\} is replaced",
} as const;
const t = catalogueOf<typeof messages>(messages)("en");

test("parameters are filled in, and a count selects the form", () => {
  expect(t("plain")).toBe("Nothing to fill");
  expect(t("name", { name: "Ann" })).toBe("by Ann");
  expect(t("count", { n: 1, who: "Ann" })).toBe("1 message for Ann");
  expect(t("count", { n: 12_345, who: "Ann" })).toBe("12,345 messages for Ann");
  expect(t("brace")).toBe("{user} is replaced");
});

test("a number without a format is written unchanged", () => {
  expect(t("two", { name: "port", value: 12_345 })).toBe("set port to 12345");
});

test("a parameter's value is not parsed as a message, and has no marks around it", () => {
  expect(t("two", { name: "{$value}", value: "$& \u05d0" })).toBe("set {$value} to $& \u05d0");
});

test("a key of a union type takes the parameters of all", () => {
  const say = (key: "plain" | "name") => t(key, { name: "Ann" });
  expect([say("plain"), say("name")]).toEqual(["Nothing to fill", "by Ann"]);
});

test("a parameter too few, one too many and one of another kind do not compile", () => {
  // @ts-expect-error
  expect(() => t("name")).toThrow("name");
  // @ts-expect-error
  t("name", { name: "Ann", other: 1 });
  // @ts-expect-error
  t("plain", { name: "Ann" });
  // @ts-expect-error
  t("count", { n: "1", who: "Ann" });
});

test("plurals are those of the language", () => {
  const files = ".input {$n :integer} .match $n one {{{$n} plik}} few {{{$n} pliki}} * {{{$n} plików}}";
  const polish = compile("pl", files);
  expect([1, 3, 5, 22].map((n) => polish({ n }))).toEqual(["1 plik", "3 pliki", "5 plików", "22 pliki"]);
});

test("bytes and durations are written roughly, in the language's way", () => {
  const [size, time] = [compile("en", "{$n :bytes}"), compile("en", "for {$n :duration}")];
  expect([0, 5, 1040, 268.4e6, 50e9].map((n) => size({ n }))).toEqual([
    ...["0 bytes", "5 bytes", "1.0 kB", "268.4 MB", "50.0 GB"],
  ]);
  const hour = 3_600_000;
  expect([60_000, hour, 3 * hour, 100 * hour].map((n) => time({ n }))).toEqual([
    ...["for 1 minute", "for 60 minutes", "for 3 hours", "for 4 days"],
  ]);
  expect(compile("de", "{$n :bytes}")({ n: 1.5e9 })).toBe("1,5\u00a0GB");
  expect(compile("de", "{$n :duration}")({ n: 3 * hour })).toBe("3 Stunden");
});

const isValid = (message: string): boolean => parseCST(message).errors.length === 0;

test("messages put together by hand equal the library's", () => {
  const text = fc
    .array(
      fc.oneof(fc.constantFrom("{$a}", "{$b}", "\\\\", "\\{", "\\}", "|", " "), fc.string({ maxLength: 5 })),
    )
    .map((parts) => parts.map((part) => (part.length < 4 ? part : part.replaceAll(/[{}\\]/g, ""))).join(""));
  const values = fc.record({ a: fc.string(), b: fc.integer() });
  fc.assert(
    fc.property(text, values, (message, { a, b }) => {
      if (isValid(message)) {
        const library = new MessageFormat("en", message, { bidiIsolation: "none" });
        expect(compile("en", message)({ a, b })).toBe(library.format({ a, b: String(b) }));
      } else expect(() => compile("en", message)).toThrow();
    }),
  );
});

test("an invalid message is refused", () => {
  expect(() => compile("en", "to {$mailbox")).toThrow("Missing");
  expect(() => compile("en", ".input {$n :integer} .match $n one {{one}}")).toThrow("fallback");
});
