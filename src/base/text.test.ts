import { expect, test } from "vitest";
import { before, withoutEnd, withoutStart } from "./text.ts";

test("removes characters at the ends, and keeps those within", () => {
  expect(withoutEnd("a//b//", /\//)).toBe("a//b");
  expect(withoutStart("''a'b'", /['"]/)).toBe("a'b'");
  expect([withoutEnd("....", /\./), withoutStart("....", /\./), withoutEnd("", /a/)]).toEqual(["", "", ""]);
});

test("returns the text before a mark", () => {
  expect(before("no; (really)", /[;(]/)).toBe("no");
  expect(before("no", /;/)).toBe("no");
});
