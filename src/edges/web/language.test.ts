import { Parser } from "htmlparser2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listText } from "../../text/lists.ts";
import { isMarked, markedLanguage, markedTag, outsideMarks } from "../../text/testing.ts";
import { age, bytes, dayTime, exact } from "./parts/format.ts";
import { allPages } from "./testing/all-pages.tsx";
import { filledWith } from "./testing/filled.ts";
import { type Browser, fileOf, openServer, type Page, password, type TestServer } from "./testing/server.ts";

let desk: TestServer;
let english: Browser;
let other: Browser;
let held: string;
let received: string;

const wants = (language: string) => ({ "Accept-Language": `${language};q=0.9, *;q=0.1` });

markedLanguage();
beforeAll(async () => {
  desk = await openServer();
  const from = { name: "7007", address: "7007@7.7" };
  received = await desk.mail({
    ...{ from, subject: "4711", text: "0815", html: "<b>0815</b>", messageId: "<1@7.7>" },
    attachments: [fileOf("1", "1.7", "7/7")],
    files: { "1": "7" },
  });
  await desk.mail({ from, subject: "4712", text: "0816" });
  held = await desk.mail({ from: { name: "", address: "" }, subject: "4713", text: "0817" });
  await desk.mail({ subject: "unreadable" });
  [english, other] = [desk.browser(), desk.browser()];
  await english.logIn();
  await other.logIn("admin");
});
afterAll(() => desk.close());

/** The paths of all routes of a method, with parameters that name something where there is something. */
const paths = (method: string): readonly string[] => [
  ...new Set(
    desk.web.routes
      .filter((route) => route.method === method && !route.path.includes("*"))
      .map(({ path }) =>
        path
          .replace(/:\w+\{([a-z]+)\|[^}]*\}/, "$1")
          .replace(/:number\{[^}]*\}/, "1")
          .replace(/\/mails\/:id/, path.startsWith("/mails/:id/") ? `/mails/${received}` : `/mails/${held}`)
          .replace(":address", "help@example.org")
          .replace(":user", "ann")
          .replace("/help/:page", "/help/keys")
          .replace("/messages/:key", `/messages/${received}`)
          .replace("/files/:part", "/files/1")
          .replace(/:\w+/g, "7"),
      ),
  ),
];

/** Elements with what is typed, and with commands, keys and codes, which are the same in every language. */
const technical = new Set(["textarea", "code", "kbd", "pre", "style", "script"]);

/** Elements within a text. */
const inline = new Set(["a", "b", "bdi", "code", "kbd"]);

/** What people read of a page: its texts and the attributes that are shown or read out, in another language excepted. */
function read(html: string, language: string): readonly string[] {
  const found: string[] = [];
  const within: { readonly name: string; readonly lang: string }[] = [];
  const isForeign = () => within.at(-1)?.lang !== language;
  let text = "";
  const flush = () => {
    if (!isForeign() && text.trim() !== "") found.push(text.trim());
    text = "";
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      if (!inline.has(name)) flush();
      within.push({ name, lang: attributes.lang ?? within.at(-1)?.lang ?? "" });
      if (isForeign()) return;
      for (const of of ["title", "aria-label", "placeholder", "alt"]) {
        const value = attributes[of];
        if (value !== undefined) found.push(value);
      }
    },
    ontext(piece) {
      if (!within.some(({ name }) => technical.has(name))) text += piece;
    },
    onclosetag(name) {
      if (!inline.has(name)) flush();
      within.pop();
    },
  });
  parser.end(html);
  return found;
}

/** The words of a text, without addresses of pages. */
const words = (text: string): readonly string[] =>
  text.replace(/https?:\/\/\S*|\/mails\/held/g, "").match(/\p{L}{2,}/gu) ?? [];

const now = Date.UTC(2026, 10, 23);
const day = 86_400_000;
/** What Intl writes in the marked language: dates, ages, sizes, lists. */
const written = [
  ...Array.from({ length: 12 }, (_, month) => now + month * 29 * day).flatMap((at) => [
    exact(at, "UTC", markedTag),
    dayTime(at, now, "UTC", markedTag),
  ]),
  ...[0, 5 * 60_000, 5 * 3_600_000, 3 * day].map((past) => age(now - past, now, "UTC", markedTag)),
  ...[1, 1e3, 1e6, 1e9].flatMap((n) => [bytes(n, markedTag), bytes(5 * n, markedTag)]),
  listText(markedTag, ["1", "2", "3"]),
].flatMap(words);

/** What is the same in every language: names of the product, of zones and protocols, and what the fixture holds. */
const same = new Set([
  ...written,
  ...["Mail", "Manager", "MailManager", "UTC", "GMT"],
  // The name of the marked language in itself.
  "Íslenska",
  ...["help", "desk", "example", "org", "admin", "ann", "Ada", "Admin", "Ann", "Agent", "AA"],
]);

function check(path: string, page: Page, language: string): void {
  if (!/^text\/html/.test(page.headers.get("Content-Type") ?? "")) return;
  expect(page.html, `${path} in ${language}`).toContain(`lang="${language}"`);
  if (language === "en") expect(isMarked(page.html), `${path} in English`).toBe(false);
  else expect.soft({ path, unmarked: unmarkedIn(page.html) }).toEqual({ path, unmarked: [] });
}

const unmarkedIn = (html: string): readonly string[] =>
  read(html, markedTag).filter((text) => words(outsideMarks(text)).some((word) => !same.has(word)));

/** A view with nothing of its own to read, in the marked language. */
function emptied<V>(view: V): V {
  const changed = filledWith("7")(view);
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("language" in value) Object.assign(value, { language: markedTag });
    for (const one of Object.values(value)) visit(one);
  };
  visit(changed);
  return changed;
}

// The document in a mail's frame is what its sender wrote.
const rendered = allPages("# 7\n\n7", emptied).filter(([name]) => name !== "mail-document");

test.each(rendered)("the page %s says everything in the language of its frame", (_, html) => {
  expect(unmarkedIn(html)).toEqual([]);
});

test("every page says everything in the language that its request asks for, others being asked for at the same time", async () => {
  const all = paths("GET").filter((path) => !path.startsWith("/assets/"));
  const asked = all.flatMap((path) => [
    { path, language: "en" as const, page: english.get(path, wants("en")) },
    { path, language: markedTag, page: other.get(path, wants(`${markedTag}-IS`)) },
  ]);
  for (const { path, language, page } of asked) check(path, await page, language);
});

test("so do the pages that answer a form", async () => {
  const forms = paths("POST").filter((path) => path !== "/logout");
  await other.get("/account");
  await english.get("/account");
  for (const path of forms) {
    const fields = { csrf: "" };
    const asked = [
      { language: "en" as const, page: english.post(path, {}, wants("en")) },
      { language: markedTag, page: other.post(path, {}, wants(markedTag)) },
      { language: markedTag, page: other.post(path, fields, wants(markedTag)) },
    ];
    for (const { language, page } of asked) check(path, await page, language);
  }
});

test("and those before the log-in", async () => {
  const [one, two] = [desk.browser(), desk.browser()];
  const asked = [
    { language: "en" as const, page: one.get("/login", wants("en")) },
    { language: markedTag, page: two.get("/login", wants(markedTag)) },
    { language: "en" as const, page: one.post("/login", { user: "admin", password: "x" }, wants("en")) },
    { language: markedTag, page: two.post("/login", { user: "7", password }, wants(markedTag)) },
    { language: markedTag, page: two.post("/tickets/1/note", { text: "7" }, wants(markedTag)) },
  ];
  for (const { language, page } of asked) check("log-in", await page, language);
});
