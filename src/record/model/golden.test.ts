/**
 * golden/ has what each version of a projection derives from the sample events: tables and rows. So derived data cannot
 * change without a new version, which tells a start that it has to be rebuilt.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpTables } from "../../../test/support/dump.ts";
import { dataFolder, model, recordIn } from "../../../test/support/record.ts";
import { storedSamples, storeEvents } from "../../../test/support/stored.ts";
import type { OpenRecord } from "../record.ts";
import { projections } from "./index.ts";
import { modelTables, statementsFor } from "./tables.ts";

const golden = new URL("golden/", import.meta.url);
const nameOf = (name: string, version: number) => `${name.replaceAll(" ", "-")}.${version}.txt`;
/** Writes missing files; existing ones are never overwritten. */
const writes = process.env.GOLDEN === "write";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
beforeAll(() => {
  folder = dataFolder();
  storeEvents(folder.path, storedSamples());
  record = recordIn(folder.path);
  record.rebuild();
});
afterAll(() => {
  record.close();
  folder.remove();
});

test.each(projections)("$name derives what its version says", ({ name, version, tables }) => {
  const file = nameOf(name, version);
  const statements = statementsFor(model, tables).map(({ sql }) => sql.replace(/\s+/g, " "));
  const dump = `${[...statements, "", ...dumpTables(record.database.sqlite, tables)].join("\n")}\n`;
  const path = new URL(file, golden);
  if (!existsSync(path)) {
    if (writes) writeFileSync(path, dump);
    else
      expect.fail(
        `golden/${file} is missing: write it by running this test with GOLDEN=write, and delete that of the version before`,
      );
  }
  expect(
    dump,
    `"${name}" makes something else of the sample events than its version ${version} did. Raise its version, so that ` +
      `it is derived again where it is in use, and set usableFrom to the oldest version that the code can work with until ` +
      `then. Where only samples were added, delete golden/${file} instead. Then run ` +
      "this test with GOLDEN=write",
  ).toBe(readFileSync(path, "utf8"));
});

test("there is one file for each projection, with its version", () => {
  const wanted = projections.map(({ name, version }) => nameOf(name, version));
  expect(readdirSync(golden).sort()).toEqual(wanted.sort());
});

test("each table belongs to one projection", () => {
  const tables = projections.flatMap((one) => one.tables);
  expect(tables.toSorted()).toEqual(modelTables(model).toSorted());
  expect(new Set(projections.map(({ name }) => name)).size).toBe(projections.length);
});
