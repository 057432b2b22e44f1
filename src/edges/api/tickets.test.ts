import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import { system } from "../../domain/policy/index.ts";
import { type Asking, openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const opening = { subject: "Printer", requester: "Bob <Bob@Customer.example>", text: "It smokes" };
const open = (more: object = {}, asking: Asking = {}) =>
  desk.ask("POST", "/tickets", { json: { ...opening, ...more }, ...asking });
const patch = (json: object, headers: { [name: string]: string } = {}) =>
  desk.ask("PATCH", "/tickets/1", { json, headers });

test("a ticket is created, replied to, changed and found", async () => {
  const opened = await open();
  expect(opened.status).toBe(201);
  expect(opened.headers.get("location")).toBe("/api/v1/tickets/1");
  expect(await opened.json()).toEqual({
    recipients: { to: [{ name: "Bob", address: "bob@customer.example" }], others: [] },
    number: 1,
    subject: "Printer",
    state: "new",
    waitingFor: "desk",
    overdue: false,
    priority: "normal",
    category: null,
    mailbox: "help@example.org",
    requester: { name: "Bob", address: "bob@customer.example" },
    assignee: null,
    group: null,
    tags: [],
    target: null,
    ...{ nextDueAt: null, dueSoon: false, clocks: [] },
    heldUntil: null,
    dueAt: null,
    linked: [],
    continues: null,
    mergedInto: null,
    mayBelongTo: null,
    participants: [{ name: "Bob", address: "bob@customer.example" }],
    createdAt: "2026-11-23T18:40:00.000Z",
    updatedAt: "2026-11-23T18:40:00.000Z",
    version: 2,
    messages: [expect.objectContaining({ direction: "note", text: "It smokes", reply: "It smokes" })],
    messagesOmitted: 0,
  });
  const answered = await desk.ask("POST", "/tickets/1/replies", { json: { text: "Pull the plug" } });
  expect(answered.status).toBe(201);
  expect(await answered.json()).toMatchObject({ direction: "out", text: "Pull the plug" });
  const changed = await patch({ state: "closed", tags: ["fire"] });
  expect(await changed.json()).toMatchObject({ state: "closed", tags: ["fire"] });
  const found = await desk.ask("GET", "/tickets?q=plug+state:closed+tag:fire");
  expect(await found.json()).toMatchObject({ items: [{ number: 1 }], next: null });
  // Only that nothing is set by which mail leaves.
  const trouble = desk.logged.filter((line) => /^(?:warn|error)/.test(line));
  expect(trouble).toEqual([expect.stringContaining("no outgoing mail server is set")]);
});

test.each(["help@example.org", "Help+scan@Example.org"])(
  "a ticket whose requester is our own address %s is refused",
  async (requester) => {
    for (const send of [true, false]) {
      const refused = await open({ requester, send });
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({
        code: "request.invalid",
        field: "requester",
        detail: expect.stringContaining("one of our own addresses"),
      });
    }
    expect((await desk.ask("GET", "/tickets/1")).status).toBe(404);
  },
);

test("the text of a ticket is sent to the requester if requested", async () => {
  const opened = await open({ send: true, requester: { address: "bob@customer.example" } });
  expect(await opened.json()).toMatchObject({
    state: "open",
    assignee: "admin",
    messages: [
      {
        direction: "out",
        to: [{ name: "", address: "bob@customer.example" }],
        html: expect.stringContaining("<p>It smokes"),
      },
    ],
  });
  expect(desk.record.view.ticket(ticketNumber(1))?.messages).toBe(1);
});

describe("an invalid ticket is refused, and not created", () => {
  test.each<[wrong: string, more: object, field: string, detail: RegExp]>([
    ["no subject", { subject: undefined }, "subject", /is missing/],
    ["empty subject", { subject: "" }, "subject", /1 to 1,000 characters/],
    ["a header", { subject: "a\r\nBcc: eve@evil.example" }, "subject", /contains control characters/],
    ["no address", { requester: "nobody" }, "requester", /not a valid email address/],
    [
      "a header",
      { requester: "Bob\r\nBcc: x <b@customer.example>" },
      "requester",
      /not a valid email address/,
    ],
    ["misspelt", { requester: { address: "b@c.example", nam: "x" } }, "requester.nam", /name, address/],
    ["a number", { requester: 7 }, "requester", /"Name <address>"/],
    ["no text", { text: "  " }, "text", /Enter a message/],
    ["a long text", { text: "x".repeat(1_000_001) }, "text", /at most 1000000 characters/],
    ["no boolean", { send: "yes" }, "send", /of type boolean/],
    ["no such mailbox", { mailbox: "sales@example.org" }, "mailbox", /Mailbox sales@example.org not found/],
    ["an unknown field", { priority: "high" }, "priority", /mailbox, subject, requester, text, send/],
    ["a prototype", JSON.parse('{"__proto__":{"send":true}}'), "__proto__", /Unknown field "__proto__"/],
  ])("%s", async (_, more, field, detail) => {
    const answer = await desk.ask("POST", "/tickets", { json: { ...opening, ...more } });
    expect(answer.status).toBe(400);
    const problem = { code: "request.invalid", field, detail: expect.stringMatching(detail) };
    expect(await answer.json()).toMatchObject(problem);
    expect(desk.record.view.ticket(ticketNumber(1))).toBeNull();
  });

  test("without a mailbox if there are two", async () => {
    await desk.engine.settings.saveMailbox(system("test"), { address: "sales@example.org" });
    expect(await (await open()).json()).toMatchObject({
      field: "mailbox",
      detail: expect.stringContaining("help@example.org, sales@example.org"),
    });
    expect((await open({ mailbox: "Sales@example.org" })).status).toBe(201);
  });
});

describe("changes", () => {
  beforeEach(async () => {
    await open();
    await desk.engine.settings.saveGroup(system("test"), "field", ["ann"]);
  });

  test.each<[json: object, after: object]>([
    [{ state: "hold" }, { state: "hold" }],
    [{ assignee: "Ann" }, { assignee: "ann" }],
    [
      { group: "field", priority: "urgent" },
      { group: "field", priority: "urgent" },
    ],
    [
      { category: "hardware", target: null },
      { category: "hardware", target: null },
    ],
    [{ tags: ["b", "a", "a"] }, { tags: ["a", "b"] }],
    [{ subject: "Scanner" }, { subject: "Scanner" }],
    [{ due: "2026-11-24T01:00:00+01:00" }, { dueAt: "2026-11-24T00:00:00.000Z", overdue: false }],
    [{ dueAt: "2026-11-22T00:00:00Z" }, { dueAt: "2026-11-22T00:00:00.000Z", overdue: true }],
    [{ dueAt: null, assignee: null, group: null, category: null, target: null }, { version: 2 }],
    [{}, { version: 2 }],
  ])("%j", async (json, after) => {
    const answer = await patch(json);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject(after);
  });

  test.each<[json: object, status: number, field: string, detail: RegExp]>([
    [{ state: "new", subject: "x" }, 200, "", /./],
    [{ state: "done" }, 400, "state", /one of new, open, hold, closed/],
    [{ target: "Standard" }, 400, "target", /declares no target Standard/],
    [{ assignee: "eve" }, 400, "assignee", /User eve not found/],
    [{ assignee: "../x" }, 400, "assignee", /not a valid user name/],
    [{ group: "none" }, 400, "group", /Group none not found/],
    [{ priority: "very" }, 400, "priority", /low, normal, high, urgent/],
    [{ tags: ["a b"] }, 400, "tags", /tag has 1 to 50/],
    [{ tags: [1] }, 400, "tags.0", /of type string/],
    [{ due: "tomorrow" }, 400, "due", /RFC 3339/],
    [{ dueAt: "2026-11-24" }, 400, "dueAt", /RFC 3339/],
    [{ due: "2026-11-24T00:00:00Z", dueAt: "2026-11-25T00:00:00Z" }, 400, "due", /different/],
    [{ version: 7 }, 400, "version", /allowed fields: state, assignee/],
    [{ state: null }, 400, "state", /of type string/],
  ])("%j: %i", async (json, status, field, detail) => {
    const answer = await patch(json);
    expect(answer.status).toBe(status);
    if (status === 200) return;
    expect(await answer.json()).toMatchObject({ field, detail: expect.stringMatching(detail) });
    expect(desk.record.view.ticket(ticketNumber(1))?.version).toBe(2);
  });

  test("a ticket is held until a time, and its journal says so", async () => {
    await open();
    const heldUntil = new Date(desk.clock + 86_400_000).toISOString();
    expect(await (await patch({ heldUntil })).json()).toMatchObject({ state: "hold", heldUntil });
    const later = new Date(desk.clock + 2 * 86_400_000).toISOString();
    const sent = await desk.ask("POST", "/tickets/1/replies", { json: { text: "Hello?", holdUntil: later } });
    expect(sent.status).toBe(201);
    const journal = await (await desk.ask("GET", "/tickets/1/journal")).json();
    expect(journal).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          type: "StateChanged",
          data: expect.objectContaining({ until: later, was: heldUntil }),
        }),
      ]),
    });
    expect((await patch({ heldUntil: "2020-01-01T00:00:00Z" })).status).toBe(400);
  });

  test("a ticket cannot become new again", async () => {
    await patch({ state: "open" });
    const answer = await patch({ state: "new" });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "ticket.state", field: "state" });
  });
});

