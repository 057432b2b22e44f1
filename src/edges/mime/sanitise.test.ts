import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sanitise } from "./sanitise.ts";

const clean = (html: string, remote = false) => sanitise(html, { remote, local: () => null }).html;

describe("sanitise", () => {
  test("keeps the usual elements of a mail", () => {
    const html =
      '<h1 align="center">Hi</h1><p style="color:red;font-weight:bold">a <b>b</b><br>c</p><ul><li>d</li></ul>' +
      '<table width="100%" cellpadding="2"><tbody><tr><td colspan="2" bgcolor="#ff0000">e</td></tr></tbody></table>';
    expect(clean(html)).toBe(html);
  });

  test("a body becomes a div, with its colours", () => {
    expect(clean('<html><body bgcolor="#fff" onload="x()"><p>a</p></body></html>')).toBe(
      '<div bgcolor="#fff"><p>a</p></div>',
    );
  });

  test.each([
    ["script", "a<script>alert(1)</script>b", "ab"],
    ["script in pieces", "a<scr<script>ipt>alert(1)</script>b", "aipt&gt;alert(1)b"],
    ["script that is not closed", "a<script>alert(1)", "a"],
    ["handlers", "<b onclick=x() ONMOUSEOVER='y()'>a</b>", "<b>a</b>"],
    ["handler after a slash", "<b/onclick=x()>a</b>", "<b>a</b>"],
    ["svg with all in it", "a<svg><a xlink:href=javascript:x()>b</a><script>y</script></svg>c", "ac"],
    ["mathml", "<math><mtext><style><img src=x onerror=y()></style></mtext></math>a", "a"],
    [
      "noscript, but not its text",
      "<noscript><p title='</noscript><img src=x onerror=x()>'>t</noscript>a",
      '<p title="&lt;/noscript&gt;&lt;img src=x onerror=x()&gt;">t</p>a',
    ],
    ["template", "<template><b>x</b></template>a", "a"],
    ["frames", "<iframe src=https://e.example>x</iframe><frameset><frame src=x></frameset>a", "a"],
    [
      "objects, but not what stands in for them",
      "<object data=x><b>y</b></object><embed src=x>a",
      "<b>y</b>a",
    ],
    ["a drawing that ends where HTML goes on", "<svg><path d=M0><script>y</script><p>a</svg>b", "<p>a</p>b"],
    ["forms, but not their text", "<form action=x><input value=v><button>Go</button></form>", "Go"],
    [
      "meta, link and base",
      "<meta http-equiv=refresh content=0><link rel=stylesheet href=x><base href=x>a",
      "a",
    ],
    ["comments", "<!-- <b>x</b> -->a<!--[if mso]><b>y</b><![endif]-->", "a"],
    ["a title", "<head><title><b>t</b></title></head>a", "a"],
    ["text areas and what pretends to be in them", "<textarea></textarea><img src=x onerror=y()>", "<img>"],
    ["ids and names", "<b id=forms name=cookie>a</b>", "<b>a</b>"],
    ["data attributes", "<b data-x=1 aria-label=y role=z>a</b>", "<b>a</b>"],
  ])("removes %s", (_, html, expected) => {
    expect(clean(html)).toBe(expected);
  });

  test("closes open elements, and drops stray closing tags", () => {
    expect(clean("</div></td><b>a<i>b</p>")).toMatch(/^<b>a<i>b(?:<p><\/p>)?<\/i><\/b>$/);
  });

  test("text and attributes are escaped", () => {
    expect(clean("&lt;script&gt; &amp;lt; \" '")).toBe("&lt;script&gt; &amp;lt; &quot; &#39;");
    expect(clean('<b title="&quot;><script>">a</b>')).toBe('<b title="&quot;&gt;&lt;script&gt;">a</b>');
  });

  test("links open in another tab and send no referrer", () => {
    expect(clean("<a href=https://example.com/?a=1&b=2>x</a>")).toBe(
      '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">x</a>',
    );
    expect(clean("<a href='mailto:a@example.com'>x</a><a href=tel:+49123>y</a>")).toMatch(/mailto:.*tel:/);
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \u0001java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "&#x6A;avascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>x</script>",
    "file:///etc/passwd",
    "blob:https://x",
    "//evil.example",
    "/setup",
    "#top",
    "cid:x",
  ])("a link to %j loses its target", (href) => {
    expect(clean(`<a href="${href}">x</a>`)).toBe("<a>x</a>");
  });

  test("images: the mail's own, embedded ones, and remote ones only on request", () => {
    const local = (source: string) => (source === "cid:a@b" ? "/mails/1/files/2" : null);
    const html =
      '<img src="cid:a@b"><img src="cid:other"><img src="data:image/png;base64,AA=="><img src="data:image/svg+xml;base64,AA==">' +
      '<img src="http://t.example/p.gif" width=1>';
    const without = sanitise(html, { remote: false, local });
    expect(without.html).toBe(
      '<img src="/mails/1/files/2"><img><img src="data:image/png;base64,AA=="><img><img width="1">',
    );
    expect(without.remotePictures).toBe(true);
    const withThem = sanitise(html, { remote: true, local });
    expect(withThem.html).toContain(
      '<img src="http://t.example/p.gif" referrerpolicy="no-referrer" loading="lazy" width="1">',
    );
    expect(withThem.remotePictures).toBe(false);
    expect(
      clean("<img srcset='http://t.example/x 2x' src='ftp://t.example/x' background=http://t.example>", true),
    ).toBe("<img>");
  });

  test("style sheets are kept if they are simple", () => {
    const html =
      "<style>@import url(//e.example); p { color: red; position: fixed } b{background:url(x)}</style><p>a</p>";
    expect(clean(html)).toBe("<style>p{color:red}</style><p>a</p>");
    expect(clean("<style></style><script>x</script></style><b>a</b>")).toBe("<b>a</b>");
  });

  test("the output is bounded, balanced, and says if it was cut", () => {
    const tall = sanitise("<div><b>".repeat(5) + '<a href="https://example.com">x</a>'.repeat(200_000), {
      remote: false,
      local: () => null,
    });
    expect(tall.cut).toBe(true);
    expect(tall.html.length).toBeLessThan(15 * 1024 * 1024);
    expect(tall.html.endsWith("</b></div>".repeat(5))).toBe(true);
    const long = sanitise(`<p>${'"'.repeat(3_000_000)}</p><p>after</p>`, {
      remote: false,
      local: () => null,
    });
    expect(long).toMatchObject({ cut: true, html: expect.stringMatching(/&quot;<\/p>$/) });
    expect(long.html.length).toBeLessThan(4.3 * 1024 * 1024);
    expect(sanitise("<p>short</p>", { remote: false, local: () => null }).cut).toBe(false);
  });

  test("spaces around a URL are removed, escaped ones too; a very long URL is dropped", () => {
    expect(clean(`<a href=" %20%20https://example.com/a%20b%20 %20">x</a>`)).toContain(
      '"https://example.com/a%20b"',
    );
    expect(clean(`<a href="https://example.com/${"%20".repeat(100_000)}">x</a>`)).toBe("<a>x</a>");
  });

  test("very deep nesting keeps its text and bounds its depth", () => {
    const html = clean(`${"<div>".repeat(1_500)}deep`);
    expect(html).toContain("deep");
    expect(html.split("<div>").length).toBeLessThan(300);
    expect(html.split("</div>").length).toBe(html.split("<div>").length);
  });

  test("property: for any input, only allowed tags and attributes are in the output, balanced", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ..."< > </ /> \" ' = & &lt; &#x3c; <!-- --> <![CDATA[ ]]> <? ?> <script> </script> <style> </style> <svg> <math>".split(
          " ",
        ),
        ..."<title> <textarea> <noscript> <xmp> <plaintext> <template> <select> <option> <table> <td> <p> <a <img <div".split(
          " ",
        ),
        " onerror=x() ",
        " src=http://e.example/x ",
        " style='background:url(http://e.example)' ",
        " href=javascript:x ",
        "position:fixed",
        "\0",
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const out = clean(pieces.join(""));
        const open: string[] = [];
        for (const [tag, closing, name, rest] of out.matchAll(/<(\/?)([^\s>]*)([^>]*)>/g)) {
          expect(`${name} ${tag}`).toMatch(/^[a-z][a-z0-9]{0,10} /);
          expect(name).not.toMatch(
            /^(?:script|svg|math|iframe|object|embed|form|input|meta|base|link|title|textarea)$/,
          );
          expect(rest ?? "").toMatch(/^(?: [a-z]+="[^"<>]*")*$/);
          expect(rest ?? "").not.toMatch(/ on\w+=|javascript:|url\(|position|http:/);
          if (closing === "/") expect(open.pop()).toBe(name);
          else if (!/^(?:br|hr|img|wbr|col)$/.test(name ?? "")) open.push(name ?? "");
        }
        expect(open).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
