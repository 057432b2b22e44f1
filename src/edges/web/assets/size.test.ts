import { globSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

test("what every page loads is under 60 KB compressed: scripts, without the editor of rules, and style", () => {
  const sizes = globSync("src/edges/web/assets/*.{js,css}").map(
    (file) => gzipSync(readFileSync(file)).length,
  );
  expect(sizes.length).toBeGreaterThan(5);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60 * 1024);
});
