import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path/posix";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Markdown } from "./markdown.tsx";
import { helpFiles } from "./routes.tsx";

const render = (source: string) => String(<Markdown source={source} />);

describe("help's Markdown", () => {
  test.each([
    ["# A `b`", "<h1>A <code>b</code></h1>"],
    ["## Found *it*", '<h2 id="found-it">Found *it*</h2>'],
    ["one\ntwo\n\nthree", "<p>one two</p><p>three</p>"],
    ["- a\n  b\n- **c**", "<ul><li>a b</li><li><b>c</b></li></ul>"],
    ["1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
    [
      "[x](/help) [y](https://y.example/) [z](javascript:alert)",
      '<p><a href="/help">x</a> <a href="https://y.example/">y</a> [z](javascript:alert)</p>',
    ],
    ["a <b> & c", "<p>a &lt;b&gt; &amp; c</p>"],
  ])("%j", (source, expected) => expect(render(source)).toBe(expected));

  test("a table and a block of code", () => {
    expect(render("|a|b|\n|---|---|\n|`1`|2|")).toContain("<tr><td><code>1</code></td><td>2</td></tr>");
    expect(render("```\n<x>\n# y\n```")).toContain("<code>&lt;x&gt;\n# y</code>");
  });

  test("never writes raw HTML from the source", () => {
    const bits = fc.constantFrom(
      "<script>",
      "`",
      "**",
      "[",
      "](",
      ")",
      "|",
      "# ",
      "- ",
      "```",
      "\n",
      "a",
      '"',
      "javascript:x",
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 20 }), (pieces) => {
        expect(render(pieces.join(""))).not.toMatch(/<script|href="javascript/);
      }),
    );
  });
});

describe("help pages", () => {
  const folder = `${import.meta.dirname}/..`;
  const files = globSync("**/*.md", { cwd: folder }).filter((file) => basename(file) !== "README.md");
  const pages = files.map((file) => basename(file, ".md"));
  const read = (file: string) => readFileSync(`${folder}/${file}`, "utf8");

  test("each file is in the table of contents, and vice versa", () => {
    expect([...files].sort()).toEqual([...helpFiles].sort());
  });

  test.each(files)("%s begins with its title, and its links to help pages work", (file) => {
    expect(read(file)).toMatch(/^# \S/);
    for (const [, target] of read(file).matchAll(/\]\(\/help\/([^)#]+)/g)) expect(pages).toContain(target);
    expect(render(read(file))).not.toMatch(/\*\*|\]\(/);
  });
});
