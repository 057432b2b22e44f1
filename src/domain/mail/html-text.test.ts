import { expect, test } from "vitest";
import { plainToHtml, quoteHtml } from "./html-text.ts";

test("web addresses in a sent text are links, without the sentence's punctuation", () => {
  expect(plainToHtml("See https://desk.example/a?b=1&c=2, please.")).toBe(
    '<p>See <a href="https://desk.example/a?b=1&amp;c=2">https://desk.example/a?b=1&amp;c=2</a>, please.</p>',
  );
  expect(quoteHtml("Ann wrote:", "https://desk.example/x")).toContain('<a href="https://desk.example/x">');
});

test.each(["javascript:alert(1)", "ftp://desk.example/", '"https://" onclick="x"', "www.desk.example"])(
  "%s is no link",
  (text) => expect(plainToHtml(text)).not.toContain("<a "),
);

test("a link cannot end its attribute or its element", () => {
  const html = plainToHtml('https://desk.example/"><script>alert(1)</script>');
  expect(html).not.toContain("<script");
  expect(html).toMatch(/<a href="https:\/\/desk\.example\/">/);
});
