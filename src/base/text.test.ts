import { expect, test } from "vitest";
import { before, withoutEnd, withoutStart } from "./text.ts";

test("takes characters off the ends, and leaves those within", () => {
  expect(withoutEnd("a//b//", /\//)).toBe("a//b");
  expect(withoutStart("''a'b'", /['"]/)).toBe("a'b'");
  expect([withoutEnd("....", /\./), withoutStart("....", /\./), withoutEnd("", /a/)]).toEqual(["", "", ""]);
});

test("gives what stands before a mark", () => {
  expect(before("no; (really)", /[;(]/)).toBe("no");
  expect(before("no", /;/)).toBe("no");
});
