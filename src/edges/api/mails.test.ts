import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MailShape, MailSummary, pageOf } from "./shapes.ts";
import { fileOf, openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const bob = { name: "Bob", address: "bob@customer.example" };
const question = { messageId: "<q1@customer.example>", from: bob, subject: "Printer", text: "It smokes" };
const read = async (path: string) => (await desk.ask("GET", path)).json();

const Page = pageOf(MailSummary);

/** A mail that refers to ticket 1, from a sender who is not a participant: held as a possible follow-up. */
async function held(): Promise<string> {
  await desk.mail(question);
  const eve = { name: "Eve", address: "eve@elsewhere.example" };
  return desk.mail({
    from: eve,
    subject: "Re: Printer",
    text: "Mine too",
    references: ["<q1@customer.example>"],
    checks: { spam: { by: "rspamd", spam: true, score: 9, threshold: 6, symbols: [] } },
  });
}

test("any mail is found with its outcome and its parsed contents", async () => {
  const opened = await desk.mail(
    { ...question, html: "<p>It smokes</p>" },
    { from: "b@customer.example", to: ["help@example.org"] },
  );
  const followed = await desk.mail({
    from: bob,
    subject: "Re: Printer",
    text: "Still",
    inReplyTo: "<q1@customer.example>",
  });
  const unread = await desk.mail({ subject: "unreadable" });
  const nobodys = await desk.mail({ subject: "From no one", text: "Hello" });
  const report = await desk.mail({ automatic: "bounce", from: bob, subject: "Undelivered", text: "gone" });
  expect(await read(`/mails/${opened}`)).toEqual({
    id: opened,
    receivedAt: "2026-11-23T18:40:00.000Z",
    envelope: { from: "b@customer.example", to: ["help@example.org"] },
    size: expect.any(Number),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    mailbox: "help@example.org",
    outcome: "ticket",
    cause: null,
    causeCode: null,
    ticket: 1,
    tickets: [1],
    candidate: null,
    spam: null,
    wouldSend: null,
    virus: null,
    message: expect.objectContaining({
      id: opened,
      direction: "in",
      from: bob,
      text: "It smokes",
      html: "<p>It smokes</p>",
      receivedAt: "2026-11-23T18:40:00.000Z",
      date: null,
    }),
  });
  expect(await read(`/mails/${followed}`)).toMatchObject({
    outcome: "reply",
    ticket: 1,
    message: { text: "Still" },
  });
  expect(await read(`/mails/${unread}`)).toMatchObject({
    outcome: "held",
    cause: "The parts of the message are nested deeper than 100 levels",
    causeCode: "unreadable",
    message: null,
  });
  expect(await read(`/mails/${nobodys}`)).toMatchObject({
    outcome: "held",
    message: { text: "Hello", from: null },
  });
  expect(await read(`/mails/${report}`)).toMatchObject({
    outcome: "bounce",
    ticket: null,
    message: { text: "gone" },
  });
  const list = Page.parse(await read("/mails?limit=3"));
  expect(list.items.map((mail) => mail.id)).toEqual([report, nobodys, unread]);
  const rest = await read(`/mails?limit=3&cursor=${list.next}`);
  expect(rest).toMatchObject({ items: [{ id: followed }, { id: opened }], next: null });
  expect(await read("/mails?outcome=held")).toMatchObject({
    items: [{ id: nobodys }, { id: unread }],
    next: null,
  });
});

test("mail that a list passed on reopens its ticket, and says that it may not be replied to automatically", async () => {
  const allowed = await desk.mail(
    { ...question, mayAutoReply: true },
    { from: bob.address, to: ["help@example.org"] },
  );
  expect(await read(`/mails/${allowed}`)).toMatchObject({ message: { mayAutoReply: true } });
  await desk.ask("PATCH", "/tickets/1", { json: { state: "closed" } });
  const listed = await desk.mail({
    from: bob,
    text: "Still",
    inReplyTo: "<q1@customer.example>",
    automatic: "list",
  });
  expect(await read(`/mails/${listed}`)).toMatchObject({
    outcome: "reply",
    message: { automatic: "list", mayAutoReply: false },
  });
  expect(await read("/tickets/1")).toMatchObject({
    state: "open",
    messages: [{ mayAutoReply: true }, { automatic: "list", mayAutoReply: false }],
  });
  const nobody = await desk.mail({ ...question, mayAutoReply: true }, { from: "", to: ["help@example.org"] });
  expect(await read(`/mails/${nobody}`)).toMatchObject({ message: { mayAutoReply: false } });
});

test("a read receipt for nothing of ours is archived with what it is", async () => {
  const id = await desk.mail({
    from: bob,
    subject: "Read",
    automatic: "auto-reply",
    report: "receipt",
    writtenBy: "program",
  });
  expect(await read(`/mails/${id}`)).toMatchObject({ outcome: "filed", causeCode: "report", ticket: null });
  expect(await read("/tickets")).toMatchObject({ items: [] });
});

test("the bytes are returned as received, only for download", async () => {
  const id = await desk.mail(question);
  const answer = await desk.ask("GET", `/mails/${id}/raw`);
  expect(JSON.parse(await answer.text())).toEqual(question);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "message/rfc822",
    "content-disposition": `attachment; filename="${id}.eml"; filename*=UTF-8''${id}.eml`,
    "x-content-type-options": "nosniff",
  });
});

