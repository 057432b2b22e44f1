import { expect, test } from "vitest";
import { importViolations } from "./imports.ts";

/** The violations in a tree of these files, as "file: what" lines. */
const check = (files: Record<string, string>): readonly string[] =>
  importViolations(
    new Map(Object.entries(files)),
    new Set(["hono", "zod", "@hono/node-server", "messageformat"]),
  ).map(({ file, what }) => `${file}: ${what}`);

test("imports to the right, within a folder, of node and of dependencies are allowed", () => {
  expect(
    check({
      "src/main.ts": `import { start } from "./app/start.ts";`,
      "src/app/start.ts": `import { web } from "../edges/web/index.ts"; import { ids } from "../base/ids.ts";`,
      "src/edges/web/index.ts": `
        import { serve } from "@hono/node-server";
        import { Hono } from "hono/tiny";
        import { page } from "./page.tsx";`,
      "src/edges/web/page.tsx": `import fs from "node:fs"; export const page = <p>{fs}</p>;`,
      "src/base/ids.ts": `export const ids = 1;`,
      "src/domain/ticket/ticket.ts": `export const made = (now: number) => new Date(now).toISOString();`,
      "src/domain/ticket/ticket.test.ts": `
        import { test } from "vitest";
        import "./testing.ts";
        import "../../../test/support/histories.ts";
        test("at", () => Date.now());`,
      "src/domain/ticket/testing.ts": `import fc from "fast-check"; export const any = fc.string();`,
    }),
  ).toEqual([]);
});

test.each([
  ["a value", `import { web } from "../edges/web/index.ts";`],
  ["a type", `import type { Web } from "../edges/web/index.ts";`],
  ["a re-export", `export * from "../edges/web/index.ts";`],
  ["a named re-export", `export { web } from "../edges/web/index.ts";`],
  ["a dynamic import", `export const web = () => import("../edges/web/index.ts");`],
  ["a type written in place", `export type Web = typeof import("../edges/web/index.ts");`],
])("a layer imports nothing from its left: %s", (_, text) => {
  expect(check({ "src/engine/tick.ts": text, "src/edges/web/index.ts": "export const web = 1;" })).toEqual([
    "src/engine/tick.ts: engine imports src/edges/web/index.ts: edges is to its left",
  ]);
});

test.each(["main", "app", "edges", "engine", "record", "domain"])("base imports nothing of %s", (layer) => {
  const target = layer === "main" ? "src/main.ts" : `src/${layer}/thing/index.ts`;
  const specifier = layer === "main" ? "../main.ts" : `../${layer}/thing/index.ts`;
  expect(check({ "src/base/ids.ts": `import "${specifier}";`, [target]: "" })).toEqual([
    `src/base/ids.ts: base imports ${target}: ${layer} is to its left`,
  ]);
});

test("only the record reaches journal and database, and what commits use reaches neither", () => {
  expect(
    check({
      "src/engine/tickets/find.ts": `import type { Journal } from "../../record/journal.ts";`,
      "src/engine/tickets/find.test.ts": `import { openDatabase } from "../../record/database.ts";`,
      "src/record/record.ts": `import { createJournal } from "./journal.ts"; import "./view/tickets.ts";`,
      "src/record/view/tickets.ts": `import type { Journal } from "../journal.ts"; import "../database.ts";`,
      "src/record/queries/tickets.ts": `import type { Past } from "../past/index.ts";`,
      "src/record/past/index.ts": `import "../journal.ts";`,
      "src/record/journal.ts": "",
      "src/record/database.ts": "",
    }),
  ).toEqual([
    "src/engine/tickets/find.ts: engine imports src/record/journal.ts: only the record reads its journal and database synchronously",
    "src/record/view/tickets.ts: imports src/record/journal.ts: what a commit uses is the read model alone",
    "src/record/queries/tickets.ts: imports src/record/past/index.ts: what a commit uses is the read model alone",
  ]);
});

