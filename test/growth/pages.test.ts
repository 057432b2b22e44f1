/** Pages and the HTML of mails: their cost is linear in hostile text, and the output is bounded. */
import { describe, expect, test } from "vitest";
import type { Body, FilePart } from "../../src/edges/mime/body.ts";
import { shownFiles, sourceFinder } from "../../src/edges/mime/cid.ts";
import { renderHtml } from "../../src/edges/mime/html-to-text.ts";
import { sanitise } from "../../src/edges/mime/sanitise.ts";
import { beginning, MOST_TEXT, proseSize, short } from "../../src/edges/web/bounds.ts";
import { Markdown } from "../../src/edges/web/help/markdown.tsx";
import { withLinks } from "../../src/edges/web/parts/links.ts";
import { mark, snippetOf } from "../../src/edges/web/search/snippet.ts";
import { allPages } from "../../src/edges/web/testing/all-pages.tsx";
import { filledWith } from "../../src/edges/web/testing/filled.ts";
import { growthOf, MOST } from "./growth.ts";
import { type Hostile, pairs, runs } from "./hostile.ts";

const page = 2 * 1024 * 1024;
/** Milliseconds. A quadratic cost takes seconds at the lengths used here. */
const SHORT = 60;
const run = (unit: string, size: number): string => unit.repeat(Math.ceil(size / unit.length));

async function expectLinear(
  name: string,
  n: number,
  text: (size: number) => string,
  work: (text: string) => unknown,
) {
  const before = process.threadCpuUsage();
  work(text(2 * n));
  const { user, system } = process.threadCpuUsage(before);
  // A shorter time at this length is not measured further.
  if ((user + system) / 1000 < SHORT) return;
  const { once, twice, factor } = await growthOf(n, text, work);
  expect(factor, `${name}: ${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
}

describe("every page", () => {
  /** Text from our own people, also what they have just typed, and generated ids. */
  const own =
    /^(frame|nav|agents|groups|categories|templates|people|mailboxes|target|targets|linked|answer|note|properties|saved|kept|threads|form|signature|words|key|id|mail|at|typed|holdUntil|sendAt|contact|drafts|draft)$/;
  const ids = /^(key|id|mail|holdUntil|sendAt|contact|drafts|draft)$/;
  /** Pages with content from outside; the others show settings and the machine. */
  const outside = /^(tickets|ticket|search|held|queue|outgoing$|outgoing-held|caught|mail|text|error)/;
  const texts: readonly Hostile[] = [
    { name: "quotation marks", text: (size) => run('"', size) },
    { name: "addresses", text: (size) => run("https://a.example/(b)&c ", size) },
    { name: "blanks", text: (size) => run(" \u00a0", size) },
    { name: "characters of three bytes", text: (size) => run("中", size) },
  ];

  test.each(texts)("grows no faster than its texts: $name", async ({ name, text }) => {
    const render = (filled: string) => allPages("# Help", filledWith(filled, 20, ids));
    await expectLinear(name, 1_500, text, render);
    for (const [of, html] of render(text(3_000))) expect([of, html.length < page]).toEqual([of, true]);
  });

  test.each(texts)("with content from outside is bounded: $name", ({ text }) => {
    // Names of targets are those of the ruleset. Texts of messages are cut by the view models, which src/edges/web/tickets/tickets.test.ts tests.
    const kept = new RegExp(`${own.source}|^(text|quoted)$`);
    for (const [name, html] of allPages("# Help", filledWith(text(20_000), 1_000, kept))) {
      if (outside.test(name)) expect([name, Buffer.byteLength(html) < page]).toEqual([name, true]);
    }
  });

  test("of Markdown grows no faster than its text", async () => {
    for (const unit of ["`", "**", "[", "](", "[a](", "| ", "- ", "1. ", "# ", "```\n", "a\n", "\n"]) {
      await expectLinear(
        unit,
        20_000,
        (size) => run(unit, size),
        (source) => String(Markdown({ source })),
      );
    }
  });
});

describe("texts on pages", () => {
  const words = ["a", "b c", "中"].map((text) => ({ text, phrase: text === "b c" }));
  const works: readonly (readonly [string, (text: string) => unknown])[] = [
    ["links", withLinks],
    ["their size", proseSize],
    ["a beginning", (text) => beginning(text, MOST_TEXT)],
    ["a short form", (text) => short(text)],
    ["marked words", (text) => mark(text, words)],
    ["a place of words", (text) => snippetOf(text, words)],
  ];
  test.each(works)("%s", async (_, work) => {
    for (const { name, text } of [...runs, ...pairs]) await expectLinear(name, 50_000, text, work);
  });
});