test("attachments of a waiting mail are available", async () => {
  const file = fileOf("2", "a.txt", "text/plain", "smoke");
  const id = await desk.mail({ subject: "From no one", attachments: [file], files: { 2: "smoke" } });
  expect(await (await desk.ask("GET", `/mails/${id}/attachments/2`)).text()).toBe("smoke");
  expect((await desk.ask("GET", `/mails/${id}/attachments/3`)).status).toBe(404);
});

describe("a held mail", () => {
  test("is added to the ticket that it may belong to", async () => {
    const id = await held();
    expect(await read(`/mails/${id}`)).toMatchObject({ outcome: "held", candidate: 1, ticket: null });
    const joined = await desk.ask("POST", `/mails/${id}/join`, { json: { ticket: 1 } });
    expect(await joined.json()).toMatchObject({ outcome: "reply", ticket: 1 });
    expect(await read("/tickets/1")).toMatchObject({ messages: [{}, { id, text: "Mine too" }] });
  });

  test("creates a ticket", async () => {
    const id = await held();
    const opened = await desk.ask("POST", `/mails/${id}/open`);
    expect(await opened.json()).toMatchObject({ outcome: "ticket", ticket: 2 });
  });

  test("is archived, once", async () => {
    const id = await held();
    expect(await (await desk.ask("POST", `/mails/${id}/file`)).json()).toMatchObject({ outcome: "filed" });
    const again = await desk.ask("POST", `/mails/${id}/file`);
    expect(again.status).toBe(412);
    expect(await again.json()).toMatchObject({ code: "thing.moved-on" });
  });

  test("is archived once under an idempotency key", async () => {
    const id = await held();
    const headers = { "idempotency-key": "k" };
    const both = [
      await desk.ask("POST", `/mails/${id}/file`, { headers }),
      await desk.ask("POST", `/mails/${id}/file`, { headers }),
    ];
    expect(both.map((answer) => answer.status)).toEqual([200, 200]);
  });

  test.each<[method: string, path: string, json: object | undefined, status: number]>([
    ["POST", "/join", {}, 400],
    ["POST", "/join", { ticket: "1" }, 400],
    ["POST", "/join", { ticket: 99 }, 404],
    ["POST", "/open", { ticket: 1 }, 400],
    ["POST", "/file", { why: "x" }, 400],
    ["GET", "/file", undefined, 405],
  ])("%s %s %j is refused", async (method, path, json, status) => {
    const id = await held();
    expect((await desk.ask(method, `/mails/${id}${path}`, { json })).status).toBe(status);
    expect(await read(`/mails/${id}`)).toMatchObject({ outcome: "held" });
  });
});

test.each<[path: string, status: number]>([
  ["/mails/00000000000000000000000000", 404],
  ["/mails/00000000000000000000000000/raw", 404],
  ["/mails/..%2f..%2fetc", 404],
  ["/mails?outcome=lost", 400],
  ["/mails?cursor=x", 400],
])("%s gives %i", async (path, status) => {
  expect((await desk.ask("GET", path)).status).toBe(status);
});

test("a mail has the results of sender checks and scanners, and so does the message in its ticket", async () => {
  const authentication = {
    by: null,
    spf: { verdict: "softfail", domain: "customer.example" },
    dkim: { verdict: "pass", domains: ["customer.example"] },
    dmarc: { verdict: "pass", domain: "customer.example", policy: "none" },
    arc: { verdict: "none", domain: null },
  } as const;
  const spam = { by: "rspamd", spam: false, score: 1.5, threshold: 6, symbols: ["MISSING_MID"] } as const;
  const virus = { by: "clamav", virus: null } as const;
  const verdicts = {
    ...{ spf: "softfail", dkim: "pass", dmarc: "pass" },
    ...{ spfDomain: "customer.example", dkimDomains: ["customer.example"], dmarcDomain: "customer.example" },
    ...{ dmarcPolicy: "none", checkedBy: null },
  };
  const good = await desk.mail({
    from: bob,
    subject: "Checked",
    text: "Hi",
    checks: { authentication, spam, virus },
  });
  const told = MailShape.parse(await read(`/mails/${good}`));
  expect(told).toMatchObject({ outcome: "ticket", spam, virus, message: { authentication: verdicts } });
  expect(await read(`/tickets/${told.ticket}`)).toMatchObject({ messages: [{ authentication: verdicts }] });

  const worm = await desk.mail({ from: bob, text: "Hi", checks: { virus: { by: "clamav", virus: "Worm" } } });
  expect(await read(`/mails/${worm}`)).toMatchObject({
    outcome: "held",
    cause: "The virus scanner found Worm",
    causeCode: "virus",
    virus: { virus: "Worm" },
    message: { authentication: { spf: null, dkim: null, dmarc: null } },
  });
});
