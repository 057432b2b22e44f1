/** People who are new in a conversation, as the API shows and decides about them. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MailSummary, pageOf, TicketShape } from "./shapes.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const bob = { name: "Bob", address: "bob@customer.example" };
const karl = { name: "Karl", address: "karl@customer.example" };
const eve = { name: "Eve", address: "eve@elsewhere.example" };
const first = { from: bob, subject: "Pump", text: "It leaks", messageId: "<q1@customer.example>" };
const follows = { references: ["<q1@customer.example>"], subject: "Re: Pump" };

const ask = async (method: string, path: string, json?: object) => {
  const answer = await desk.ask(method, path, json === undefined ? {} : { json });
  return { status: answer.status, body: await answer.json() };
};
const ticket = async (number = 1) => TicketShape.parse((await ask("GET", `/tickets/${number}`)).body);
const heldMails = async (query = "") =>
  pageOf(MailSummary).parse((await ask("GET", `/mails?outcome=held${query}`)).body).items;

describe("a colleague of the requester", () => {
  test("is marked in the ticket, and nothing goes to them until they are a participant", async () => {
    await desk.mail(first);
    const id = await desk.mail({
      ...follows,
      from: karl,
      text: "It does",
      messageId: "<k@customer.example>",
    });
    const { messages, participants, recipients, requester } = await ticket();
    expect(messages).toMatchObject([{ from: bob }, { id, from: karl, newParticipant: true }]);
    expect(messages[0]).not.toHaveProperty("newParticipant");
    expect({ participants, recipients, requester }).toEqual({
      participants: [bob],
      recipients: { to: [bob], others: [] },
      requester: bob,
    });
    expect((await ask("GET", `/tickets/1/messages/${id}`)).body).toMatchObject({ newParticipant: true });

    const added = await ask("POST", "/tickets/1/participants", { address: "Karl@customer.example" });
    expect(added).toMatchObject({
      status: 200,
      body: { participants: [bob, karl], recipients: { others: [karl] } },
    });
    expect((await ticket()).messages[1]).not.toHaveProperty("newParticipant");

    const removed = await ask("DELETE", `/tickets/1/participants/${encodeURIComponent(karl.address)}`);
    expect(removed).toMatchObject({ status: 200, body: { participants: [bob], recipients: { others: [] } } });
    expect((await ticket()).messages[1]).toMatchObject({ newParticipant: true });
  });

  test("is added for the version that was seen, by those who may write", async () => {
    await desk.mail(first);
    const { version } = await ticket();
    await ask("POST", "/tickets/1/notes", { text: "Look" });
    const late = await ask("POST", "/tickets/1/participants", { address: karl.address, ifVersion: version });
    expect(late).toMatchObject({ status: 412, body: { code: "thing.moved-on" } });
    const read = { token: desk.tokens.reader, json: { address: karl.address } };
    expect((await desk.ask("POST", "/tickets/1/participants", read)).status).toBe(403);
  });

  test.each([
    ["POST", "/tickets/1/participants", { address: "help@example.org" }, 400],
    ["POST", "/tickets/1/participants", { address: "karl" }, 400],
    ["DELETE", "/tickets/1/participants/bob@customer.example", undefined, 400],
    ["DELETE", "/tickets/1/participants/nobody@customer.example", undefined, 404],
    ["POST", "/tickets/9/participants", { address: "karl@customer.example" }, 404],
  ])("%s %s with %j is refused", async (method, path, json, status) => {
    await desk.mail(first);
    expect(await ask(method, path, json)).toMatchObject({ status });
    expect((await ticket()).participants).toEqual([bob]);
  });
});

test("a stranger's ticket says where it may belong, and is merged there", async () => {
  await desk.mail(first);
  await desk.mail({ ...follows, from: eve, text: "Me too", messageId: "<e@elsewhere.example>" });
  expect(await ticket(2)).toMatchObject({ mayBelongTo: 1, requester: eve });
  expect(await ticket()).toMatchObject({ mayBelongTo: null, messages: [{}] });
  expect((await ask("POST", "/tickets/2/merge", { into: 1 })).status).toBe(200);
  expect(await ticket()).toMatchObject({
    participants: [bob],
    messages: [{ from: bob }, { from: eve, newParticipant: true }],
  });
});

test("a stranger's ticket no longer says so once that was dismissed", async () => {
  await desk.mail(first);
  await desk.mail({ ...follows, from: eve, text: "Me too", messageId: "<e@elsewhere.example>" });
  const read = { token: desk.tokens.reader };
  expect((await desk.ask("DELETE", "/tickets/2/may-belong-to", read)).status).toBe(403);
  expect(await ask("DELETE", "/tickets/2/may-belong-to")).toMatchObject({
    status: 200,
    body: { number: 2, mayBelongTo: null },
  });
  const { version } = await ticket(2);
  expect((await ask("DELETE", "/tickets/2/may-belong-to")).status).toBe(200);
  expect((await ask("DELETE", "/tickets/1/may-belong-to")).status).toBe(200);
  expect((await ask("DELETE", "/tickets/9/may-belong-to")).status).toBe(404);
  expect(await ticket(2)).toMatchObject({ mayBelongTo: null, version });
});

test("a filed copy names the ticket of the mail that it is a copy of", async () => {
  await desk.mail(first);
  const id = await desk.mail(first);
  const { body } = await ask("GET", `/mails/${id}`);
  expect(body).toMatchObject({ outcome: "filed", causeCode: "duplicate", ticket: 1, tickets: [1] });
});

describe("mails held for one ticket", () => {
  const spam = { by: "rspamd", spam: true, score: 9, threshold: 6, symbols: [] } as const;
  const held = (n: number) =>
    desk.mail({
      ...follows,
      from: eve,
      text: `Buy ${n}`,
      messageId: `<s${n}@elsewhere.example>`,
      checks: { spam },
    });

  test("are listed by it, and decided about together", async () => {
    await desk.mail(first);
    const ids = [await held(1), await held(2)];
    await desk.mail({ ...first, from: eve, messageId: "<x@elsewhere.example>", checks: { spam } });
    expect((await heldMails("&candidate=1")).map(({ id }) => id)).toEqual(ids.toReversed());
    expect(await heldMails()).toHaveLength(3);
    expect(await ask("POST", "/tickets/1/held", { what: "join" })).toEqual({
      status: 200,
      body: { done: 2, left: 0 },
    });
    expect(await ticket()).toMatchObject({
      participants: [bob],
      messages: [{}, { id: ids[0], newParticipant: true }, { id: ids[1], newParticipant: true }],
    });
    const none = { status: 200, body: { done: 0, left: 0 } };
    expect(await ask("POST", "/tickets/1/held", { what: "file" })).toEqual(none);
    expect(await heldMails()).toHaveLength(1);
  });

  test("a virus is not among them", async () => {
    await desk.mail(first);
    const virus = { by: "clamav", virus: "Eicar" } as const;
    await desk.mail({ ...follows, from: eve, messageId: "<v@elsewhere.example>", checks: { virus } });
    const none = { status: 200, body: { done: 0, left: 0 } };
    expect(await ask("POST", "/tickets/1/held", { what: "join" })).toEqual(none);
    expect(await ticket()).toMatchObject({ messages: [{}] });
  });
});

test("an agent says of a message that it is forged or genuine", async () => {
  await desk.mail(first);
  const message = (await ticket()).messages[0] ?? expect.fail("no message");
  const path = `/tickets/1/messages/${message.id}/verdict`;
  expect(message).not.toHaveProperty("judged");
  for (const verdict of ["forged", "genuine"]) {
    expect(await ask("POST", path, { verdict })).toMatchObject({ status: 200, body: { judged: verdict } });
    expect((await ticket()).messages).toMatchObject([{ judged: verdict }]);
  }
  expect((await ask("POST", path, { verdict: "odd" })).status).toBe(400);
  expect((await ask("POST", "/tickets/1/messages/none/verdict", { verdict: "forged" })).status).toBe(404);
});