test("text is open to all above domain and to the appliance, and uses only base and its library", () => {
  expect(
    check({
      "src/app/start.ts": `import "../text/index.ts";`,
      "src/record/view.ts": `import "../text/index.ts";`,
      "src/domain/ticket/ticket.ts": `import "../../text/index.ts";`,
      "src/base/ids.ts": `import "../text/words.ts";`,
      "appliance/console/home.ts": `import "../../src/text/console.ts";`,
      "src/text/index.ts": `
        import "../base/ids.ts";
        import { MessageFormat } from "messageformat";
        import { Hono } from "hono";
        import "node:fs";
        import "../domain/ticket/merge.ts";`,
      "src/text/words.ts": "",
      "src/domain/ticket/merge.ts": "",
      "src/text/console.ts": "export const now = Date.now();",
    }),
  ).toEqual([
    "src/domain/ticket/ticket.ts: domain imports src/text/index.ts: it decides in codes and parameters, and says nothing",
    "src/base/ids.ts: base imports src/text/words.ts: text is to its left",
    'src/text/index.ts: imports "hono": text is pure',
    'src/text/index.ts: imports "node:fs": text is pure',
    "src/text/index.ts: text imports src/domain/ticket/merge.ts: domain is to its left",
    "src/text/console.ts: uses Date.now",
  ]);
});

test("edges do not import one another", () => {
  expect(
    check({ "src/edges/api/index.ts": `import "../web/links.ts";`, "src/edges/web/links.ts": "" }),
  ).toEqual([
    `src/edges/api/index.ts: edge "api" imports src/edges/web/links.ts: edges do not import one another`,
  ]);
});

test.each(["domain/mail", "base"])("%s imports no package and nothing of node", (folder) => {
  const file = `src/${folder}/pure.ts`;
  const layer = folder.split("/")[0];
  expect(check({ [file]: `import "node:crypto"; import * as z from "zod"; export { z };` })).toEqual([
    `${file}: imports "node:crypto": ${layer} is pure`,
    `${file}: imports "zod": ${layer} is pure`,
  ]);
});

test.each([
  ["Date.now()", "uses Date.now"],
  ["new Date()", "asks the clock with Date()"],
  ["Date()", "asks the clock with Date()"],
  ["Math.random()", "uses Math.random"],
  ["process.env", "uses process"],
  ["crypto.randomUUID()", "uses crypto"],
  ["setTimeout(() => {}, 1)", "uses setTimeout"],
])("the domain does not use %s", (expression, what) => {
  const file = "src/domain/ticket/decide.ts";
  expect(check({ [file]: `export const x = () => ${expression};` })).toEqual([`${file}: ${what}`]);
});

test("a property with such a name is allowed", () => {
  expect(check({ "src/domain/a/a.ts": `export const x = (o: any) => ({ process: o.process });` })).toEqual(
    [],
  );
});

test("a cycle is reported once, however long", () => {
  expect(
    check({
      "src/record/a.ts": `import "./b.ts";`,
      "src/record/b.ts": `export { c } from "./c.ts";`,
      "src/record/c.ts": `import { type A, a } from "./a.ts";`,
    }),
  ).toEqual([
    "src/record/a.ts: imports itself: src/record/a.ts -> src/record/b.ts -> src/record/c.ts -> src/record/a.ts",
  ]);
});

test("types can form a cycle too", () => {
  expect(
    check({
      "src/record/a.ts": `import { b } from "./b.ts";`,
      "src/record/b.ts": `import type { A } from "./a.ts"; export type { A2 } from "./a.ts";`,
    }),
  ).toEqual(["src/record/a.ts: imports itself: src/record/a.ts -> src/record/b.ts -> src/record/a.ts"]);
});