describe("HTML", () => {
  const values = [
    "https://a.example/",
    "cid:a@b",
    "//a/",
    "data:image/png;base64,AAAA",
    "javascript:",
    "%20",
    "&#32;",
    "&amp;",
    "\t",
    "rgb(",
    "color:red;",
    "a(",
    "/*",
    ";",
    ":",
    "gmail_quote ",
    "-",
  ];
  const attributes = ["href", "src", "style", "class", "id", "title", "alt", "width", "bgcolor", "x"];
  const tags = ["a", "img", "div"];
  /** An element with one long value, and many elements with short ones. */
  const valued: readonly Hostile[] = tags.flatMap((tag) =>
    attributes.flatMap((attribute) =>
      values.map((value) => ({
        name: `<${tag} ${attribute}=${value}>`,
        text: (size: number) =>
          `<${tag} ${attribute}="${run(value, size / 2)}">a</${tag}>${run(`<${tag} ${attribute}="${value}">a</${tag}>`, size / 2)}`,
      })),
    ),
  );
  const pieces = [
    ..."div b p a br td table tr li ul svg math form select option style script title textarea pre blockquote body".split(
      " ",
    ),
  ].flatMap((tag) => [`<${tag}>`, `</${tag}>`, `<${tag}>a</${tag}>`, `<${tag}>a`, `<${tag} `, `<${tag}/`]);
  const shapes: readonly Hostile[] = [
    ...pieces,
    "<",
    "</",
    "<!--",
    "-->",
    "<!-- ",
    "<![CDATA[",
    "<?",
    "&",
    "&#",
    "&#x41;",
    "&amp",
    "&lt;b",
    '<a b="',
    "<a b='",
    "<a a=1 ",
    '"',
    "<div class=gmail_signature>a",
    "<div id=divRplyFwdMsg>a</div>",
    '<a href="https://a.example/x">//</a>',
    `<a href="https://a.example/x">${"/".repeat(4_000)}x</a>`,
    "<blockquote type=cite><div>",
  ].map((unit) => ({ name: unit.slice(0, 60), text: (size) => run(unit, size) }));
  const deep: readonly Hostile[] = ["</x>", "<b></b>", "</p>", "<br>", "a"].map((unit) => ({
    name: `${unit} in a deep nest`,
    text: (size) => run("<div>", Math.min(1_900 * 5, size / 2)) + run(unit, size / 2),
  }));
  const sheets: readonly Hostile[] = [
    "a{",
    "a{color:red}",
    "@a;",
    "@media a{",
    "}",
    "/*",
    "<!--",
    "a{b:c(",
    "@",
  ].map((unit) => ({ name: `<style>${unit}`, text: (size) => `<style>${run(unit, size)}</style>` }));
  const all = [...shapes, ...deep, ...sheets, ...valued];
  const local = () => null;

  test("is sanitised in linear time, with a bounded result", async () => {
    for (const { name, text } of all) {
      await expectLinear(name, 50_000, text, (html) => sanitise(html, { remote: true, local }));
    }
    for (const { text } of [...shapes, ...deep]) {
      expect(sanitise(text(1_000_000), { remote: true, local }, 100_000).html.length).toBeLessThan(150_000);
    }
  });

  test("is converted to text in linear time", async () => {
    for (const { name, text } of all) await expectLinear(name, 50_000, text, renderHtml);
  });

  const file = (i: number): FilePart => ({
    ...{ id: `${i}`, name: "a.png", type: "image/png" },
    ...{ cid: `${i}@a.example`, location: `https://a.example/${i}.png` },
    bytes: () => Buffer.alloc(0),
  });
  const bodyOf = (size: number, source: (i: number) => string): Body => {
    const files = Array.from({ length: size }, (_, i) => file(i));
    const html = Array.from({ length: 10 * size }, (_, i) => `<img src="${source(i)}">`).join("");
    const text = { html: true, parameters: new Map(), text: () => html };
    return { plain: [text], rich: [text], files, answersInvitation: false };
  };

  test.each([
    ["by Content-ID", (i: number) => `cid:${i}@a.example`],
    ["by Content-Location", (i: number) => `https://a.example/${i}.png`],
    ["none", (i: number) => `https://b.example/${i}`],
  ])("resolves references to files, %s, in linear time", async (_, source) => {
    const work = (body: Body) => {
      const find = sourceFinder(body.files);
      const [piece] = body.rich;
      return [
        shownFiles(body),
        sanitise(piece?.text() ?? "", { remote: false, local: (src) => find(src)?.id ?? null }),
      ];
    };
    const { factor } = await growthOf(1_000, (size) => bodyOf(size, source), work);
    expect(factor).toBeLessThanOrEqual(MOST);
  });
});
