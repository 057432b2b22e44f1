import { expect, test } from "vitest";
import { packagesIn } from "./debian.ts";

test("a list of packages has one per line, with comments", () => {
  expect(packagesIn("# what tests need\n\nchromium   # pages\n swaks\n")).toEqual(["chromium", "swaks"]);
});