test.each(["main", "app", "edges"])("%s imports only the record's queries", (layer) => {
  expect(
    check({
      [`src/${layer}/web/a.ts`]: `import type { Read } from "../../record/reading/index.ts";`,
      [`src/${layer}/web/b.ts`]: `import type { RecordStore } from "../../record/record.ts";`,
      [`src/${layer}/web/c.ts`]: `export type { MailRow } from "../../record/view.ts";`,
      [`src/${layer}/web/a.test.ts`]: `import { openRecord } from "../../record/record.ts";`,
      "src/engine/tick.ts": `import type { RecordStore } from "../record/record.ts";`,
      "src/record/reading/index.ts": `import type { RecordStore } from "../record.ts";`,
      "src/record/record.ts": "",
      "src/record/view.ts": "",
    }),
  ).toEqual([
    `src/${layer}/web/b.ts: ${layer} imports src/record/record.ts: of the record it sees src/record/reading/ alone`,
    `src/${layer}/web/c.ts: ${layer} imports src/record/view.ts: of the record it sees src/record/reading/ alone`,
  ]);
});

test.each([
  ["straight", `export { openRecord } from "../record/record.ts";`],
  ["all of it", `export * from "../record/record.ts";`],
  ["a type", `export type { RecordStore } from "../record/record.ts";`],
  [
    "what it imported",
    `import type { RecordStore } from "../record/record.ts";\nexport type { RecordStore };`,
  ],
])("the engine hands on nothing of the record: %s", (_, text) => {
  expect(
    check({ "src/engine/data.ts": text, "src/record/record.ts": "export const openRecord = 1;" }),
  ).toEqual([
    "src/engine/data.ts: hands on src/record/record.ts: layers to the left see src/record/reading/ alone",
  ]);
});

test.each(["better-sqlite3", "node:sqlite", "pg", "drizzle-orm/better-sqlite3"])(
  "only the record imports %s",
  (name) => {
    const text = `import x from "${name}"; export { x };`;
    const of = (file: string) => `${file}: imports "${name}": only the record reaches a database`;
    const found = check({ "src/engine/a.ts": text, "src/edges/web/b.ts": text, "src/record/c.ts": text });
    expect(found.filter((one) => one.includes("reaches a database"))).toEqual([
      of("src/engine/a.ts"),
      of("src/edges/web/b.ts"),
    ]);
  },
);

test("nothing is loaded by a path that cannot be checked", () => {
  const text = `import { createRequire } from "node:module"; createRequire(import.meta.url)("../record/record.ts");`;
  expect(check({ "src/engine/a.ts": text, "src/main/commands/b.ts": text })).toEqual([
    'src/engine/a.ts: imports "node:module": what it loads cannot be checked',
  ]);
});

test("the product uses only what package.json lists as dependencies", () => {
  expect(check({ "src/app/start.ts": `import "vitest";` })).toEqual([
    `src/app/start.ts: imports "vitest", which is not among the dependencies in package.json`,
  ]);
});

test("the program imports only the appliance's protocol, the appliance only the program's base", () => {
  expect(
    check({
      "src/edges/box/index.ts": `import "../../../appliance/protocol.ts"; import "../../../appliance/clock.ts";`,
      "appliance/helper.ts": `import "./protocol.ts"; import "../src/base/ids.ts"; import "../src/engine/tick.ts";`,
    }),
  ).toEqual([
    "src/edges/box/index.ts: imports appliance/clock.ts, which is not part of the program",
    "appliance/helper.ts: the box imports src/engine/tick.ts: it may use src/base and src/text alone",
  ]);
});

test("nothing imports a test, and no file of src is outside the layers", () => {
  expect(
    check({
      "src/app/start.ts": `import "./other.test.ts"; import "./testing-keys.ts"; import "../../test/bench/run.ts";`,
      "src/util/strings.ts": `import "./more.ts";`,
    }),
  ).toEqual([
    "src/app/start.ts: imports src/app/other.test.ts, which is for tests",
    "src/app/start.ts: imports src/app/testing-keys.ts, which is for tests",
    "src/app/start.ts: imports test/bench/run.ts, which is not part of the program",
    "src/util/strings.ts: lies in no layer; the layers are main, app, edges, engine, record, domain, text, base",
  ]);
});

test("a file that cannot be parsed is an error", () => {
  expect(() => check({ "src/app/start.ts": "import {" })).toThrow("src/app/start.ts");
  expect(() => check({ "src/app/start.ts": "const f = (m: string) => import(m);" })).toThrow("computed");
});
