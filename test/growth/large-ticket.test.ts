/** A ticket with mails of the maximum size: the ticket and each of its mails can be opened at a bounded cost. */

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { messageKey, ticketNumber } from "../../src/base/ids.ts";
import { systemActor } from "../../src/domain/actor.ts";
import { createPageReader } from "../../src/edges/mime/page-reader.ts";
import { type Browser, mailbox, openServer, type TestServer } from "../../src/edges/web/testing/server.ts";
import { inEnglish } from "../../src/text/index.ts";

const MB = 1024 * 1024;
const page = 2 * MB;
const MAILS = 30;
/** This many go through the whole intake; the others are recorded directly, since reading and indexing takes long. */
const RECEIVED = 2;
const reader = createPageReader({
  entry: { url: new URL("../../src/edges/mime/worker.ts", import.meta.url) },
  timePerMail: 60_000,
});
let desk: TestServer;
let browser: Browser;

beforeAll(async () => {
  desk = await openServer({ read: reader.read, view: reader.view, attachment: reader.attachment });
  browser = desk.browser();
  await browser.logIn("ann");
  for (let n = 1; n <= RECEIVED; n++) await receive(n);
  await repeat();
});
afterAll(async () => {
  await desk.close();
  await reader.close();
});

async function receive(n: number): Promise<void> {
  const line = "see https://shop.example/a?b=1&c=2 or <https://shop.example/d>\r\n";
  const head =
    `From: Bea <bea@customer.example>\r\nTo: ${mailbox}\r\nSubject: Links\r\nMessage-ID: <${n}@customer.example>\r\n` +
    (n === 1 ? "" : "References: <1@customer.example>\r\n");
  const raw = Buffer.from(`${head}\r\nmail ${n}.\r\n${line.repeat((3.8 * MB) / line.length)}`);
  const received = await desk.engine.reception.receive({
    envelope: { from: "bea@customer.example", to: [mailbox] },
    ...{ mailbox, raw, peer: { ip: "127.0.0.1", helo: "x", tls: false } },
  });
  if (!received.ok) throw new Error(inEnglish(received.error));
  await desk.engine.intake.idle();
}

async function repeat(): Promise<void> {
  const ticket = ticketNumber(1);
  const like = (await desk.record.past.conversation(ticket, 1))[0]?.event;
  if (like?.type !== "MessageReceived") throw new Error("no mail came in");
  for (let n = RECEIVED + 1; n <= MAILS; n++) {
    const text = like.text.replace(/^mail \d+/, `mail ${n}`);
    // Not even by chance the key of a message that came in: those have no "u".
    const message = messageKey(`${like.message.slice(0, -3)}u${String(n).padStart(2, "0")}`);
    await desk.record.commit(systemActor("test"), () => ({
      events: [{ ticket, event: { ...like, message, text } }],
      dependsOn: [],
      value: undefined,
    }));
  }
}

test("the ticket can be opened, and every mail is on one of its pages", async () => {
  const before = process.memoryUsage.rss();
  const seen = new Set<string>();
  let most = 0;
  let at = "/tickets/1";
  for (let pages = 0; at !== "" && pages < 2 * MAILS; pages++) {
    const { status, html } = await browser.get(at);
    expect(status).toBe(200);
    expect(Buffer.byteLength(html)).toBeLessThan(page);
    for (const [, n = ""] of html.matchAll(/mail (\d+)\.\n/g)) seen.add(n);
    most = Math.max(most, process.memoryUsage.rss());
    at = /href="(\/tickets\/1\?before=\d+)"/.exec(html)?.[1] ?? "";
  }
  expect(seen.size).toBe(MAILS);
  expect(most - before).toBeLessThan(700 * MB);
});

test("a message and its mail can be opened; all of its text is there, in parts", async () => {
  const { html } = await browser.get("/tickets/1");
  const [, whole = ""] = /<a href="(\/tickets\/1\/messages\/[^"]+)">Show all/.exec(html) ?? [];
  const [key = ""] = desk.record.view.messagesIn(ticketNumber(1));
  const mail = await browser.get(`/mails/${key}`);
  expect(mail.html).toContain(`/mails/${key}/text">Show all`);
  expect(Buffer.byteLength(mail.html)).toBeLessThan(page);
  for (const path of [whole, `/mails/${key}/text`]) {
    const first = await browser.get(path);
    const [, parts = "0"] = /Part 1 of (\d+)/.exec(first.html) ?? [];
    expect(Number(parts)).toBeGreaterThan(30);
    const last = await browser.get(`${path}?part=${parts}`);
    for (const one of [first, last]) expect(Buffer.byteLength(one.html)).toBeLessThan(page);
    expect(last.html).not.toContain("Next part");
  }
});

test("lists, search and the outbox stay small", async () => {
  for (const path of ["/tickets", "/search?q=shop", "/mails/held", "/outgoing", "/mails/queue"]) {
    const { status, html } = await browser.get(path);
    expect([path, status]).toEqual([path, 200]);
    expect(Buffer.byteLength(html)).toBeLessThan(200_000);
  }
});

test.each<[path: string, fields: { readonly [name: string]: string }]>([
  ["/tickets/1/reply", { text: "Hello", to: "bea@customer.example", cc: "" }],
  [
    "/tickets/1/properties",
    {
      ...{ state: "open", assignee: "", group: "", priority: "urgent", category: "", tags: "" },
      ...{ due: "", subject: "Links" },
    },
  ],
])("%s for an old version costs no more than a page", async (path, fields) => {
  await browser.get("/tickets/1");
  const read = await charactersRead(async () => {
    expect([303, 409]).toContain((await browser.post(path, { ...fields, version: "1" })).status);
  });
  expect(read).toBeLessThan(12 * 3.8 * MB);
});

test("writing and composing a reply costs as much as a few mails", async () => {
  await browser.get("/tickets/1");
  const version = String(desk.record.view.ticketVersion(ticketNumber(1)));
  const read = await charactersRead(async () => {
    const fields = { text: "Hello", to: "bea@customer.example", cc: "", version };
    expect((await browser.post("/tickets/1/reply", fields)).status).toBe(303);
    await desk.engine.composeDue();
  });
  expect(read).toBeLessThan(8 * 3.8 * MB);
});

/** Characters of the events parsed meanwhile. */
async function charactersRead(work: () => Promise<void>): Promise<number> {
  const parse = vi.spyOn(JSON, "parse");
  try {
    await work();
    return parse.mock.calls.reduce((sum, [text]) => sum + String(text).length, 0);
  } finally {
    parse.mockRestore();
  }
}
