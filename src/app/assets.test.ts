import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { asset, assetNames, assetText, sqliteAddon, workerEntry } from "./assets.ts";

test("in the source tree an asset is the file with its name", () => {
  expect(asset("LICENSE")).toEqual(readFileSync("LICENSE"));
  expect(assetText("CHANGELOG.md")).toMatch(/^# Changelog/);
});

test("a missing asset is an error", () => {
  expect(() => asset("migrations/none.sql")).toThrow("migrations/none.sql");
});

test("the names below a folder are complete and sorted", () => {
  const names = assetNames("migrations");
  expect(names).toEqual(globSync("migrations/*").sort());
  expect(names.length).toBeGreaterThan(0);
});

test("better-sqlite3 finds its own addon, and a worker is its source", () => {
  expect(sqliteAddon()).toBeUndefined();
  expect(workerEntry("src/edges/mime/worker.ts")).toEqual({
    url: new URL("../edges/mime/worker.ts", import.meta.url),
  });
});
