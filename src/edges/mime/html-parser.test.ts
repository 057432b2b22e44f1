import { expect, test } from "vitest";
import { parseHtml } from "./html-parser.ts";

function parsed(html: string) {
  let text = "";
  let open = 0;
  let deepest = 0;
  parseHtml(html, {
    onopentag() {
      open += 1;
      deepest = Math.max(deepest, open);
    },
    onclosetag() {
      open -= 1;
    },
    ontext(piece) {
      text += piece;
    },
  });
  return { text, open, deepest };
}

test("text longer than one piece is complete", () => {
  const words = "a tangle of words &amp; more ".repeat(1000);
  const { text, open } = parsed(`<p>${words}</p>`);
  expect({ text, open }).toEqual({ text: words.replaceAll("&amp;", "&"), open: 0 });
});

test("what comes after too deep a nesting is cut off, with a mark", () => {
  const { text, open, deepest } = parsed(`${"<div>".repeat(1_000_000)}<p>never read`);
  expect(text).toBe(" [...]");
  expect(deepest).toBeLessThan(4_000);
  expect(open).toBe(0);
});

test("deep threads of quoted replies are read completely", () => {
  const { text } = parsed(`${"<blockquote><div>".repeat(500)}the first word`);
  expect(text).toBe("the first word");
});