describe("against lost updates", () => {
  beforeEach(async () => {
    await open();
  });

  test.each<[ifMatch: string, status: number]>([
    ['"2"', 200],
    ['"2-overdue"', 200],
    ['"1", "2"', 200],
    ["*", 200],
    ['"1"', 412],
    ['W/"2"', 412],
    ['"2x"', 412],
    ["2", 400],
    ["", 400],
  ])("If-Match: %s gives %i", async (ifMatch, status) => {
    const answer = await patch({ state: "open" }, { "if-match": ifMatch });
    expect(answer.status).toBe(status);
    expect(desk.record.view.ticket(ticketNumber(1))?.state).toBe(status === 200 ? "open" : "new");
    if (status === 200) expect(answer.headers.get("etag")).toBe('"3"');
  });

  test.each<[ifNoneMatch: string, status: number]>([
    ['"2"', 304],
    ['W/"2"', 304],
    ['"1", "2"', 304],
    ["*", 304],
    ['"1"', 200],
    ["2", 200],
  ])("If-None-Match: %s gives %i", async (ifNoneMatch, status) => {
    const answer = await desk.ask("GET", "/tickets/1", { headers: { "if-none-match": ifNoneMatch } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("etag")).toBe('"2"');
    expect((await answer.text()).length > 0).toBe(status === 200);
  });

  test("of two changes of the same version one is refused", async () => {
    const both = await Promise.all([
      patch({ subject: "mine" }, { "if-match": '"2"' }),
      patch({ subject: "yours" }, { "if-match": '"2"' }),
    ]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });

  test("becoming overdue changes the tag, but the old one is still accepted", async () => {
    const tag = (await patch({ due: new Date(desk.clock + 1000).toISOString() })).headers.get("etag") ?? "";
    desk.clock += 2000;
    const later = await desk.ask("GET", "/tickets/1", { headers: { "if-none-match": tag } });
    expect(later.status).toBe(200);
    expect(await later.json()).toMatchObject({ overdue: true });
    expect(later.headers.get("etag")).toBe('"3-overdue"');
    expect((await patch({ state: "closed" }, { "if-match": tag })).status).toBe(200);
  });
});

describe("Idempotency-Key", () => {
  const key = { headers: { "idempotency-key": "4711" } };

  test("creates one ticket, however often it is sent", async () => {
    const [first, again] = [await open({}, key), await open({}, key)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    expect(desk.record.view.ticket(ticketNumber(2))).toBeNull();
  });

  test("belongs to one token and one request", async () => {
    await open({}, key);
    const other = await open({ text: "Something else" }, key);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: "idempotency.reused" });
    expect((await open({}, { ...key, token: desk.tokens.agent })).status).toBe(201);
    expect(desk.record.view.ticket(ticketNumber(2))).not.toBeNull();
    const bad = await open({}, { headers: { "idempotency-key": "a b" } });
    expect(await bad.json()).toMatchObject({ status: 400, field: "Idempotency-Key" });
  });

  test("two at the same time are one request; after one that was refused, the next is executed", async () => {
    const make = (name: string) => desk.ask("POST", "/groups", { json: { name }, ...key });
    expect((await Promise.all([make("desk"), make("desk")])).map(({ status }) => status)).toEqual([201, 201]);
    const other = { headers: { "idempotency-key": "4712" } };
    const again = () => desk.ask("POST", "/groups", { json: { name: "desk" }, ...other });
    expect((await Promise.all([again(), again()])).map(({ status }) => status)).toEqual([409, 409]);
  });

  test("a POST that the program did not finish is not executed again", async () => {
    const path = "/groups";
    const json = { name: "night" };
    const request = createHash("sha256")
      .update(`POST /api/v1${path}\n`)
      .update(JSON.stringify(json))
      .digest();
    const token = createHash("sha256").update(desk.tokens.admin).digest("hex");
    desk.record.operations.remember({ token, key: "4711", request, status: 0, body: "", createdAt: 0 });
    const again = await desk.ask("POST", path, { json, ...key });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: "idempotency.interrupted" });
    expect(desk.record.view.group("night")).toBeNull();
    expect((await desk.ask("POST", path, { json, headers: { "idempotency-key": "4712" } })).status).toBe(201);
  });

  test("remembers the response of other POSTs too", async () => {
    const make = (name: string) => desk.ask("POST", "/groups", { json: { name }, ...key });
    const [first, again] = [await make("field"), await make("field")];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(await again.json()).toEqual(await first.json());
    expect((await make("desk")).status).toBe(422);
  });
});

