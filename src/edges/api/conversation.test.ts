import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { Message, TicketShape } from "./shapes.ts";
import { fileOf, got, openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const bob = { name: "Bob", address: "bob@customer.example" };
const question = {
  messageId: "<q1@customer.example>",
  from: bob,
  to: [{ name: "", address: "help@example.org" }],
  subject: "Printer",
  date: Date.UTC(2026, 10, 23, 18, 39),
  text: "It smokes\n\n> on fire?\n",
  reply: "It smokes\n",
};
const reply = (json: object) => desk.ask("POST", "/tickets/1/replies", { json });
const ticket = async () => TicketShape.parse(await (await desk.ask("GET", "/tickets/1")).json());
const sent = async (answer: Promise<Response>) => Message.parse(await (await answer).json());

test("a conversation has received and sent messages and notes, oldest first", async () => {
  const id = await desk.mail({ ...question, html: "<p>It <b>smokes</b></p>" });
  desk.clock += 60_000;
  await reply({ text: "Which one?", cc: ["Eve <eve@customer.example>"] });
  await desk.ask("POST", "/tickets/1/notes", { json: { text: "third this week" } });
  expect(await ticket()).toMatchObject({
    messagesOmitted: 0,
    messages: [
      {
        id,
        direction: "in",
        messageId: "<q1@customer.example>",
        inReplyTo: null,
        references: [],
        from: bob,
        replyTo: [],
        to: [{ name: "", address: "help@example.org" }],
        cc: [],
        subject: "Printer",
        date: "2026-11-23T18:39:00.000Z",
        receivedAt: "2026-11-23T18:40:00.000Z",
        text: "It smokes\n\n> on fire?\n",
        html: "<p>It <b>smokes</b></p>",
        reply: "It smokes\n",
        attachments: [],
        automatic: false,
        bounce: null,
        authentication: { spf: null, dkim: null, dmarc: null },
      },
      {
        direction: "out",
        deliveries: [
          { address: "bob@customer.example", state: "waiting", attempts: 0, server: null, response: null },
          { address: "eve@customer.example", state: "waiting" },
        ],
        inReplyTo: "<q1@customer.example>",
        references: ["<q1@customer.example>"],
        from: { name: "", address: "help@example.org" },
        to: [bob],
        cc: [{ name: "Eve", address: "eve@customer.example" }],
        subject: "Re: Printer",
        receivedAt: "2026-11-23T18:41:00.000Z",
        reply: "Which one?",
      },
      { direction: "note", from: { name: "test", address: "" }, messageId: null, text: "third this week" },
    ],
  });
});

test("a reply goes to the requester and not to the last writer, and everyone else is offered and added by all", async () => {
  const carl = { name: "Carl", address: "carl@supplier.example" };
  await desk.mail({ ...question, cc: [carl, { name: "", address: "Help+x@example.org" }] });
  await desk.mail({
    ...question,
    messageId: "<q2@customer.example>",
    inReplyTo: question.messageId,
    from: carl,
  });
  expect((await ticket()).recipients).toEqual({ to: [bob], others: [carl] });
  expect(await sent(reply({ text: "One" }))).toMatchObject({ to: [bob], cc: [] });
  expect(await sent(reply({ text: "Two", all: true }))).toMatchObject({ to: [bob], cc: [carl] });
});

test.each(["<p><br></p>", "<script>alert(1)</script>", "<p>&nbsp;</p>"])(
  "HTML without text, %s, is refused like an empty text",
  async (html) => {
    await desk.mail(question);
    const refused = await reply({ html });
    expect([refused.status, await refused.json()]).toMatchObject([400, { field: "text" }]);
  },
);

test("HTML only is sent with a text part, and sanitised", async () => {
  await desk.mail(question);
  const answer = await sent(reply({ html: "<p>Pull <b>it</b></p><script>alert(1)</script>", close: true }));
  expect(answer).toMatchObject({
    reply: expect.stringContaining("Pull it"),
    html: expect.stringContaining("<b>it</b>"),
  });
  expect(JSON.stringify(answer.html)).not.toContain("script");
  expect(await ticket()).toMatchObject({ state: "closed", assignee: "admin" });
});

describe("a reply that leaves later", () => {
  const later = () => new Date(desk.clock + 3_600_000).toISOString();

  test("says when, and can be taken back until then", async () => {
    await desk.mail(question);
    const answer = await sent(reply({ text: "Which one?", sendAt: later(), close: true }));
    expect(answer.leaving).toEqual({ state: "due", at: later() });
    const path = `/tickets/1/replies/${answer.id}`;
    const taken = await desk.ask("DELETE", path);
    expect([taken.status, Message.parse(await taken.json())]).toMatchObject([
      200,
      {
        id: answer.id,
        reply: "Which one?",
        leaving: { state: "taken-back" },
        deliveries: [{ state: "cancelled" }],
      },
    ]);
    expect(await ticket()).toMatchObject({
      state: "new",
      messages: [{}, { leaving: { state: "taken-back" } }],
    });
    expect((await desk.ask("DELETE", path, { token: desk.tokens.reader })).status).toBe(403);
    expect((await desk.ask("DELETE", "/tickets/2/replies/00000000000000000000000000")).status).toBe(404);
  });

  test("cannot be taken back when it has left", async () => {
    await desk.mail(question);
    const answer = await sent(reply({ text: "Which one?" }));
    await desk.engine.composeDue();
    const late = await desk.ask("DELETE", `/tickets/1/replies/${answer.id}`);
    expect([late.status, await late.json()]).toMatchObject([409, { code: "reply.left" }]);
  });

  test("is withheld if the requester writes first, if requested", async () => {
    const id = await desk.mail(question);
    const answer = await sent(reply({ text: "Any news?", sendAt: later(), unlessAnswered: true }));
    await desk.mail({
      ...question,
      messageId: "<q2@customer.example>",
      references: ["<q1@customer.example>"],
    });
    desk.clock += 3_600_000;
    await desk.engine.composeDue();
    expect(await ticket()).toMatchObject({
      messages: [{ id }, { id: answer.id, text: "Any news?", leaving: { state: "withheld" } }, {}],
    });
  });
});

test("a reply for an outdated version is refused, naming who replied", async () => {
  await desk.mail(question);
  const { version } = await ticket();
  const both = await Promise.all([
    reply({ text: "Mine", ifVersion: version }),
    reply({ text: "Yours", ifVersion: version }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
  const refused = both.find(({ status }) => status === 412);
  expect(await refused?.json()).toMatchObject({
    code: "thing.moved-on",
    detail: expect.stringContaining("replied in the meantime"),
  });
});

test("a reply to all goes to everyone in the message it replies to", async () => {
  await desk.mail({ ...question, cc: [{ name: "Eve", address: "eve@customer.example" }] });
  expect(await sent(reply({ text: "All of you", all: true }))).toMatchObject({
    to: [bob],
    cc: [{ name: "Eve", address: "eve@customer.example" }],
  });
});

describe("refused replies", () => {
  test.each<[wrong: string, json: object, field: string | undefined, status: number]>([
    ["nothing in it", {}, "text", 400],
    ["no address", { text: "x", to: ["bob"] }, "to.0", 400],
    ["too many", { text: "x", cc: Array.from({ length: 51 }, () => "a@b.example") }, "cc", 400],
    ["no base64", { text: "x", attachments: [{ name: "a", content: "a" }] }, "attachments.0.content", 400],
    ["a path", { text: "x", attachments: [{ name: "../a", content: "" }] }, "attachments.0.name", 400],
    [
      "a header",
      { text: "x", attachments: [{ name: "a", type: "a/b\r\nX: y", content: "" }] },
      "attachments.0.type",
      400,
    ],
    ["another field", { text: "x", bcc: ["a@b.example"] }, "bcc", 400],
  ])("%s", async (_, json, field, status) => {
    await desk.mail(question);
    const answer = await reply(json);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code: "request.invalid", field });
    expect(await ticket()).toMatchObject({ version: 2 });
  });

  test("to no ticket", async () => {
    expect((await reply({ text: "x" })).status).toBe(404);
    expect((await desk.ask("POST", "/tickets/1/notes", { json: { text: "x" } })).status).toBe(404);
  });
});

describe("attachments", () => {
  const pdf = fileOf("2", 'Rechnung "März".pdf', "application/pdf", "%PDF-1.7 fire");
  const page = fileOf("3", "a\r\nb.html", "text/html; charset=x", "<script>alert(1)</script>");

  test("of a received mail are its own bytes, only for download", async () => {
    const id = await desk.mail({
      ...question,
      attachments: [pdf, page],
      files: { 2: "%PDF-1.7 fire", 3: "<script>" },
    });
    const path = `/tickets/1/messages/${id}/attachments`;
    expect(await ticket()).toMatchObject({ messages: [{ attachments: [pdf, page] }] });
    const answer = await desk.ask("GET", `${path}/2`);
    expect(await answer.text()).toBe("%PDF-1.7 fire");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-length": "13",
      "content-disposition":
        "attachment; filename=\"Rechnung _M_rz_.pdf\"; filename*=UTF-8''Rechnung%20%22M%C3%A4rz%22.pdf",
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
    });
    const odd = await desk.ask("GET", `${path}/3`);
    expect(odd.headers.get("content-type")).toBe("application/octet-stream");
    expect(odd.headers.get("content-disposition")).toContain('filename="a__b.html"');
    for (const missing of [
      `${path}/4`,
      `${path.replace("/1/", "/2/")}/2`,
      `/tickets/1/messages/x/attachments/2`,
    ]) {
      expect((await desk.ask("GET", missing)).status).toBe(404);
    }
  });

  test("of a reply are the bytes that were sent", async () => {
    await desk.mail(question);
    const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 7) % 256);
    const picture = { name: "Bild.png", type: "Image/PNG", content: Buffer.from(bytes).toString("base64") };
    const answer = await sent(
      reply({ text: "See there", attachments: [picture, { name: "leer", content: "" }] }),
    );
    expect(answer).toMatchObject({
      attachments: [
        { id: "1", name: "Bild.png", type: "image/png", size: 70_000, inline: false },
        { id: "2", name: "leer", type: "application/octet-stream", size: 0 },
      ],
    });
    const read = await desk.ask("GET", `/tickets/1/messages/${answer.id}/attachments/1`);
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes);
    const empty = await desk.ask("GET", `/tickets/1/messages/${answer.id}/attachments/2`);
    expect([empty.status, (await empty.arrayBuffer()).byteLength]).toEqual([200, 0]);
  });

  test("of a note there are none", async () => {
    await desk.mail(question);
    const note = await sent(desk.ask("POST", "/tickets/1/notes", { json: { text: "x" } }));
    expect((await desk.ask("GET", `/tickets/1/messages/${note.id}/attachments/1`)).status).toBe(404);
  });
});

