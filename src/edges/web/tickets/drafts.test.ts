/** Drafts through the pages. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Browser, mailbox, openServer, type TestServer } from "../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn("ann");
  for (const subject of ["one", "two"])
    await desk.mail({ from: bea, to: [{ name: "", address: mailbox }], subject, text: "Hello" });
});
afterEach(() => desk.close());

const bea = { name: "Bea", address: "bea@customer.example" };
const writer = "a".repeat(32);
const typed = { to: bea.address, cc: "carl@customer.example", text: "Dear Bea, I will", writer, draftAt: "" };
const textIn = (html: string, id: string) =>
  new RegExp(`<textarea[^>]*id="${id}"[^>]*>\\n?([^<]*)<`).exec(html)?.[1];
const ccIn = (html: string) => /id="reply-cc"[^>]*value="([^"]*)"/.exec(html)?.[1];

test("a draft is there again in another browser, with its recipients, and in no other ticket", async () => {
  const saved = await browser.post("/tickets/1/draft/reply/quiet", { ...typed });
  expect(saved.html).toMatch(/^\d+$/);
  const other = desk.browser();
  await other.logIn("ann");
  const { html } = await other.get("/tickets/1");
  expect(textIn(html, "reply-text")).toBe(typed.text);
  expect(ccIn(html)).toBe(typed.cc);
  expect(html).toContain("Draft saved");
  const next = await other.get("/tickets/2");
  expect(textIn(next.html, "reply-text")).toBe("");
  expect(ccIn(next.html)).toBe("");
});

test("colleagues see whose it is and read it, without it becoming theirs", async () => {
  await browser.post("/tickets/1/draft/note/quiet", { writer, text: "Ask the <lab>" });
  const other = desk.browser();
  await other.logIn("admin");
  const { html } = await other.get("/tickets/1");
  expect(html).toMatch(/<details class="draft-of"><summary><span>Note that Ann Agent is writing,<\/span>/);
  expect(html).toContain("Ask the &lt;lab&gt;");
  expect(textIn(html, "note-text")).toBe("");
});

test("without scripts a button saves it, and another discards it", async () => {
  const saved = await browser.post("/tickets/1/draft/reply/save", { ...typed });
  expect(saved.to).toBe("/tickets/1#reply");
  const { html } = await browser.get("/tickets/1");
  expect(html).toContain("Draft saved. Attached files are not part of it.");
  await browser.post("/tickets/1/draft/reply/discard", { ...typed });
  expect(textIn((await browser.get("/tickets/1")).html, "reply-text")).toBe("");
});

test("sending it is the end of it", async () => {
  await browser.post("/tickets/1/draft/reply/quiet", { ...typed });
  await browser.get("/tickets/1");
  expect((await browser.post("/tickets/1/reply", { ...typed, how: "stay" })).status).toBe(303);
  expect(textIn((await browser.get("/tickets/1")).html, "reply-text")).toBe("");
  // One that comes late.
  expect((await browser.post("/tickets/1/draft/reply/quiet", { ...typed })).status).toBe(410);
  expect(textIn((await browser.get("/tickets/1")).html, "reply-text")).toBe("");
});

test("two windows do not write over each other, unless told so", async () => {
  await browser.post("/tickets/1/draft/reply/quiet", { ...typed });
  const other = { ...typed, writer: "b".repeat(32), text: "Another text" };
  expect((await browser.post("/tickets/1/draft/reply/quiet", other)).status).toBe(409);
  expect(textIn((await browser.get("/tickets/1")).html, "reply-text")).toBe(typed.text);
  expect((await browser.post("/tickets/1/draft/reply/instead", other)).html).toMatch(/^\d+$/);
  expect(textIn((await browser.get("/tickets/1")).html, "reply-text")).toBe("Another text");
});

test("a new ticket is kept as well, for its author alone, until it is opened", async () => {
  const fields = { requester: bea.address, subject: "Printer", text: "It is out of paper", writer };
  await browser.post("/tickets/new/draft/save", fields);
  const { html } = await browser.get("/tickets/new");
  for (const value of Object.values(fields).slice(0, 3)) expect(html).toContain(value);
  const other = desk.browser();
  await other.logIn("admin");
  expect((await other.get("/tickets/new")).html).not.toContain("out of paper");
  await browser.get("/tickets/new");
  const opened = { ...fields, mailbox, assignee: "nobody" };
  expect((await browser.post("/tickets/new", opened)).status).toBe(303);
  expect((await browser.get("/tickets/new")).html).not.toContain("out of paper");
});

test("one that is too long for the server is refused and shown again", async () => {
  const text = "x".repeat(100_001);
  const quiet = await browser.post("/tickets/1/draft/note/quiet", { writer, text });
  expect([quiet.status, quiet.html]).toEqual([422, expect.stringContaining("100,000 characters")]);
  const again = await browser.post("/tickets/1/draft/note/save", { writer, text });
  expect(again.status).toBe(422);
  expect(textIn(again.html, "note-text")).toBe(text);
});
