import { expect, test } from "vitest";
import { sentenceViolations } from "./sentences.ts";

const check = (text: string, file = "src/main/commands/a.ts"): readonly string[] =>
  sentenceViolations(new Map([[file, text]]));
const told = (line: number, said: string, file = "src/main/commands/a.ts") => [
  `${file}:${line}: "${said}" is a text of its own; it belongs into src/text`,
];

test.each([
  ['io.out("nothing to do");', "nothing to do"],
  [`io.err(\`there are \${n} of them\`);`, "of them"],
  ['throw new CommandFailed(() => "not found: try again");', "not found: try again"],
  ['const about = { summary: "prints the version" };', "prints the version"],
  ['export const todo = done ? "" : "go on";', "go on"],
  ['const words = ["all", "is well"];', "is well"],
])("a sentence is found: %s", (text, said) => {
  expect(check(`\n${text}`).at(-1)).toBe(told(2, said)[0]);
});

test.each([
  't("usage.missing", { name: "--data" });',
  `io.out(\`user: \${user}\\npassword: \${password}\\n\`);`,
  'const command = { name: "token create", usage: "token create --data DIR" };',
  'throw new Error("no such thing");',
  'log.info("it has begun", { what: "the work itself" });',
  'const caller = system("command line");',
  'const { ok } = findingsOf("read model");',
  'type Level = "quite good";',
  `const time = \`\${date} \${time}\`;`,
  'const headers = { "Content-Type": "text/plain; charset=utf-8" };',
  "// A comment that says why",
])("what people do not read is not: %s", (text) => {
  expect(check(text)).toEqual([]);
});

test.each([
  ...["src/app/a.ts", "src/engine/tickets/a.ts", "src/edges/archive/a.ts", "src/main.ts", "src/domain/a.ts"],
  ...["src/record/a.ts", "src/edges/smtp/server.ts"],
])("in %s, too", (file) =>
  expect(check('throw problem("of this place");', file)).toEqual(told(1, "of this place", file)),
);

test.each(["src/text/en/command.ts", "src/main/demo/talk.ts", "src/edges/smtp/replies.ts", "src/base/a.ts"])(
  "not in %s",
  (file) => expect(check('export const it = "some words";', file)).toEqual([]),
);

test("in a page's text, but not in its attributes for browsers", () => {
  const file = "src/edges/web/a.tsx";
  const page = `const it = <p class="button primary">Go on now <a rel="next page" title="once more">{x}</a></p>;`;
  expect(check(page, file)).toEqual([...told(1, "Go on now", file), ...told(1, "once more", file)]);
});

test("in the exceptions of an edge that uses servers: people read them as what went wrong", () => {
  const file = "src/edges/imap/a.ts";
  expect(check('throw new Error("no answer yet");', file)).toEqual(told(1, "no answer yet", file));
  expect(check('throw new Error("no answer yet");', "src/edges/web/a.ts")).toEqual([]);
});

test("not in the API's own description, nor in SQL", () => {
  const route = 'route({ summary: "Get all tickets", query: z.string().describe("the search words") });';
  expect(check(route, "src/edges/api/a.ts")).toEqual([]);
  expect(check(route, "src/edges/web/a.ts")).toHaveLength(2);
  expect(check('db.run("DELETE FROM ticket WHERE it = old enough");', "src/record/a.ts")).toEqual([]);
});

test("an exception is for its file only", () => {
  expect(check('answer("add header");', "src/edges/scanners/rspamd.ts")).toEqual([]);
  expect(check('answer("add header");', "src/edges/scanners/clamd.ts")).toHaveLength(1);
});