test("a bounce says which address it is about", async () => {
  await desk.mail(question);
  const answer = await sent(reply({ text: "Which one?" }));
  const bounce = {
    permanent: true,
    recipients: [{ address: "bob@customer.example", status: "5.1.1", diagnostic: "no such user" }],
    originalMessageId: answer.messageId,
  };
  const id = await desk.mail({ automatic: "bounce", bounce, text: "Undelivered", subject: "Returned" });
  expect(await ticket()).toMatchObject({
    messages: [{}, {}, { id, from: null, automatic: "bounce", bounce }],
  });
  expect(await (await desk.ask("GET", `/mails/${id}`)).json()).toMatchObject({
    outcome: "bounce",
    ticket: 1,
    message: { bounce },
  });
});

test("of a very long conversation the newest messages are returned, and how many are omitted", async () => {
  const id = await desk.mail(question);
  const number = desk.record.view.mail(id)?.ticket;
  const notes = Array.from({ length: 205 }, (_, n) => n);
  for (const n of notes) {
    got(await desk.engine.commands.note(agentCaller("ann"), number ?? fail(), `note ${n}`));
  }
  const { messages, messagesOmitted } = await ticket();
  expect([messages.length, messagesOmitted]).toEqual([200, 6]);
  expect([messages[0]?.text, messages[199]?.text]).toEqual(["note 5", "note 204"]);
  expect(messages[0]?.from).toEqual({ name: "ann", address: "" });
  const older = await desk.ask("GET", `/tickets/1?before=${messages[0]?.id}`);
  const rest = TicketShape.parse(await older.json());
  expect([rest.messages.length, rest.messagesOmitted]).toEqual([6, 0]);
  expect((await desk.ask("GET", "/tickets/1?before=nothing")).status).toBe(400);
});

function fail(): never {
  throw new Error("the mail opened no ticket");
}

test("a conversation has the beginning of long texts, and says so; a message by itself has all of it", async () => {
  const text = "a line\n".repeat(30_000);
  const id = await desk.mail({
    ...question,
    to: Array.from({ length: 300 }, (_, i) => ({ name: "", address: `a${i}@customer.example` })),
    ...{ text, reply: text, html: `<p>${"long ".repeat(200_000)}</p>` },
  });
  const [short] = (await ticket()).messages;
  expect(short).toMatchObject({ id, truncated: true, text: text.slice(0, 100_000), html: null });
  expect(short?.to.length).toBe(200);
  const whole = Message.parse(await (await desk.ask("GET", `/tickets/1/messages/${id}`)).json());
  expect(whole).toMatchObject({ id, truncated: false, text });
  expect([whole.to.length, (whole.html?.length ?? 0) > 1_000_000]).toEqual([300, true]);
  for (const path of [`/tickets/2/messages/${id}`, "/tickets/1/messages/nothing"]) {
    expect((await desk.ask("GET", path)).status, path).toBe(404);
  }
});