test("a ticket's journal has its history, in pages, without its secret", async () => {
  await open();
  await patch({ due: "2026-11-24T00:00:00Z", state: "open" });
  const secret = desk.record.view.ticket(ticketNumber(1))?.token ?? "none";
  const first = await (await desk.ask("GET", "/tickets/1/journal?limit=3")).json();
  expect(first).toMatchObject({
    items: [
      { type: "TicketOpened", actor: "token:test", ticket: 1, time: "2026-11-23T18:40:00.000Z" },
      { type: "NoteAdded", data: { text: "It smokes" } },
      { type: "Changed", data: { changes: { dueAt: "2026-11-24T00:00:00.000Z" }, before: { dueAt: null } } },
    ],
    next: "3",
  });
  const rest = await (await desk.ask("GET", "/tickets/1/journal?cursor=3")).json();
  expect(rest).toMatchObject({ items: [{ type: "StateChanged" }], next: null });
  expect(JSON.stringify([first, rest])).not.toContain(secret);
});

test.each(["/tickets/2", "/tickets/0", "/tickets/x", "/tickets/1e0", "/tickets/9007199254740993"])(
  "%s does not exist",
  async (path) => {
    await open();
    const answer = await desk.ask("GET", path);
    expect([path, answer.status]).toEqual([path, 404]);
  },
);

test("a ticket whose first event was erased by law stays, and says so", async () => {
  await open();
  await patch({ state: "open" });
  const { sqlite } = desk.record.database;
  sqlite.exec("UPDATE event SET payload = NULL, salt = NULL WHERE ticket = 1 AND ticket_version <= 2");
  desk.record.rebuild();
  expect(await (await desk.ask("GET", "/tickets/1")).json()).toMatchObject({
    ...{ number: 1, subject: "", state: "open", version: 3, erased: true },
    requester: { name: "", address: "" },
    messages: [{ direction: "note", text: "", from: null, erased: true }],
  });
  const journal = await (await desk.ask("GET", "/tickets/1/journal")).json();
  expect(journal).toMatchObject({
    items: [
      { type: "Erased", data: { was: "TicketOpened" } },
      { type: "Erased", data: { was: "NoteAdded" } },
      { type: "StateChanged" },
    ],
  });
  expect((await patch({ subject: "Found again" })).status).toBe(200);
  const answered = await desk.ask("POST", "/tickets/1/replies", { json: { text: "Hello?" } });
  expect(answered.status).toBe(409);
});
