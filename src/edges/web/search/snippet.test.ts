import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mark, snippetOf } from "./snippet.ts";

const shown = (pieces: ReturnType<typeof mark>) =>
  pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join("");

describe("found words", () => {
  test.each([
    [
      "Invoice for the INVOICING team",
      ["invoic"],
      "[Invoic]e for the [INVOIC]ing team".replace("[INVOIC]ing", "[INVOIC]ING"),
    ],
    ["Größe und groß", ["grosse"], "Größe und groß"],
    ["Café, CAFE\u0301", ["cafe"], "[Café], [CAFE\u0301]"],
    ["reinvoice", ["invoice"], "reinvoice"],
    ["東京の天気", ["天気"], "東京の[天気]"],
    ["a b c", ["b c", "c"], "a [b c]"],
    ["x", [""], "x"],
  ])("%j with %j", (text, words, expected) => expect(shown(mark(text, words))).toBe(expected));

  test("joined pieces are the text", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(
        text,
        fc.array(fc.string({ unit: "grapheme", maxLength: 4 }), { maxLength: 4 }),
        (all, words) => {
          expect(
            mark(all, words)
              .map((piece) => piece.text)
              .join(""),
          ).toBe(all);
        },
      ),
    );
  });

  test("a snippet is around the first word, on one line, and short", () => {
    const text = `${"filler words ".repeat(40)}\nthe needle is here\n${"more words ".repeat(400)}`;
    const pieces = snippetOf(text, ["needle"]);
    expect(shown(pieces)).toMatch(/^… .*the \[needle\] is here more .* …$/);
    expect(shown(pieces).length).toBeLessThan(240);
    expect(shown(snippetOf("short", ["absent"]))).toBe("short");
  });
});
