import { describe, expect, test } from "vitest";
import { renderHtml } from "./html-to-text.ts";
import { sanitise } from "./sanitise.ts";

/** The words that the text of a mail has, and those that its safe HTML shows without any style. */
function shown(html: string): { readonly text: string; readonly html: string } {
  const words = (text: string) => text.split(/\s+/).filter(Boolean).join(" ");
  const safe = sanitise(html, { remote: false, local: () => null }).html;
  return {
    text: words(renderHtml(html).text),
    html: words(safe.replace(/<style>.*?<\/style>/gs, "").replace(/<[^>]*>/g, " ")),
  };
}

const style = (css: string, body: string) =>
  `<html><head><style>${css}</style></head><body>${body}</body></html>`;

describe("the text and the safe HTML of a mail agree on what is hidden", () => {
  test.each([
    ["an id", style("#lead{display:none}", "<p id=lead>Secret</p><p>Shown</p>")],
    [
      "an element's id and class",
      style("p#lead.a{display:none}", "<p id=lead class='b a'>Secret</p><p id=x class=a>Shown</p>"),
    ],
    ["an attribute", style("[data-role=teaser]{display:none}", "<p data-role=teaser>Secret</p><p>Shown</p>")],
    [
      "a part of an attribute",
      style("div[class*='pre']{display:none}", "<div class=my-preheader>Secret</div>Shown"),
    ],
    [
      "an element within another one",
      style(
        ".top td span{display:none}",
        "<table class=top><tr><td><b><span>Secret</span></b></table><span>Shown</span>",
      ),
    ],
    [
      "a child",
      style(
        "div.a > p{display:none}",
        "<div class=a><p>Secret</p><blockquote><p>Shown</p></blockquote></div>",
      ),
    ],
    [
      "the body's child, where there is no body",
      "<style>body > p.a{display:none}</style><p class=a>Secret</p>Shown",
    ],
    [
      "a rule that takes precedence",
      style("p{display:none!important} p{display:block}", "<p style='display:block'>Secret</p>Shown"),
    ],
    ["a style sheet below", "<p class=a>Secret</p><p>Shown</p><style>.a{display:none}</style>"],
    [
      "a query for every screen",
      style("@media only screen and (min-width:1px){.a{display:none}}", "<p class=a>Secret</p>Shown"),
    ],
    [
      "letters of no size",
      style(
        ".a{font-size:0;line-height:0}.b{font-size:1em}",
        "<p class=a>Secret<b class=b>Secret</b></p>Shown",
      ),
    ],
    ["text far outside", "<p style='text-indent:-9999px'>Secret</p>Shown"],
    ["no height", style(".a{max-height:0px;overflow:hidden}", "<p class=a>Secret</p>Shown")],
    [
      "elements that are not kept",
      style("label{display:none}", "<label>Secret</label><button hidden>Secret</button>Shown"),
    ],
    ["one in another", "<div style='display:none'><p style='display:block!important'>Secret</p></div>Shown"],
    [
      "a comment in the sheet",
      style("/* x */ .a /* y */ { display: /* z */ none }", "<p class=a>Secret</p>Shown"),
    ],
  ])("hidden by %s", (_, html) => {
    const { text, html: safe } = shown(html);
    expect(text).toBe("Shown");
    // Letters without size, or invisible, are there for their layout, and marked as such in place.
    expect(safe.replace(/Secret/g, "").trim()).toBe("Shown");
    if (!/font-size:0|visibility/.test(html)) expect(safe).toBe("Shown");
  });

  test.each([
    ["a query for print", style("@media print{p{display:none}}", "<p>Shown</p>")],
    [
      "a query for phones",
      style("@media (max-width:600px){.a{display:none!important}}", "<p class=a>Shown</p>"),
    ],
    [
      "a query for dark screens",
      style("@media (prefers-color-scheme:dark){.a{display:none}}", "<p class=a>Shown</p>"),
    ],
    ["a sheet for print", "<style media=print>p{display:none}</style><p>Shown</p>"],
    ["a sheet in a comment", "<!-- <style>p{display:none}</style> --><p>Shown</p>"],
    [
      "a rule that a stronger one undoes",
      style("#a{display:block}.a{display:none}", "<p id=a class=a>Shown</p>"),
    ],
    [
      "a style of its own that undoes a rule",
      style(".a{display:none}", "<p class=a style='display:block'>Shown</p>"),
    ],
    [
      "what depends on siblings or on the pointer",
      style("p:hover{display:none} b + p{display:none} p:not(.x){display:none}", "<b></b><p>Shown</p>"),
    ],
    [
      "an own style that a rule undoes",
      style(".a[title]{display:block!important}", "<p class=a title=x style='display:none'>Shown</p>"),
    ],
    ["the whole page", style("body{display:none}", "<p>Shown</p>")],
    ["another element of that name", style("div #lead{display:none}", "<p id=lead>Shown</p>")],
    [
      "a selector that is broken",
      style(".a > > .b{display:none} ..a{display:none} .a[{display:none}", "<p class='a b'>Shown</p>"),
    ],
  ])("not hidden by %s", (_, html) => {
    expect(shown(html)).toEqual({ text: "Shown", html: "Shown" });
  });

  test("letters that a sheet hides are marked in place, and those in them that it shows", () => {
    const html = style(
      ".a{visibility:hidden}.b{visibility:visible}",
      "<p class=a>Secret<b class=b>Shown</b></p>",
    );
    expect(renderHtml(html).text).toBe("Shown");
    expect(sanitise(html, { remote: false, local: () => null }).html).toContain(
      '<p style="visibility:hidden" class="a">Secret<b style="visibility:visible" class="b">Shown</b></p>',
    );
  });

  test("no sheet that is kept hides anything, on whatever screen", () => {
    const html = style(
      ".a{opacity:0;color:red} @media (max-width:600px){.b{display:none;width:100%;font-size:0}.c{display:block;visibility:hidden}}",
      "<p>Shown</p>",
    );
    expect(sanitise(html, { remote: false, local: () => null }).html).toContain(
      "<style>.a{color:red}\n@media (max-width:600px){.b{width:100%}\n.c{display:block}}</style>",
    );
  });
});
