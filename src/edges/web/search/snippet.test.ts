import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mark as markTerms, snippetOf as snippetOfTerms } from "./snippet.ts";

const wanted = (words: readonly string[]) =>
  words.map((word) => ({ text: word.replaceAll('"', ""), phrase: word.startsWith('"') }));
const mark = (text: string, words: readonly string[]) => markTerms(text, wanted(words));
const snippetOf = (text: string, words: readonly string[]) => snippetOfTerms(text, wanted(words)).pieces;

const shown = (pieces: ReturnType<typeof mark>) =>
  pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join("");

describe("found words", () => {
  test.each([
    [
      "Invoice for the INVOICING team",
      ["invoic"],
      "[Invoic]e for the [INVOIC]ing team".replace("[INVOIC]ing", "[INVOIC]ING"),
    ],
    ["Größe und groß", ["grosse"], "[Größe] und groß"],
    ["Fußweg", ["fus"], "[Fuß]weg"],
    ["Fußweg", ["FUSS"], "[Fuß]weg"],
    ["Café, CAFE\u0301", ["cafe"], "[Café], [CAFE\u0301]"],
    ["reinvoice", ["invoice"], "reinvoice"],
    ["東京の天気", ["天気"], "東京の[天気]"],
    ["a b c", ["b c", "c"], "a [b c]"],
    ["x", [""], "x"],
    ["Łódź, Ærø", ["lodz", "aero"], "[Łódź], [Ærø]"],
    ["left_over and left over", ["left-over"], "[left_over] and [left over]"],
    ["red carpet, red car", ['"red car"'], "red carpet, [red car]"],
    ["a cat", ["c", "a"], "[a] cat"],
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

  test("a snippet is where the most of the words are, far into the text, too", () => {
    const filler = "filler words ".repeat(40);
    const text = `An invoice. ${filler} the invoice of the sample company. ${filler}`;
    expect(shown(snippetOf(text, ["invo", "sam"]))).toContain("the [invo]ice of the [sam]ple company");
    const far = `${"filler words ".repeat(5000)} a needle ${filler}`;
    expect(shown(snippetOf(far, ["needle"]))).toMatch(/^… .*a \[needle\] filler.* …$/);
  });
});
