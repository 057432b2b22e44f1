import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, test } from "vitest";
import { allPages } from "./testing/all-pages.tsx";
import { filledWith } from "./testing/filled.ts";

const plain = allPages("# Help\n\nText");

interface Element {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
}

function read(html: string): { elements: Element[]; text: string } {
  const elements: Element[] = [];
  let text = "";
  const parser = new Parser({
    onopentag: (name, attributes) => elements.push({ name, attributes }),
    ontext: (piece) => {
      text += piece;
    },
  });
  parser.end(html);
  return { elements, text };
}

const attacks = [
  `"><script>alert(1)</script><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</title></textarea></pre></style><svg onload=alert(1)>`,
  "javascript:alert(1)//",
  "\u202e<b>&amp;</b>\u0000\ud800",
  'http://x.example/"onclick="alert(1)',
];
const hostile = fc.oneof(
  fc.constantFrom(...attacks),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.tuple(fc.constantFrom(...attacks), fc.string({ maxLength: 10 })).map((both) => both.join("")),
);

describe("every page", () => {
  test.each(plain)("%s is complete: one document, one top-level heading, a title", (name, html) => {
    const { elements } = read(html);
    const of = (tag: string) => elements.filter((one) => one.name === tag).length;
    expect([of("html"), of("head"), of("body"), of("title")]).toEqual([1, 1, 1, 1]);
    if (!name.startsWith("mail-document")) expect(of("h1")).toBe(1);
  });

  test.each(plain)("%s has a label for each field, no doubled id, no inline script or style", (_, html) => {
    const { elements } = read(html);
    const ids = elements.flatMap((one) => one.attributes.id ?? []);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const labelled = new Set(elements.flatMap((one) => (one.name === "label" ? [one.attributes.for] : [])));
    for (const { name, attributes } of elements) {
      expect(attributes.style, name).toBeUndefined();
      expect(Object.keys(attributes).filter((one) => one.startsWith("on"))).toEqual([]);
      if (name === "script") expect(attributes.src).toMatch(/^\/assets\//);
      const field = name === "select" || name === "textarea" || (name === "input" && isText(attributes.type));
      const hasName =
        attributes["aria-label"] !== undefined ||
        labelled.has(attributes.id) ||
        attributes.hidden !== undefined;
      if (field) expect(hasName, `${name} ${attributes.name}`).toBe(true);
      for (const id of (attributes["aria-describedby"] ?? "").split(" ").filter(Boolean)) {
        expect(ids).toContain(id);
      }
    }
  });

  test.each(plain)("%s sends the form's token with every POST", (_, html) => {
    const forms = html
      .split("<form")
      .slice(1)
      .filter((form) => form.includes('method="post"'));
    for (const form of forms) expect(form.split("</form>")[0]).toContain('name="csrf"');
  });

  test("stays valid with any texts in it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const [name, html] of allPages("# Help", filledWith(text))) {
          const { elements } = read(html);
          for (const element of elements) {
            expect(element.name, name).not.toBe("svg onload");
            for (const [key, value] of Object.entries(element.attributes)) {
              expect(key.startsWith("on"), `${name}: ${element.name} ${key}`).toBe(false);
              if (["href", "src", "action", "formaction"].includes(key)) {
                expect(value, name).toMatch(/^(?:$|[#?/]|https?:\/\/|data:)/);
                expect(value.startsWith("//"), name).toBe(false);
              }
            }
          }
          const scripts = elements.filter((one) => one.name === "script");
          expect(scripts.map((one) => Object.keys(one.attributes).sort())).toEqual(
            name.startsWith("mail-document") ? [] : [["src", "type"]],
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  test("contains the given texts", () => {
    const wanted = `Größe <&"'> 東京`;
    for (const [name, html] of allPages("# Help", filledWith(wanted))) {
      if (!["tickets", "ticket", "search", "held", "outgoing", "caught", "people"].includes(name)) continue;
      expect(read(html).text, name).toContain(wanted);
    }
  });
});

const isText = (type: string | undefined): boolean =>
  type === undefined || ["text", "email", "password", "search", "number", "datetime-local"].includes(type);
