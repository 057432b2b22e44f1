import fc from "fast-check";
import { expect, test } from "vitest";
import { marksIn } from "./highlight.ts";

const shown = (text: string) => marksIn(text).map(({ kind, from, to }) => [kind, text.slice(from, to)]);

test("the parts of a rule are told apart", () => {
  expect(
    shown('# first\nrule "a # b" # c\n  when mail arrives\n  and size is 2 KB or subject is "x"\n# last'),
  ).toEqual([
    ["comment", "# first"],
    ["head", "rule"],
    ["text", '"a # b"'],
    ["comment", "# c"],
    ["key", "when"],
    ["key", "and"],
    ["number", "2"],
    ["key", "or"],
    ["text", '"x"'],
    ["comment", "# last"],
  ]);
});

test("marks are in order, within the text, and do not overlap, whatever it is", () => {
  const part = fc.constantFrom("rule ", '"', "# c", "\n", "when ", "12 ", "(", "\\", "é ", "é", ",");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      let at = 0;
      for (const { from, to } of marksIn(text)) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(to).toBeGreaterThan(from);
        at = to;
      }
      expect(at).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 500 },
  );
});
