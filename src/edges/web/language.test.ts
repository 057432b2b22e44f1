import { Parser } from "htmlparser2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isMarked, markedLanguage, markedTag, outsideMarks } from "../../text/testing.ts";
import { type Browser, fileOf, openServer, type Page, password, type TestServer } from "./testing/server.ts";

let desk: TestServer;
let english: Browser;
let other: Browser;
let held: string;
let received: string;

const wants = (language: string) => ({ "Accept-Language": `${language};q=0.9, *;q=0.1` });

beforeAll(async () => {
  markedLanguage();
  desk = await openServer();
  const from = { name: "7007", address: "7007@7.7" };
  received = await desk.mail({
    ...{ from, subject: "4711", text: "0815", html: "<b>0815</b>", messageId: "<1@7.7>" },
    attachments: [fileOf("1", "1.7", "7/7")],
    bytes: { "1": "7" },
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

/** What people read of a page: its texts and the attributes that are read out or shown, in another language excepted. */
function read(html: string, language: string): readonly string[] {
  const found: string[] = [];
  const within: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      within.push(name);
      const foreign = attributes.lang !== undefined && attributes.lang !== language;
      if (foreign || within.includes("(foreign)")) within[within.length - 1] = "(foreign)";
      if (within.includes("(foreign)")) return;
      for (const of of ["title", "aria-label", "placeholder", "alt", "data-words"]) {
        const value = attributes[of];
        if (value !== undefined) found.push(value);
      }
    },
    ontext(text) {
      if (!within.includes("(foreign)") && !within.includes("textarea") && text.trim() !== "") found.push(text);
    },
    onclosetag: () => void within.pop(),
  });
  parser.end(html);
  return found;
}

/** What is the same in every language: the product's name, its parts, names of protocols and zones, what the fixture holds. */
const same = new Set([
  ...["Mail", "Manager", "MailManager", "UTC", "GMT", "help", "example", "org", "Ada", "Admin", "Ann", "Agent"],
]);

const words = (text: string): readonly string[] => text.match(/\p{L}{2,}/gu) ?? [];

function check(path: string, page: Page, language: "en" | typeof markedTag): void {
  if (!/^text\/html/.test(page.headers.get("Content-Type") ?? "")) return;
  expect(page.html, `${path} in ${language}`).toContain(`lang="${language}"`);
  if (language === "en") expect(isMarked(page.html), `${path} in English`).toBe(false);
  else {
    const unmarked = read(page.html, language).filter((text) =>
      words(outsideMarks(text)).some((word) => !same.has(word)),
    );
    expect({ path, unmarked }).toEqual({ path, unmarked: [] });
  }
}

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
