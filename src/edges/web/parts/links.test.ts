import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { href, ownPath, withLinks } from "./links.ts";

describe("links from hostile text", () => {
  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/x",
    "no",
    "//x.example",
  ])("%s is not a link", (address) => expect(href(address)).toBeNull());
  test.each(["https://x.example/a?b#c", "http://x.example/", "mailto:a@b.example", "tel:+49301234"])(
    "%s is one",
    (address) => expect(href(address)).toBe(address),
  );

  test.each([
    ["See https://x.example/a.", ["https://x.example/a"]],
    ["(https://x.example/a_(b)), and http://y.example!", ["https://x.example/a_(b)", "http://y.example"]],
    ["<https://x.example/?q=1&r=2>", ["https://x.example/?q=1&r=2"]],
    ["xhttps://x.example and http://", []],
    ["https://", []],
  ])("in %j", (text, expected) => {
    expect(withLinks(text).flatMap((piece) => (piece.href ? [piece.text] : []))).toEqual(expected);
  });

  test("no text is lost, and every link is http or https", () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.webUrl(),
      fc.constantFrom("https://", "http://)", "<", " "),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const found = withLinks(text);
        expect(found.map((one) => one.text).join("")).toBe(text);
        for (const one of found) if (one.href !== null) expect(one.href).toMatch(/^https?:\/\//);
      }),
    );
  });

  test.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "",
    "tickets",
    "/a\nb",
    "/a\\b",
    "/\t/evil",
  ])("%j is not a path of this site", (text) => expect(ownPath(text, "/tickets")).toBe("/tickets"));
  test("a path of this site is kept", () =>
    expect(ownPath("/tickets/1?a=b#c", "/")).toBe("/tickets/1?a=b#c"));
});
